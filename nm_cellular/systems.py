"""Other systems that a profile can be printed for: how each writes a value, and what it has a place for."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from .keyfile import UNSET
from .problem import Problem, warning
from .profile import CellularProfile, Secret


class Bare(str):
    """A text that needs no quotes: a template's own, or one of letters, digits and dashes."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class System:
    """template: its file.  quote: a text as it writes one.  carries: the fields and properties of a profile that it
    has a place for; `*` means any property of NetworkManager's.  is_one_document: several profiles go into one.
    hints: what to do about what has no place there."""

    template: str
    quote: Callable[[str], str]
    carries: frozenset[str]
    is_one_document: bool = False
    hints: Mapping[str, str] = field(default_factory=dict)

    def value(self, value: object) -> str:
        """A template's value as it stands in the file; None marks its line for keyfile.without_unset."""
        match value:
            case Bare():
                return str(value)
            case None:
                return UNSET
            case Secret():
                return self.quote(_plain(value.reveal()))
            case bool():
                return "true" if value else "false"
            case int():
                return str(value)
        return self.quote(_plain(str(value)))

    def lost(self, profile: CellularProfile) -> Iterator[Problem]:
        """What the profile asks for and this system has no place for."""
        for name in sorted(_asked(profile)):
            known = name in self.carries or ("*" in self.carries and "." in name)
            if not known:
                key = _KEYS.get(name, name)
                message = f"{_SHOWN.get(name, key)} has no place there and was left out"
                yield warning(profile.place(key), message, self.hints.get(name, ""))


def _plain(text: str) -> str:
    """One line: no value may end its line and begin another."""
    return re.sub(r"[\x00-\x1f\x7f\x85\u2028\u2029]", " ", text)


_FIELDS = ("auto_apn", "username", "password", "pin", "roaming", "sim_id", "sim_operator_id", "modem", "port",
           "network_id", "modes", "preferred_mode", "bands", "initial_eps_bearer", "metric", "mtu",
           "metered", "priority", "retries")  # fmt: skip


def _asked(profile: CellularProfile) -> set[str]:
    asked = {name for name in _FIELDS if getattr(profile, name) not in (None, (), False)}
    asked |= {"roaming"} if profile.roaming is False else set()
    asked |= {"autoconnect"} if not profile.autoconnect else set()
    asked |= {"dns"} if profile.dns4 or profile.dns6 else set()
    asked |= {"apns"} if len(profile.apns) > 1 else set()
    asked |= {f"{key}.method" for key in ("ipv4", "ipv6") if getattr(profile, key) not in (WITH, *WITHOUT)}
    return asked | {f"{section}.{key}" for section, entries in profile.properties.items() for key, _ in entries}


_KEYS = {"sim_id": "sim", "sim_operator_id": "sim", "network_id": "network", "auto_apn": "apn", "apns": "apn",
         "preferred_mode": "preferred-mode", "initial_eps_bearer": "initial-eps-bearer"}  # fmt: skip
"""A field's key in cellular.conf, where it has another name."""

_SHOWN = {"auto_apn": "apn = auto", "apns": "all but the first APN"}

WITH, *WITHOUT = ("auto", "disabled", "ignore")
"""Methods that every system has: with this family, or without."""


def _double(text: str) -> str:
    """In double quotes with backslashes, as pppd reads it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _single(text: str) -> str:
    """As UCI and the shell read it."""
    return "'" + text.replace("'", "'\\''") + "'"


def _elixir(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("#{", "\\#{")


def _yaml(text: str) -> str:
    """JSON's strings are YAML's."""
    return json.dumps(text, ensure_ascii=False)


_LOGIN = {"username", "password"}
_METHOD = {"ppp.refuse-pap", "ppp.refuse-chap"}
_NO_PIN = {"pin": "take it off the SIM, in a phone: a script gives it at each dial, and three wrong ones lock the SIM"}

SYSTEMS: Mapping[str, System] = {
    "ppp": System(
        "ppp.j2",
        _double,
        frozenset({
            *_LOGIN, *_METHOD, "port", "metric", "mtu", "autoconnect", "ppp.lcp-echo-interval", "ppp.lcp-echo-failure",
            "serial.baud",
        }),
        hints=_NO_PIN,
    ),
    "netplan": System(
        "netplan.yaml.j2",
        _yaml,
        frozenset({
            *_LOGIN, "auto_apn", "roaming", "sim_id", "sim_operator_id", "modem", "network_id", "metric", "mtu",
            "metered", "priority", "retries", "autoconnect", "dns", "*",
        }),
        is_one_document=True,
    ),
    "uci": System(
        "uci.j2",
        _single,
        frozenset({*_LOGIN, *_METHOD, "pin", "roaming", "network_id", "metric", "mtu", "autoconnect", "dns"}),
    ),
    "vintagenet": System("vintagenet.exs.j2", _elixir, frozenset({"apns"})),
    "wvdial": System("wvdial.conf.j2", str, frozenset(_LOGIN), hints=_NO_PIN),
    "quectel-cm": System("quectel-cm.j2", shlex.quote, frozenset({*_LOGIN, *_METHOD, "pin"})),
    "systemd-networkd": System("systemd-networkd.j2", str, frozenset({"metric", "mtu", "dns"})),
}  # fmt: skip
