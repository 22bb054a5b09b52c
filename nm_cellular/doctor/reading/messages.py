"""Lines of logs: dmesg, journalctl, syslog, logread, quectel-CM, with the stamps that they or a forum left.

A message's time is in seconds: of the kernel's clock where the line has it, else of the calendar (without the year).
"""

from __future__ import annotations

import re

from ..facts.message import Message
from . import other_stamps
from .lines import Line, mentions

_HOUR = r"(\d\d):(\d\d):(\d\d)(?:[.,]\d+)?"
_PROGRAM = r"([\w.@/][\w.@/+-]*?)(?:\[\d+\])?: ?(.*)"
_SYSLOG = re.compile(rf"(?:<\d+>)?([^\W\d]{{3,5}})\.? +(\d\d?) {_HOUR} \S+ (?:[a-z0-9]+\.[a-z]+ )?{_PROGRAM}")
_ISO = re.compile(
    rf"(?:[A-Z][a-z]{{2}} )?\d{{4}}-(\d\d)-(\d\d)[T ]{_HOUR}(?: ?[A-Z]{{3,4}}|Z|[+-]\d\d:?\d\d)? \S+ {_PROGRAM}"
)
_LOGREAD = re.compile(
    rf"[A-Z][a-z]{{2}} ([A-Z][a-z]{{2}}) +(\d\d?) {_HOUR} \d{{4}} (?:\[\d+\.\d+\] )?\w+\.\w+ {_PROGRAM}"
)
_OPENWRTS_MODEMMANAGER = re.compile(
    rf"[A-Z][a-z]{{2}} ([A-Z][a-z]{{2}}) +(\d\d?) {_HOUR} \d{{4}} (?:\w+\.\w+ )?\[\d+\]: (<[a-z]+> .*)"
)
"""There it has no name in the log."""

_STAMPED = re.compile(r"(?:<\d+>|\w+ *:\w+ *: )?\[ *(\d+\.\d+)\](?:\[[^\]]*\]| \[ *[TC]\d+\])? ?(.*)")
_MONOTONIC = re.compile(r"[\w.-]+ ([\w.@/+-]+)(?:\[\d+\]|(?<=kernel)): ?(.*)")
_DATED = re.compile(r"\[[^\]]{3,40} (\d\d):(\d\d)(?::(\d\d))?[^\]]{0,12}\] (.*)")
_SPOKEN = re.compile(
    r"(?:\W{0,3}(?:[TR]X|SEND|SENT|RECV|READ|WRITE)\b|[<>]|b?['\"]?(?:AT|\+[A-Z]|OK$|ERROR))", re.IGNORECASE
)
"""What a script's own log of a modem's answers has after the date, where the kernel's messages have none of it."""

_RELATIVE = re.compile(r"\[ *[+<] *\d+\.\d+>?\] (.*)")
_QUECTEL = re.compile(r"\[(\d\d)-(\d\d)_(\d\d):(\d\d):(\d\d):\d{3}\] ?(.*)")
_BARE = re.compile(
    r"(?:\S+ )?(NetworkManager|ModemManager|pppd|chat|wvdial|kernel|dhclient|dhcpcd|udhcpc|netifd)(?:\[\d+\])?: +(.*)"
)
"""Without the time: somebody cut it, and perhaps the host."""

_NETIFD = re.compile(r"[\w.-]+ \(\d+\): +")
"""OpenWrt's netifd passes on what the programs of an interface say, behind the interface's name."""

_CUT = re.compile(r"<(?:info|warn|error|debug|msg)> +\[\d{4,}\.\d+\] (\[|ModemManager)?")
"""NetworkManager's and ModemManager's lines without the journal's part; only the latter's begin with an object."""

_ELIXIR = re.compile(
    r"\d\d:\d\d:\d\d\.\d{3} +(?:\S+=\S+ )*\[(?:debug|info|warn|warning|error|notice)\] +"
    r"(?:\[?([\w-]+)(?:[\[(][^\])]*[\])])*(?:\]?: |\] ))?(.*)"
)
"""Elixir's logger, which takes what Linux and the dialers say too."""

_CONTAINERS = re.compile(r"[\w.-]+ +\| +(?=\S)")
"""docker-compose's `modem_1  | ` before each line."""

_UNSTAMPED = re.compile(
    r"(?:\S+ )?kernel: (.*)|("
    r"(?:usb (?:usb)?\d+(?:-[\w.]+)?|hub \d+-[\w.]+|usb-storage \d+-[\d.]+):.*"
    r"|(?:option|qmi_wwan|cdc_\w+|huawei_cdc_ncm|rndis_host|qcserial|sierra\w*|hso|usbserial_generic) \d+-[\d.]+:\d.*"
    r"|(?:option1|qcserial|sierra|usbserial_generic|generic) ttyUSB\d+: .*"
    r"|usbcore: (?:de)?registered .*|usbserial: USB Serial .*"
    r"|(?:WARNING|BUG): (?:CPU: \d+ PID: \d+ )?at drivers/(?:net/)?usb/.*"
    r"|(?:BUG: |Unable to handle kernel|Internal error: Oops|NETDEV WATCHDOG: |watchdog: BUG|rcu: INFO).*"
    r"|(?:Under-voltage detected!|hwmon hwmon\d: (?:Unde|Volt)|Voltage normalised).*"
    r"|(?:RIP: |pc : |lr : )?[\w:\[\]<> ]{0,40}\b\w+\+0x[0-9a-f]+/0x[0-9a-f]+.*"
    r"|(?:dwc2|xhci_hcd|xhci-hcd) [\w.:]+: .*|g_\w+ gadget.*: .*"
    r")"
)
"""dmesg without its stamps."""

_MARKS = ("kernel: ", "+0x")
_BEGINNINGS = (
    *("usb", "hub ", "option", "qmi_wwan ", "cdc_", "huawei_", "rndis_host ", "qcserial", "sierra", "hso ", "generic "),
    *("WARNING: ", "BUG: ", "Unable", "Internal", "NETDEV", "watchdog", "rcu: ", "Under-", "hwmon ", "Voltage"),
    *("dwc2 ", "xhci", "g_"),
)
"""Cheaper than the pattern, for what people write."""

_MONTHS = {name: at for at, name in enumerate("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split())}  # noqa: SIM905


def parse(line: Line) -> Message | None:
    """None where it is no line of a log."""
    text = line.text.lstrip(" \t>")
    if not text:
        return None
    found = _bracketed(line, text) if text[0] in "[<k" else None
    return found or _dated(line, text) or _unstamped(line, text) or other_stamps.parse(line, text)


def _dated(line: Line, text: str) -> Message | None:
    if text[0].isdigit():
        if elixir := _ELIXIR.match(text):
            return Message(line.source, elixir[1] or "elixir", elixir[2])
        found = _ISO.match(text)
        return found and _of_a_program(line, found[6], found[7], _calendar(int(found[1]) - 1, *found.groups()[1:5]))
    if found := _SYSLOG.match(text) or _LOGREAD.match(text):
        return _of_a_program(line, found[6], found[7], _calendar(_MONTHS.get(found[1], 0), *found.groups()[1:5]))
    if found := _OPENWRTS_MODEMMANAGER.match(text):
        time = _calendar(_MONTHS.get(found[1], 0), *found.groups()[1:5])
        return Message(line.source, "ModemManager", found[6], time)
    if found := _ISO.match(text):
        return _of_a_program(line, found[6], found[7], _calendar(int(found[1]) - 1, *found.groups()[1:5]))
    if found := _BARE.match(text):
        return _of_a_program(line, found[1], found[2], None)
    if found := _CONTAINERS.match(text):
        return parse(line._replace(text=text[found.end() :]))
    return None


def _calendar(month: int, day: str, hour: str, minute: str, second: str) -> float:
    """Every month has 32 days: only differences are looked at."""
    return ((month * 32 + int(day)) * 24 + int(hour)) * 3600.0 + int(minute) * 60 + int(second)


def _of_a_program(line: Line, program: str, text: str, time: float | None) -> Message:
    program = program.rpartition("/")[2]
    program = "ModemManager" if program == "modem-manager" else program  # as it was called before 0.6
    if program == "kernel" and "]" in text and (found := _STAMPED.match(text)):
        return Message(line.source, program, found[2], float(found[1]))
    if program == "netifd" and (found := _NETIFD.match(text)):
        text = text[found.end() :]
    return Message(line.source, program, text, time)


def _bracketed(line: Line, text: str) -> Message | None:
    if found := _CUT.match(text):
        return Message(line.source, "ModemManager" if found[1] else "NetworkManager", text)
    if found := _STAMPED.match(text):
        if named := _MONOTONIC.match(found[2]):
            return Message(line.source, named[1].rpartition("/")[2], named[2], float(found[1]))
        program, said = other_stamps.named(found[2]) or ("kernel", found[2])
        return Message(line.source, program, said, float(found[1]))
    if found := _QUECTEL.match(text):
        return Message(line.source, "quectel-CM", found[6], _calendar(int(found[1]) - 1, *found.groups()[1:5]))
    if (found := _DATED.match(text)) and not _SPOKEN.match(found[4]):
        program, said = other_stamps.named(found[4]) or ("kernel", found[4])
        return Message(line.source, program, said, _calendar(0, "0", found[1], found[2], found[3] or "0"))
    found = _RELATIVE.match(text)
    return found and Message(line.source, "kernel", found[1])


def _unstamped(line: Line, text: str) -> Message | None:
    if not (text.startswith(_BEGINNINGS) or mentions(text, _MARKS)):
        return None
    found = _UNSTAMPED.match(text)
    return found and Message(line.source, "kernel", found[1] or found[2] or "")
