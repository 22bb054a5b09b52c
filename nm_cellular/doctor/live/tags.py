"""What udev's rules told ModemManager of the modem and its ports."""

from __future__ import annotations

from collections.abc import Iterator

from ... import udev
from ..facts.system import UdevProperties
from ..source import Source


def look() -> Iterator[UdevProperties]:
    for name, subsystem, properties in udev.modemmanager_tags():
        text = f"{name}: {' '.join(f'{key}={value}' for key, value in properties)}"
        yield UdevProperties(Source("udev", 0, text), name, subsystem, properties)
