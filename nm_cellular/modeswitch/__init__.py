"""USB sticks that begin as a storage device and are switched to a modem or an Ethernet card."""
