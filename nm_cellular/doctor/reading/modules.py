"""Kernel modules: lsmod, modprobe, modinfo, lists of files below /lib/modules; and a kernel's configuration."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..facts import Fact
from ..facts.system import KernelModule, KernelOption, MissingModule, ModuleList
from .lines import Line, mentions

_LOADED = re.compile(r"([a-z]\w+) +(\d{3,8}) +(-?\d+)(?: +([\w,\[\]-]+))?(?: +(?:Live|Loading) 0x\w+)?(?: \(\w+\))?$")
_NAME = re.compile(r"[\w-]+")
_WANTED = re.compile(r"not found|could not|Can't locate|can't (?:load|change)|Could not load|failed to find a module")
_NOT_FOUND = re.compile(
    r"(?:.*\s)?(modprobe|modinfo|insmod|libkmod|FATAL): (?:FATAL: |ERROR: )?(?:Error running install command.*|"
    r"[Mm]odule '?([\w-]+)(?:\.ko)?'? not found(?: in (?:directory (?:/lib/modules/(\S+))?|modules\.dep))?"
    r"|Can't locate module ([\w-]+)"
    r"|(?:could not insert|can't load module|could not load module) '?([\w/.-]+?)(?:\.ko)?'?(?:[ :(].*)?)"
)
_OPENWRTS = re.compile(r"(?:.*\s)?failed to find a module named ([\w-]+)")
_NO_TREE = re.compile(
    r".*(?:could not open moddep file '|Could not load |can't change directory to ')/lib/modules/([^/' ]+)"
)
_OPTION = re.compile(r"(CONFIG_[A-Z0-9_]+)=([ymn])\b|# (CONFIG_[A-Z0-9_]+) is not set")
_ALIASES = {
    "char_major_108": "ppp_generic",
    "tty_ldisc_3": "ppp_async",
    "char_major_188": "usbserial",
}
"""Names by which the kernel asks for a module, of what pppd and a modem's ports need."""

_NO_PPP = (
    "Please load the ppp_generic kernel module",
    "lacks kernel support for PPP",
    "lacks PPP kernel support",
    "PPP kernel module not loaded",
    "kernel does not support PPP",
)


def read(lines: Sequence[Line]) -> Iterator[Fact]:
    for line in lines:
        text = line.text.strip(" \t>")
        if not text:
            continue
        yield from _configuration(line, text) if "CONFIG_" in text else _module(line, text)


def _configuration(line: Line, text: str) -> Iterator[Fact]:
    found = _OPTION.match(text.rpartition(":")[2] if text.startswith("/") else text)
    if found:
        yield KernelOption(line.source, found[1] or found[3], found[2] or "n")


def _module(line: Line, text: str) -> Iterator[Fact]:
    if text.startswith("Module ") and text.split()[1:3] == ["Size", "Used"]:
        yield ModuleList(line.source, "loaded")
    elif ".ko" in text and "kernel/" in text:
        yield from _files(line, text)
    elif "kernel" in text and mentions(text, _NO_PPP) and "PPP filtering" not in text:
        yield MissingModule(line.source, "ppp_generic", line.program or "pppd")
    elif ("mod" in text or "odule" in text) and _WANTED.search(text):
        yield from _missing(line, text)
    elif text.startswith("blacklist ") and _NAME.fullmatch(text.partition(" ")[2]):
        yield MissingModule(line.source, text.partition(" ")[2].replace("-", "_"), "modprobe.d")
    elif text[-1] != ":" and (found := _LOADED.match(text)):
        yield from _loaded(line, found)


def _loaded(line: Line, found: re.Match[str]) -> Iterator[Fact]:
    """A row of lsmod: the module, and those that use it."""
    for name in (found[1], *filter(None, (found[4] or "").split(","))):
        if name not in ("-", "[permanent]"):
            yield KernelModule(line.source, name, "loaded")


def _files(line: Line, text: str) -> Iterator[Fact]:
    """A line of modules.dep, of a list of files, or modinfo's `filename:`."""
    name = text.partition(".ko")[0].rpartition("/")[2]
    if _NAME.fullmatch(name):
        yield KernelModule(line.source, name.replace("-", "_"), "available")


def _missing(line: Line, text: str) -> Iterator[Fact]:
    if found := _NO_TREE.match(text):
        yield MissingModule(line.source, "", "modprobe", found[1])
    elif found := _OPENWRTS.match(text):
        yield MissingModule(line.source, found[1].replace("-", "_"), "modprobe")
    elif found := _NOT_FOUND.match(text):
        name = (found[2] or found[4] or found[5] or "").rpartition("/")[2].replace("-", "_")
        name = _ALIASES.get(name, name)
        if name:
            yield MissingModule(line.source, name, found[1], found[3] or "")
