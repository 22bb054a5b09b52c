"""Profiles as NetworkManager's D-Bus settings: the store for a container that has the host's bus alone."""
