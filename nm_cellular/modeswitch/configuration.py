"""usb_modeswitch's own configurations: files such as `12d1:14fe`, or `05c6:1000:uMa=Option`.

As its dispatcher reads them, a name that nobody knows is ignored, and `#` begins a comment at the start of a line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..problem import ValueRefused
from .settings import FLAGS, MESSAGES, NUMBERS, Settings
from .usb import UsbId, parse_id

_LINE = re.compile(r"[ \t]*(\w+)[ \t]*=[ \t]*\"?([^\"\r\n]*?)\"?[ \t\r]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Configuration:
    """One file.  name: the device, by the file's comment.  match: what else must hold, such as `uMa=Option`."""

    id: UsbId
    file: str
    name: str = ""
    match: str = ""
    targets: tuple[UsbId, ...] = ()
    settings: Settings = ()

    @property
    def does_nothing(self) -> bool:
        """`Configuration=0` marks a device that works as it is."""
        return self.settings == (("Configuration", "0"),)


def parse(file: str, content: str) -> Configuration | None:
    """The configuration in a file, whose name says for what it is; None where that is no USB id."""
    ids, match = _file_name(file.rpartition("/")[2])
    if ids is None:
        return None
    values = dict(_LINE.findall(content))
    name = re.match(r"#[ \t]*(.*)", content)
    settings = ((key, _value(key, value)) for key, value in values.items() if key in (*FLAGS, *NUMBERS, *MESSAGES))
    return Configuration(ids, file, name[1].strip() if name else "", match, _targets(values, ids), tuple(settings))


def _file_name(name: str) -> tuple[UsbId | None, str]:
    vendor, _, rest = name.partition(":")
    product, _, match = rest.partition(":")
    try:
        return parse_id(f"{vendor}:{product}"), match
    except ValueRefused:
        return None, match


def _targets(values: dict[str, str], initial: UsbId) -> tuple[UsbId, ...]:
    vendor = values.get("TargetVendor") or f"{initial.vendor:04x}"
    products = values.get("TargetProductList") or values.get("TargetProduct") or ""
    found = []
    for product in filter(None, products.split(",")):
        try:
            found.append(parse_id(f"{vendor}:{product}"))
        except ValueRefused:
            continue
    return tuple(found)


def _value(key: str, value: str) -> str:
    return value.lower() if key in MESSAGES else value
