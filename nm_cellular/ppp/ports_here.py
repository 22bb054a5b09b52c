"""The serial ports of USB devices that are plugged in, by USB port and interface."""

from __future__ import annotations

import os
import re

_PORTS = "/sys/class/tty"
_INTERFACE = re.compile(r"/(\d+-\d+(?:\.\d+)*:\d+\.\d+)(?:/|$)")


def find() -> tuple[str, ...]:
    """Each as `1-1.2:1.3`, which port.parse reads."""
    try:
        names = os.listdir(_PORTS)
    except OSError:
        return ()
    links = (os.path.realpath(f"{_PORTS}/{name}/device") for name in names if name.startswith(("ttyUSB", "ttyACM")))
    return tuple(sorted({found[1] for link in links if (found := _INTERFACE.search(link))}))
