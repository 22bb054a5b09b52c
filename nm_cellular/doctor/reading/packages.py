"""`opkg list-installed` and `apk list`: OpenWrt's kernel modules are packages of their own, and many are left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .. import kernel_options
from ..facts import Fact
from ..facts.system import KernelModule, ModuleList, Version
from .lines import Line

_ROW = re.compile(r"(kmod-[a-z0-9-]+?|modemmanager)(?: - |-(?=\d+\.\d))(\d\S*)")


def read(lines: Sequence[Line]) -> Iterator[Fact]:
    for line in lines:
        text = line.text.strip(" \t>")
        if text.startswith(("kmod-", "modemmanager")) and (found := _ROW.match(text)):
            yield from _package(line, *found.groups())


def _package(line: Line, name: str, version: str) -> Iterator[Fact]:
    if name == "modemmanager":
        yield Version(line.source, name, version)
    elif name == "kmod-usb-core":
        yield ModuleList(line.source, "packaged")
    for module in kernel_options.packaged(name):
        yield KernelModule(line.source, module, "packaged")
