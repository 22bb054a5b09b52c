"""Connections without ModemManager: pppd's files, and the ports that they and serial modems need."""
