"""The machine: its model, kernel and supply voltage, and whether it is a container."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ..facts import Fact
from ..facts.system import Board, Container, SupplyVoltage, Version
from .lines import Line
from .paste import Paste

_UNAME = re.compile(r"Linux \S+ (\d+\.\d\S*+) #\d")
_RELEASE = re.compile(r"\d\.\d[\w.+~-]*+$")
_MAKES = (
    *("Orange Pi", "Banana Pi", "Radxa", "ROCK ", "Hardkernel", "NanoPi", "BeagleBone", "TI AM335x", "Toradex"),
    *("Variscite", "balenaFin", "OLIMEX"),
)
_MODEL = re.compile(
    r"(?:(?:Model|Hardware model|machine)\s*[:=]\s*)?\"?((?:Raspberry Pi (?:\d|Zero|Compute|Model)"
    rf"|{'|'.join(_MAKES)})[\w .,+-]*)\"?$"
)
_THROTTLED = re.compile(r"throttled=0x([0-9a-f]+)", re.IGNORECASE)
_CONTAINER_PROMPT = re.compile(r"root@[0-9a-f]{12}:[^#]*#|root@[0-9a-f]{7}(?=:/usr/src/app#):")
_CONTAINER_MARKS = {
    "System has not been booted with systemd as init system": "docker",
    "/.dockerenv": "docker",
    "docker run ": "docker",
    "docker exec ": "docker",
    "podman run ": "podman",
    "podman exec ": "podman",
    "lxc exec ": "lxc",
    "kubectl exec ": "kubernetes",
    ":/docker/": "docker",
    "overlay on / type overlay": "docker",
    "container=lxc": "lxc",
    "BALENA_SERVICE_NAME=": "balena",
    "RESIN_SERVICE_NAME=": "balena",
}
_COMPOSE = re.compile(r"\s*[a-z][\w.-]*[_-]\d+ +\| ")
"""docker-compose's name of a service, `modem_1  | `."""

_VIRTUALIZATIONS = frozenset(
    ("lxc", "lxc-libvirt", "docker", "podman", "systemd-nspawn", "openvz", "rkt", "container-other", "proot")
)
"""Containers, as systemd-detect-virt calls them."""

_SYSTEMS = {
    "root@OpenWrt:": "OpenWrt",
    "DISTRIB_ID='OpenWrt'": "OpenWrt",
    "iex(": "Nerves",
    "nerves_defconfig": "Nerves",
}
"""How a prompt or a file of the system's begins."""


def read(lines: Paste) -> Iterator[Fact]:
    yield from _answers(lines.near("systemd-detect-virt", "uname -r"))
    yield from _hardware(lines.having("throttled=", "Linux ", "Raspberry Pi ", *_MAKES))
    yield from _systems(lines.having(*_SYSTEMS))
    yield from _services(lines)
    yield from _prompts(lines.having("root@"))
    yield from _containers(lines.having(*_CONTAINER_MARKS))


def _answers(lines: Iterable[Line]) -> Iterator[Fact]:
    asked = named = False
    for line in lines:
        text = line.text.strip(" \t>")
        if asked and text in _VIRTUALIZATIONS:
            yield Container(line.source, text)
        elif named and (found := _RELEASE.match(text)):
            yield Version(line.source, "kernel", found[0])
        asked = text.endswith("systemd-detect-virt") or (asked and not text)
        named = "uname -r" in text[-40:] or (named and not text)


def _hardware(lines: Iterable[Line]) -> Iterator[Fact]:
    for line in lines:
        text = line.text.strip(" \t>")
        if "throttled=" in text and (found := _THROTTLED.search(text)):
            # Bit 0: now; bit 16: since it started.  The others are frequency and temperature.
            yield SupplyVoltage(line.source, low=bool(int(found[1], 16) & 0x10001))
        elif text.startswith("Linux ") and (found := _UNAME.match(text)):
            yield Version(line.source, "kernel", found[1])
        elif found := _MODEL.match(text):
            yield Board(line.source, found[1].strip())


def _systems(lines: Iterable[Line]) -> Iterator[Fact]:
    for line in lines:
        text = line.text.strip(" \t>")
        if name := next((name for start, name in _SYSTEMS.items() if text.startswith(start)), ""):
            yield Version(line.source, name, "")


def _services(lines: Iterable[Line]) -> Iterator[Fact]:
    for line in lines:
        if "| " in line.raw and _COMPOSE.match(line.raw):
            yield Container(line.source, "docker")


def _prompts(lines: Iterable[Line]) -> Iterator[Fact]:
    for line in lines:
        if _CONTAINER_PROMPT.match(line.text.lstrip(" \t>")):
            yield Container(line.source, "docker")


def _containers(lines: Iterable[Line]) -> Iterator[Fact]:
    for line in lines:
        if kind := next((kind for mark, kind in _CONTAINER_MARKS.items() if mark in line.text), ""):
            yield Container(line.source, kind)
