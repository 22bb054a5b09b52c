"""What ModemManager and NetworkManager know of modems, as values of one moment."""
