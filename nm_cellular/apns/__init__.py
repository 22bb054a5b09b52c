"""Which access points a SIM may want, and which has worked."""
