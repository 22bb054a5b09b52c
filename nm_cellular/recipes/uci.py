"""OpenWrt's UCI: `config interface`, `uci set network.wwan.apn=…` and what `uci show` prints."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from .at import dialled, families
from .draft import Draft
from .page import Page
from .recipe import Found, shown

FORM = "uci"

_BLOCK = re.compile(r"config[ \t]+interface[ \t]+['\"]?(?P<name>[\w-]+)['\"]?[ \t]*$", re.MULTILINE)
_OPTION = re.compile(
    r"\s*(?P<kind>option|list)\s+['\"]?(?P<key>[\w-]+)['\"]?\s+(?P<quote>['\"]?)(?P<value>.*?)(?P=quote)\s*(?:#.*)?"
)
_SETTING = re.compile(
    r"network\.(?P<name>[\w-]+)\.(?P<key>[\w-]+)="
    r"(?P<quote>['\"]?)(?P<value>[^'\"\n]{0,200}?)(?P=quote)[ \t]*(?=$|[;&])",
    re.MULTILINE,
)
_PROTOCOLS = ("modemmanager", "qmi", "ncm", "3g", "mbim", "wwan", "quectel", "xmm")
_TEXTS = {"apn": "apn", "username": "username", "password": "password", "pincode": "pin", "pin": "pin",
          "metric": "metric", "mtu": "mtu", "plmn": "network", "init_epsbearer_apn": "initial-eps-bearer"}  # fmt: skip
_FAMILIES = {"ipv4": "IP", "ip": "IP", "ipv6": "IPV6", "ipv4v6": "IPV4V6", "ipv4-v6": "IPV4V6"}
_IGNORED = {"proto", "ifname", "delay", "force_connection", "signalrate", "lowpower", "maxwait", "delegate", "peerdns",
            "defaultroute", "ipv6", "profile", "v6profile", "autoconnect", "dhcp", "dhcpv6", "sourcefilter",
            "ip6assign", "timeout", "force_link"}  # fmt: skip

Entry = tuple[str, str, int]


def find(page: Page) -> Iterator[Found]:
    ended = 0
    for number, match in page.search_lines(_BLOCK):
        if number > ended:
            entries, ended = _block(page, number)
            yield from _interface(match["name"], number, ended, entries)
    groups: dict[str, list[Entry]] = {}
    for number, match in page.search(_SETTING):
        entries = groups.setdefault(match["name"], [])
        if entries and match["key"] == "proto" and any(key == "proto" for key, _, _ in entries):
            yield from _interface(match["name"], entries[0][2], entries[-1][2], entries)
            entries = groups[match["name"]] = []
        entries.append((match["key"], match["value"], number))
    for name, entries in groups.items():
        yield from _interface(name, entries[0][2], entries[-1][2], entries)


def _block(page: Page, number: int) -> tuple[list[Entry], int]:
    entries: list[Entry] = []
    last = number
    for line in range(number + 1, len(page.lines) + 1):
        text = page.line(line)
        if not text.strip() or text.lstrip().startswith("#"):
            continue
        option = _OPTION.fullmatch(text)
        if not option:
            break
        entries.append((option["key"], option["value"].replace("'\\''", "'"), line))
        last = line
    return entries, last


def _interface(name: str, first: int, last: int, entries: list[Entry]) -> Iterator[Found]:
    """Nothing where its protocol is none of a modem's."""
    said = {key: value for key, value, _ in entries}
    if said.get("proto", "").lower() not in _PROTOCOLS:
        return
    draft = Draft(FORM, first, name)
    for key, value, line in entries:
        _entry(draft, key, value.strip(), line)
    if not said.get("apn"):
        message = "no apn: the SIM's default is used where the network has one, else it refuses"
        draft.mistake("apn-missing", first, message, "write option apn and the APN of the SIM")
    if said.get("defaultroute") == "0":
        draft.value("ipv4.never-default", "yes", first)
        draft.value("ipv6.never-default", "yes", first)
    yield draft.found(last)


def _entry(draft: Draft, key: str, value: str, line: int) -> None:
    if key in _TEXTS:
        if value:
            draft.value(_TEXTS[key], value, line)
    elif key in _READERS:
        _READERS[key](draft, value, line)
    elif key not in _IGNORED:
        draft.lose(line, f"option {key} has no place here")


def _family(draft: Draft, value: str, line: int) -> None:
    value = value.lower()
    if value in ("ipv4", "ip"):
        draft.value("ipv6", "disabled", line)
    else:
        families(draft, _FAMILIES.get(value, ""), line)


def _methods(draft: Draft, value: str, line: int) -> None:
    """Those that are allowed; the others are refused."""
    allowed = {word for word in re.split(r"[\s,|]+", value.lower()) if word}
    if allowed & {"pap", "chap"} and not {"pap", "chap"} <= allowed and "both" not in allowed:
        draft.value("ppp.refuse-chap" if "pap" in allowed else "ppp.refuse-pap", "yes", line)


def _device(draft: Draft, value: str, line: int) -> None:
    draft.port = value


def _name_server(draft: Draft, value: str, line: int) -> None:
    old = draft.values.get("dns")
    draft.value("dns", f"{old.text}, {value}" if old else value, line)


def _modes(draft: Draft, value: str, line: int) -> None:
    if value:
        draft.lose(line, f"the mode {shown(value)}", "write modes = and the modes, such as 4g")


def _number(draft: Draft, value: str, line: int) -> None:
    dialled(draft, value, line, "dialnumber ")


def _if(expected: str, key: str) -> Callable[[Draft, str, int], None]:
    """A reader that says no to the key where the option has that value."""

    def read(draft: Draft, value: str, line: int) -> None:
        if value == expected:
            draft.value(key, "no", line)

    return read


_READERS: Mapping[str, Callable[[Draft, str, int], None]] = {
    **dict.fromkeys(("iptype", "pdptype", "pdp_type", "ip_type"), _family),
    **dict.fromkeys(("auth", "allowedauth"), _methods),
    **dict.fromkeys(("modes", "service", "mode"), _modes),
    "allow_roaming": _if("0", "roaming"),
    "auto": _if("0", "autoconnect"),
    "disabled": _if("1", "autoconnect"),
    "device": _device,
    "dialnumber": _number,
    "dns": _name_server,
}
