"""ps, pgrep, lsof, fuser, systemctl status and quectel-CM's list of who has the port: programs that run."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..facts import Fact
from ..facts.modem import Refusal
from ..facts.system import Process, ServiceState
from .lines import Line
from .paste import Paste

_PROGRAMS = (
    r"ModemManager|NetworkManager|pppd|wvdial|quectel-CM|qmi-network|qmi-proxy|mbim-proxy|uqmi|umtskeeper|sakis3g"
    r"|qmi_reconnect\.sh|ofonod|connmand|minicom|picocom|microcom|screen|gpsd|brltty|a?getty|cu|atinout|socat|gammu-smsd"
    r"|smsd|smstools|modem-manager|hologram|comgt|gcom|kppp|simcom-cm|waveshare-CM|fibocom-dial|lte-dial|netifd|python3?"
)
_COMMAND = re.compile(rf"(?:^|[\s/])({_PROGRAMS})(?=$|[\s:])(.*)")
_ROW = re.compile(r"(?:[\w+-]+ +)?\d+ |[│|` ]*(?:├─|└─|\|-|`-) *\d+ ")
"""How each of these begins."""

_PS = (
    re.compile(r"[\w+-]+ +(\d+) +(?:[\d.]+ +){2}\d+ +\d+ +\S+ +[RSDZTI][\w<+]* +\S+ +[\d:]+ +(.*)"),
    re.compile(r"[\w+-]+ +(\d+) +\d+ +\d+ +\S+ +\S+ +[\d:]+ +(.*)"),
    re.compile(r"(\d+) +[\w?/+-]+ +(?:[A-Z][\w<+]* +)?[\d:]+ +(.*)"),
    re.compile(r"(\d+) +\w+ +(?:\d+m?|[\d.]+m) +[RSDZTI][W<N]* +(.*)"),
    re.compile(r"[│|` ]*(?:├─|└─|\|-|`-) *(\d+) +(.*)"),
    re.compile(r"(\d+) (?=/|[a-zA-Z])(.*)"),
)
_LSOF = re.compile(r"(\S+) +(\d+) +(?:\d+ +)?\w+ +\d+[urwRW]* +CHR .*?(/dev/\S+)")
_FUSER = re.compile(r"(/dev/\S+): +(?:(\S+) +)?(\d+) [.\w]{5,} +(\S+)")
_FUSER_NEXT = re.compile(r"(?<!\S)(\S++) +(\d+) [.\w]{5} (\S+)")
_BUSY = ("Device or resource busy", "Resource temporarily unavailable")
_SPEAKER = re.compile(r"(?:sudo: )?([\w.-]+): ")
_PORT = re.compile(r"/dev/[\w/-]+")
_PORT_OF = re.compile(r"/proc/(\d+)/fd/\d+ +(?:->|→) +(/dev/\S+)")
_EXE_OF = re.compile(r"/proc/(\d+)/exe +(?:->|→) +(\S+)")
_UNIT = re.compile(r"[●○×*] +([\w@.:-]+\.service)\b")
_ACTIVE = re.compile(r"Active: (\w+)(?: \(([\w-]+)\))?")
_NO_UNIT = re.compile(r"(?:Unit |Failed to \w+ )([\w@.-]+?)(?:\.service)?(?::| could not be found| not found)")
_IN_SHORT = re.compile(r"([\w@.-]+\.service) +(?:loaded +)?(active|inactive|failed|enabled|disabled|masked)\b")
_LOADED = re.compile(r"Loaded: .*?; (enabled|disabled|masked)")


def read(lines: Paste) -> Iterator[Fact]:
    ports: dict[str, str] = {}
    for line in lines:
        text = line.text.strip()
        if "/proc/" in text:
            yield from _holder(line, text, ports)
        elif "/dev/" in text and (found := _LSOF.match(text)):
            yield Process(line.source, int(found[2]), (_whole(found[1]),), (found[3],))
        elif "/dev/" in text and (found := _FUSER.match(text)):
            yield Process(line.source, int(found[3]), (found[4],), (found[1],))
        elif "/dev/" in text and (busy := next((words for words in _BUSY if words in text), "")):
            yield from _busy(line, text, busy)
        elif not line.program and _ROW.match(text):
            yield from _process(line, text)
    yield from _services(lines)


def _holder(line: Line, text: str, ports: dict[str, str]) -> Iterator[Fact]:
    if found := _PORT_OF.search(text):
        ports[found[1]] = found[2]
    if (found := _EXE_OF.search(text)) and found[1] in ports:
        yield Process(line.source, int(found[1]), (found[2],), (ports[found[1]],))


def _busy(line: Line, text: str, words: str) -> Iterator[Fact]:
    """Whoever says so, of the port that is named before it."""
    speaker, port = _SPEAKER.match(text), _PORT.search(text, 0, text.find(words))
    if port:
        yield Refusal(line.source, speaker[1] if speaker else "", f"open {port[0]}", words)


def _whole(name: str) -> str:
    """lsof shows nine characters of a name."""
    known = (program for program in ("ModemManager", "NetworkManager", "quectel-CM", "qmi-proxy", "mbim-proxy"))
    return next((program for program in known if len(name) == 9 and program.startswith(name)), name)


def _process(line: Line, text: str) -> Iterator[Fact]:
    for pattern in _PS:
        if (found := pattern.match(text)) and (command := _COMMAND.search(found[2])):
            argv = tuple(found[2].split())
            if "grep" not in argv[0] and not text.endswith(" grep"):
                ports = tuple(word for word in argv if word.startswith(("/dev/tty", "/dev/cdc-wdm")))
                yield Process(line.source, int(found[1]), (command[1], *_arguments(argv)), ports)
            return


def _arguments(argv: Sequence[str]) -> Sequence[str]:
    return argv[2 if argv[0] in ("sudo", "/usr/bin/sudo", "{wvdial}", "sh", "/bin/sh") else 1 :]


def _services(lines: Paste) -> Iterator[Fact]:
    unit, enabled = "", None
    for line in lines.near(".service", "not found", "could not be found"):
        text = line.text.strip()
        if ".service" in text and (found := _UNIT.match(text)):
            unit, enabled = found[1], None
        elif unit and (found := _LOADED.match(text)):
            enabled = found[1] == "enabled"
        elif unit and text.startswith("Active: ") and (found := _ACTIVE.match(text)):
            yield ServiceState(line.source, unit, found[1], enabled)
            unit = ""
        elif ("could not be found" in text or "not found" in text) and (found := _NO_UNIT.match(text)):
            yield ServiceState(line.source, f"{found[1]}.service", "not-found")
        elif ".service" in text and (found := _IN_SHORT.match(text)):
            yield _in_short(line, found)


def _in_short(line: Line, found: re.Match[str]) -> ServiceState:
    unit, word = found.groups()
    if word in ("active", "inactive", "failed"):
        return ServiceState(line.source, unit, word)
    return ServiceState(line.source, unit, "", word == "enabled")
