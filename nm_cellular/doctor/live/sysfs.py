"""Small files of the kernel's, which may go away while they are read."""

from __future__ import annotations

import os

_LONGEST = 20
"""Digits of a number."""


def text(path: str) -> str:
    """Its content in one line; empty where there is none."""
    try:
        with open(path, "rb") as stream:
            return stream.read(1 << 16).decode("utf-8", "replace").strip("\n\0 ")
    except OSError:
        return ""


def number(path: str, base: int = 10) -> int:
    """-1 where there is none."""
    try:
        return int(text(path)[:_LONGEST], base)
    except ValueError:
        return -1


def entries(path: str) -> list[str]:
    try:
        return sorted(os.listdir(path))
    except OSError:
        return []


def link_name(path: str) -> str:
    """The last part of where a link leads; empty where it is none."""
    try:
        return os.path.basename(os.readlink(path))
    except OSError:
        return ""
