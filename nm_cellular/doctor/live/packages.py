"""Versions of the programs that have a say, as Debian's package manager records them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...layout import Layout
from ..facts.system import Version
from ..source import Source

_PROGRAMS = {
    "modemmanager": "ModemManager",
    "network-manager": "NetworkManager",
    "ppp": "pppd",
    "usb-modeswitch": "usb_modeswitch",
    "nm-cellular": "nm-cellular",
}
_RECORD = re.compile(
    rf"^Package: ({'|'.join(_PROGRAMS)})\nStatus: install ok installed\n(?:.+\n)*?Version: (?:\d+:)?(\S+)$",
    re.MULTILINE,
)


def look(layout: Layout) -> Iterator[Version]:
    try:
        with open(layout.dpkg_status, encoding="utf-8", errors="replace") as stream:
            records = stream.read()
    except OSError:
        return
    for package, version in _RECORD.findall(records):
        yield Version(Source("dpkg", 0, f"{package} {version}"), _PROGRAMS[package], version)
