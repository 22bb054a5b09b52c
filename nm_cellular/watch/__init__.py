"""Keeps links up: what a modem needs is decided from what was seen of it, and then done."""
