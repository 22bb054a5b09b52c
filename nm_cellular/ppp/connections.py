"""Which files a profile needs, for pppd or for ModemManager."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from posixpath import join
from typing import NamedTuple

from .. import template_words
from ..problem import Problem, warning
from ..profile import CellularProfile
from ..systems import SYSTEMS
from . import port
from .owned import File

RULES = "70-nm-cellular-"
"""How the names of our rules begin: behind those that say by which path a port is reached."""

Render = Callable[[str, Mapping[str, object]], str]
"""A template of that name with these words."""


class Places(NamedTuple):
    """Directories of peers, chat scripts and udev's rules."""

    peers: str
    scripts: str
    rules: str


def for_pppd(profiles: Sequence[CellularProfile], places: Places, render: Render) -> tuple[list[File], dict[str, str]]:
    """The files, and by connection the lines of chap-secrets and pap-secrets: empty, there shall be none."""
    found: list[File] = []
    lines: dict[str, str] = {}
    for name, profile in _named(profiles):
        told = replace(profile, problems=(*profile.problems, *SYSTEMS["ppp"].lost(profile)))
        said = template_words.words(profile, name, first=True)
        found.append(File(join(places.peers, name), render("ppp-peer.j2", said), told))
        found.append(File(join(places.scripts, name), render("ppp-chat.j2", said), profile))
        found.append(File(join(places.rules, f"{RULES}{name}.rules"), template_words.rule(profile, name), profile))
        if "password" not in profile.moved or profile.password:
            lines[name] = render("ppp-secrets.j2", said) if profile.password else ""
    return found, lines


def for_modemmanager(profiles: Sequence[CellularProfile], rules: str) -> list[File]:
    """rules: the directory."""
    return [
        File(join(rules, f"{RULES}{name}.rules"), _of_line(profile.port, profile), profile)
        for name, profile in _named(profiles)
        if profile.port and port.is_uart(profile.port)
    ]


def _of_line(line: str, profile: CellularProfile) -> str:
    return port.rule_for_modemmanager(line, template_words.baud(profile))


def unused_ports(profiles: Sequence[CellularProfile]) -> Iterator[Problem]:
    """What ModemManager is not told of."""
    for profile in profiles:
        if profile.port and not port.is_uart(profile.port):
            message = "port: ModemManager finds modems on USB by itself"
            yield warning(profile.place("port"), message, "delete the line; it is for serial lines and apply --for ppp")


def _named(profiles: Sequence[CellularProfile]) -> Iterator[tuple[str, CellularProfile]]:
    return zip(template_words.unique_names(profiles), profiles, strict=True)
