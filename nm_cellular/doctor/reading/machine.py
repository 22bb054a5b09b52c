"""The machine: its model, kernel and supply voltage, and whether it is a container."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..facts import Fact
from ..facts.system import Board, Container, SupplyVoltage, Version
from .lines import Line, mentions

_UNAME = re.compile(r"Linux \S+ (\d+\.\d\S*+) #\d")
_RELEASE = re.compile(r"\d\.\d[\w.+~-]*+$")
_MODEL = re.compile(
    r"(?:(?:Model|Hardware model|machine)\s*[:=]\s*)?\"?((?:Raspberry Pi (?:\d|Zero|Compute|Model)|Orange Pi|Banana Pi"
    r"|Radxa|ROCK |Hardkernel|NanoPi|BeagleBone|TI AM335x|Toradex|Variscite|balenaFin|OLIMEX)[\w .,+-]*)\"?$"
)
_THROTTLED = re.compile(r"throttled=0x([0-9a-f]+)", re.IGNORECASE)
_CONTAINER_PROMPT = re.compile(r"root@[0-9a-f]{12}:[^#]*#|root@[0-9a-f]{7}(?=:/usr/src/app#):")
_CONTAINER_MARKS = (
    ("System has not been booted with systemd as init system", ""),
    ("/.dockerenv", "docker"),
    ("docker run ", "docker"),
    ("docker exec ", "docker"),
    ("podman run ", "podman"),
    ("podman exec ", "podman"),
    ("lxc exec ", "lxc"),
    ("kubectl exec ", "kubernetes"),
    ("0::/docker/", "docker"),
    (":/docker/", "docker"),
    ("overlay on / type overlay", "docker"),
    ("container=lxc", "lxc"),
    ("BALENA_SERVICE_NAME=", "balena"),
    ("RESIN_SERVICE_NAME=", "balena"),
)
_COMPOSE = re.compile(r"\s*[a-z][\w.-]*[_-]\d+ +\| ")
"""docker-compose's name of a service, `modem_1  | `."""

_VIRTUALIZATIONS = frozenset(
    ("lxc", "lxc-libvirt", "docker", "podman", "systemd-nspawn", "openvz", "rkt", "container-other", "proot")
)
"""Containers, as systemd-detect-virt calls them."""

_SYSTEMS = (
    ("root@OpenWrt:", "OpenWrt"),
    ("DISTRIB_ID='OpenWrt'", "OpenWrt"),
    ("iex(", "Nerves"),
    ("nerves_defconfig", "Nerves"),
)
"""How a prompt or a file of the system's begins."""

_MARKS = tuple(mark for mark, _ in _CONTAINER_MARKS)
_SYSTEM_STARTS = tuple(start for start, _ in _SYSTEMS)


def read(lines: Sequence[Line]) -> Iterator[Fact]:
    asked = named = False
    for line in lines:
        text = line.text.strip(" \t>")
        if asked and text in _VIRTUALIZATIONS:
            yield Container(line.source, text)
        elif named and (found := _RELEASE.match(text)):
            yield Version(line.source, "kernel", found[0])
        elif text:
            yield from _line(line, text)
        asked = text.endswith("systemd-detect-virt") or (asked and not text)
        named = "uname -r" in text[-40:] or (named and not text)


def _line(line: Line, text: str) -> Iterator[Fact]:
    if "throttled=" in text and (found := _THROTTLED.search(text)):
        # Bit 0: now; bit 16: since it started.  The others are frequency and temperature.
        yield SupplyVoltage(line.source, low=bool(int(found[1], 16) & 0x10001))
    elif text.startswith("Linux ") and (found := _UNAME.match(text)):
        yield Version(line.source, "kernel", found[1])
    elif found := _MODEL.match(text):
        yield Board(line.source, found[1].strip())
    else:
        yield from _container(line, text)


def _container(line: Line, text: str) -> Iterator[Fact]:
    if text.startswith(_SYSTEM_STARTS):
        system = next(name for start, name in _SYSTEMS if text.startswith(start))
        yield Version(line.source, system, "")
    if "| " in line.raw and _COMPOSE.match(line.raw):
        yield Container(line.source, "docker")
    if text.startswith("root@") and _CONTAINER_PROMPT.match(text):
        yield Container(line.source, "docker")
    elif mentions(text, _MARKS):
        kind = next(kind for mark, kind in _CONTAINER_MARKS if mark in text)
        yield Container(line.source, kind or "docker")
