"""nmcli's tables, its `key: value` lists (plain, -p and -t), and its errors."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..facts import Fact
from ..facts.modem import Refusal
from ..facts.network import NameServers, NmDevice, NmPlugin, Profile
from ..facts.system import RadioSwitch
from .lines import Line
from .nmcli_words import ENGLISH

_TYPES = "gsm|cdma|wwan|ethernet|wifi-p2p|wifi|ppp|loopback|bridge|tun|bt|generic|dummy|vlan|vpn|wireguard"
_STATE = (
    r"connected \((?:externally|site only|local only)\)|connected|disconnected|connecting \([^)]*\)|connecting"
    r"|unavailable|unmanaged|deactivating|unknown|" + "|".join(sorted(map(re.escape, ENGLISH), key=len, reverse=True))
)
_DEVICE = re.compile(rf"(\S+) +({_TYPES}) +({_STATE})(?: +(\S.*?))? *$")
_TERSE_DEVICE = re.compile(rf"((?:[^:\\ ]++|\\.)++):({_TYPES}):({_STATE}):(.*)$")
_UUID = r"[0-9a-fxX*]{8}-[0-9a-fxX*]{4}-[0-9a-fxX*]{4}-[0-9a-fxX*]{4}-[0-9a-fxX*]{12}"
_DASHES = 4
"""Of a UUID."""

_CONNECTION = re.compile(
    rf"(\S.*?)(?<! ) +({_UUID}) +({_TYPES}|802-3-ethernet|802-11-wireless) +(?:(?:yes|no) +)*+(\S+)?"
)
_TERSE_CONNECTION = re.compile(rf"((?:[^:\\]++|\\.)++):({_UUID}):([\w-]+):([^:]*)")
_SETTING = re.compile(
    r"(connection|gsm|cdma|ipv4|ipv6|ppp|serial|GENERAL|IP4|IP6)\.([A-Za-z0-9-]+(?:\[\d+\])?): *(.*)$"
)
_ERROR = re.compile(
    r"(?:Error: )"
    r"(.*(?:[Cc]onnection|[Aa]ctivat|[Aa]uthoriz|privileges|NetworkManager|[Dd]evice|modem|gsm\.|NMClient).*)"
)
_UNAVAILABLE = re.compile(r"NetworkManager plugin for '([\w-]+)' unavailable")
_NO_PLUGIN = ("package NetworkManager-wwan is not installed", "libnm-device-plugin-wwan.so: not found")
_RADIO = re.compile(r"(enabled|disabled|missing) +(enabled|disabled) +(enabled|disabled|missing) +(enabled|disabled)\b")
_WWAN = re.compile(r"(?:WWAN|nmcli radio wwan)\b[: ]+(enabled|disabled) *$")


def read(lines: Sequence[Line]) -> Iterator[Fact]:
    settings: list[tuple[Line, str, str, str]] = []
    for line in lines:
        text = line.text.strip()
        if ("." in text or ":" in text) and (found := _SETTING.match(text)):
            if settings and _begins_another(settings, line, found):
                yield from _listed(settings)
                settings = []
            settings.append((line, found[1], found[2], found[3].strip()))
        else:
            yield from _one(line, text)
    if settings:
        yield from _listed(settings)


def _begins_another(settings: Sequence[tuple[Line, str, str, str]], line: Line, found: re.Match[str]) -> bool:
    known = {(section, key) for _, section, key, _ in settings}
    return line.number > settings[-1][0].number + 12 or (found[1], found[2]) in known


def _one(line: Line, text: str) -> Iterator[Fact]:
    if found := _DEVICE.match(text) or _TERSE_DEVICE.match(text):
        profile = (found[4] or "").strip()
        yield _device_row(line, found[1].replace("\\", ""), found[2], found[3], profile)
    elif text.count("-") >= _DASHES and (found := _CONNECTION.match(text) or _TERSE_CONNECTION.match(text)):
        yield Profile(line.source, _identity(found[1], found[2], found[3], found[4] or ""))
    elif text.startswith("Error: ") and (found := _ERROR.match(text)):
        yield Refusal(line.source, "nmcli", "", found[1])
        if missed := _UNAVAILABLE.search(text):
            yield NmPlugin(line.source, missed[1], loaded=False)
    elif text.startswith("Warning: password for '"):
        yield Refusal(line.source, "nmcli", "", text)
    elif text in _NO_PLUGIN:
        yield NmPlugin(line.source, "wwan", loaded=False)
    elif "abled" in text:
        yield from _radio(line, text)


def _device_row(line: Line, name: str, kind: str, state: str, profile: str) -> NmDevice:
    return NmDevice(line.source, name, kind, ENGLISH.get(state, state), "" if profile == "--" else profile)


def _identity(name: str, uuid: str, kind: str, interface: str) -> tuple[tuple[str, str, str], ...]:
    used = (("GENERAL", "DEVICES", interface),) if interface not in ("", "--") else ()
    return (("connection", "id", name), ("connection", "uuid", uuid), ("connection", "type", kind), *used)


def _radio(line: Line, text: str) -> Iterator[Fact]:
    if found := _RADIO.search(text):
        yield RadioSwitch(line.source, "wwan", found[4] == "disabled", found[3] == "disabled")
    elif found := _WWAN.match(text):
        yield RadioSwitch(line.source, "wwan", found[1] == "disabled", hard_blocked=False)


def _listed(settings: Sequence[tuple[Line, str, str, str]]) -> Iterator[Fact]:
    """Of `nmcli connection show NAME` or `nmcli device show`."""
    source = settings[0][0].source
    if any(section not in ("GENERAL", "IP4", "IP6") for _, section, _, _ in settings):
        values = ((section, key, "" if value == "--" else value) for _, section, key, value in settings)
        yield Profile(source, tuple(values))
    else:
        yield from _device(settings)


def _device(settings: Sequence[tuple[Line, str, str, str]]) -> Iterator[Fact]:
    values = {key: value for _, section, key, value in settings if section == "GENERAL"}
    if not (name := values.get("DEVICE")):
        return
    state = re.sub(r"^\d+ \((.*)\)$", r"\1", values.get("STATE", ""))
    profile = values.get("CONNECTION", "--").replace("--", "")
    yield NmDevice(settings[0][0].source, name, values.get("TYPE", ""), state, profile, values.get("REASON", ""))
    servers = [(line, value) for line, _, key, value in settings if key.startswith("DNS") and value]
    if servers:
        yield NameServers(servers[0][0].source, tuple(value for _, value in servers), name)
