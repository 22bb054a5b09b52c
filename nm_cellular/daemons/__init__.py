"""Talks to the daemons: ModemManager and NetworkManager, over D-Bus."""
