"""What is done to a modem before NetworkManager can use it as the boot files ask."""
