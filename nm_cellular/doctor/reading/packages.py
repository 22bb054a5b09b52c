"""Lists of packages: OpenWrt's kernel modules are packages of their own, and many are left out; apt's and dpkg's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .. import kernel_options
from ..facts import Fact
from ..facts.system import KernelModule, ModuleList, ServiceState, Version
from .lines import Line

_ROW = re.compile(r"(kmod-[a-z0-9-]+?|modemmanager)(?: - |-(?=\d+\.\d))(\d\S*)")


_NOT_INSTALLED = re.compile(r"(?:rc|un|pn) +modemmanager\b")
"""dpkg -l: removed, or never there."""


def read(lines: Sequence[Line]) -> Iterator[Fact]:
    asked = False
    for line in lines:
        text = line.text.strip(" \t>")
        if _NOT_INSTALLED.match(text) or (asked and text == "Installed: (none)"):
            yield ServiceState(line.source, "ModemManager.service", "not-found")
        asked = text == "modemmanager:"
        if text.startswith(("kmod-", "modemmanager")) and (found := _ROW.match(text)):
            yield from _package(line, *found.groups())


def _package(line: Line, name: str, version: str) -> Iterator[Fact]:
    if name == "modemmanager":
        yield Version(line.source, name, version)
    elif name == "kmod-usb-core":
        yield ModuleList(line.source, "packaged")
    for module in kernel_options.packaged(name):
        yield KernelModule(line.source, module, "packaged")
