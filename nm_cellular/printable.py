"""Texts of networks, modems and profiles for a terminal: they may hold what it takes for a command."""

from __future__ import annotations


def printable(text: str) -> str:
    """One line, with a replacement character for everything that is none."""
    return "".join(char if char.isprintable() else "\ufffd" for char in text)
