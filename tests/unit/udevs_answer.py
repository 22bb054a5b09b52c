"""What `udevadm test` says, in the one form of systemd 252 (Debian 12), and not in that of 257 (Debian 13)."""

from __future__ import annotations

import re

_QUEUED = re.compile(r"RUN\{\w+\} : (.*)")


def lines(said: str) -> list[str]:
    """A property is KEY=VALUE, a program that udev would start after the event `run: 'WORDS'`."""
    return [_QUEUED.sub(r"run: '\1'", line.strip()) for line in said.splitlines()]
