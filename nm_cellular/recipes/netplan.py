"""netplan's `modems:`, read by its indentation as far as it is YAML that people write."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from . import nmcli
from .draft import Draft
from .page import Page
from .recipe import Found

FORM = "netplan"

_HEADING = re.compile(r"modems:[ \t]*(?:#.*)?$", re.MULTILINE)
_ENTRY = re.compile(r"(?P<indent> *+)(?P<dash>- )? *+(?P<key>[\"']?[\w./*-]+[\"']?): *(?P<value>.*)")
_ITEM = re.compile(r" *- *(?P<value>\S.*)")
_PAIR = re.compile(r"((?<![\w.-])[\"']?[\w.-]++[\"']?): *(\[[^\]]*\]|\"(?:[^\"\\]|\\.)*+\"|'[^']*+'|[^,{}\[\]]*)")
_LONGEST = 200
_TEXTS = {"apn": "apn", "username": "username", "password": "password", "pin": "pin", "network-id": "network",
          "sim-id": "sim", "sim-operator-id": "sim", "device-id": "modem", "mtu": "mtu"}  # fmt: skip
_KNOWN = {*_TEXTS, "number", "auto-config", "dhcp4", "dhcp6", "addresses", "nameservers", "renderer", "match",
          "route-metric", "dhcp4-overrides", "dhcp6-overrides", "search", "name", "driver", "uuid",
          "networkmanager", "optional", "set-name", "macaddress", "accept-ra"}  # fmt: skip
_YES = ("true", "yes", "on", "y")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the mapping: the keys that lead to it, from the modem's name on."""

    path: tuple[str, ...]
    value: str
    number: int


def find(page: Page) -> Iterator[Found]:
    ended = 0
    for number, match in page.search_lines(_HEADING):
        if number <= ended:
            continue
        lines, ended = _lines(page, number, page.column(match.start()))
        for name in dict.fromkeys(line.path[0] for line in lines):
            own = [line for line in lines if line.path[0] == name]
            yield _read(own, name)


def _lines(page: Page, heading: int, margin: int) -> tuple[list[_Line], int]:
    """Those that are indented more than the heading, and the last of them."""
    found: list[_Line] = []
    stack: list[tuple[int, str]] = []
    last = heading
    for number in range(heading + 1, min(heading + _LONGEST, len(page.lines)) + 1):
        text = page.line(number).rstrip()
        if not text.strip() or text.lstrip().startswith("#"):
            continue
        entry, item = _ENTRY.fullmatch(text), _ITEM.fullmatch(text)
        indent = len(text) - len(text.lstrip())
        if indent <= margin or not (entry or item):
            break
        last = number
        if entry and not text.lstrip().startswith(('- "', "- '")):
            stack = [each for each in stack if each[0] < indent] + [(indent, _bare(entry["key"]))]
            path = tuple(key for _, key in stack)
            found.append(_Line(path, _bare(entry["value"]), number))
            found += [_Line((*path, _bare(key)), _bare(value), number) for key, value in _flow(entry["value"])]
        elif item and stack:
            found.append(_Line(tuple(key for _, key in stack), _bare(item["value"]), number))
    return found, last


def _flow(text: str) -> list[tuple[str, str]]:
    """The pairs of a mapping that is written in one line: `{route-metric: 300}`."""
    return _PAIR.findall(text) if text.startswith("{") else []


def _bare(text: str) -> str:
    """A scalar without its quotes or the comment behind it."""
    text = text.strip()
    if double := re.match(r"\"((?:[^\"\\]|\\.)*+)\"", text):
        return re.sub(r"\\([\"\\/])", r"\1", double[1])
    if single := re.match(r"'((?:[^']|'')*+)'", text):
        return single[1].replace("''", "'")
    return re.sub(r"\s+#.*", "", text)


def _read(lines: list[_Line], name: str) -> Found:
    draft = Draft(FORM, lines[0].number, name)
    draft.port = name
    addresses: list[str] = []
    for line in lines[1:]:
        _entry(draft, line, addresses)
    if addresses:
        draft.value("dns", ", ".join(addresses), lines[0].number)
    _judge(draft, {line.path[-1]: line for line in lines}, lines[0].number)
    return draft.found(lines[-1].number)


def _entry(draft: Draft, line: _Line, addresses: list[str]) -> None:
    key, value = line.path[-1], line.value
    if "networkmanager" in line.path:
        _networkmanager(draft, line)
    elif key in _TEXTS and value:
        draft.value(_TEXTS[key], value, line.number)
    elif key == "auto-config" and value.lower() in _YES:
        draft.value("apn", "auto", line.number)
    elif key == "route-metric" and value.isdecimal():
        draft.value("metric", value, line.number)
    elif key == "addresses" and "nameservers" in line.path:
        addresses += [_bare(each) for each in re.split(r"[\s,\[\]]+", value) if each]
    elif key not in _KNOWN:
        draft.lose(line.number, f"{key}: has no place here")


def _networkmanager(draft: Draft, line: _Line) -> None:
    key = line.path[-1]
    if "passthrough" in line.path[:-1]:
        nmcli.setting(draft, key, line.value, line.number)
    elif key == "name":
        draft.name = line.value
    elif key == "uuid":
        draft.value("uuid", line.value, line.number)


def _judge(draft: Draft, said: Mapping[str, _Line], first: int) -> None:
    """What netplan 0.106 makes of a modem: without dhcp4 IPv4 is link-local, without dhcp6 IPv6 is ignored."""
    if "apn" not in said and "auto-config" not in said:
        message = "no apn: the SIM's default is used where the network has one, else it refuses"
        draft.mistake("apn-missing", first, message, "write apn: and the APN of the SIM")
    four, six = (said[key].value.lower() in _YES if key in said else False for key in ("dhcp4", "dhcp6"))
    if not four and "ipv4" not in draft.values:
        message = "without dhcp4: true netplan gives IPv4 a link-local address only"
        draft.mistake("ip-type", first, message, "write dhcp4: true")
    if "dhcp6" in said and not six and "ipv6" not in draft.values:
        draft.value("ipv6", "ignore", said["dhcp6"].number)
    elif not six and "ipv6" not in draft.values:
        draft.lose(first, "IPv6 is left out without dhcp6: both are asked for", "write ipv6 = ignore to do without")
