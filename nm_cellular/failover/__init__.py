"""Cellular where Ethernet or Wi-Fi is up but dead: by NetworkManager's connectivity check, which this configures."""
