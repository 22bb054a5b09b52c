"""Lists of packages: OpenWrt's kernel modules are packages of their own, and many are left out; apt, dpkg, rpm."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .. import kernel_options
from ..facts import Fact
from ..facts.network import NmPlugin
from ..facts.system import KernelModule, ModuleList, ServiceState, Version
from .lines import Line
from .paste import Paste

_ROW = re.compile(r"(kmod-[a-z0-9-]+?|modemmanager)(?: - |-(?=\d+\.\d))(\d\S*)")


_RPM = re.compile(r"NetworkManager-(?:(libnm|wwan)-)?\d\S*\.\w+$")
"""Of Fedora's and its kin's packages the first, the library that is always beside it, and the plugin for modems."""

_APT = re.compile(r"(?:ii +modemmanager +|modemmanager/\S+ )(?:\d:)?(\d++\.\d[\d.]*+)")
_INSTALLED = re.compile(r"Installed: (?:\d:)?(\d++\.\d[\d.]*+)")
_NOT_INSTALLED = re.compile(r"(?:rc|un|pn) +modemmanager\b")
"""dpkg -l: removed, or never there."""


def read(lines: Paste) -> Iterator[Fact]:
    asked = False
    rpms: dict[str | None, Line] = {}
    for line in lines.near("modemmanager", "kmod-", "NetworkManager-"):
        text = line.text.strip(" \t>")
        if text.startswith("NetworkManager-") and (found := _RPM.match(text)):
            rpms[found[1]] = line
        if (found := _APT.match(text)) or (asked and (found := _INSTALLED.match(text))):
            yield Version(line.source, "modemmanager", found[1])
        if _NOT_INSTALLED.match(text) or (asked and text == "Installed: (none)"):
            yield ServiceState(line.source, "ModemManager.service", "not-found")
        asked = text == "modemmanager:" or "policy modemmanager" in text
        if text.startswith(("kmod-", "modemmanager")) and (found := _ROW.match(text)):
            yield from _package(line, *found.groups())
    if None in rpms and "libnm" in rpms and "wwan" not in rpms:
        yield NmPlugin(rpms[None].source, "wwan", loaded=False)


def _package(line: Line, name: str, version: str) -> Iterator[Fact]:
    if name == "modemmanager":
        yield Version(line.source, name, version)
    elif name == "kmod-usb-core":
        yield ModuleList(line.source, "packaged")
    for module in kernel_options.packaged(name):
        yield KernelModule(line.source, module, "packaged")
