"""Cellular modems for NetworkManager and ModemManager."""

__version__ = "0.1.0"
