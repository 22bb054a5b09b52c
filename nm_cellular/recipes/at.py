"""AT commands in recipes: the APN, PIN and login that they hold, and the number that is dialled."""

from __future__ import annotations

import re

from ..problem import ValueRefused
from .draft import Draft
from .recipe import shown

_QUOTE = r"\\{0,3}[\"']?"
_CONTEXT = re.compile(
    rf"\+CGDCONT\s*=\s*+\d*+\s*,\s*+{_QUOTE}(?P<type>\w*+){_QUOTE}\s*+(?:,\s*+{_QUOTE}(?P<apn>[^,\"'\\]*+))?",
    re.IGNORECASE,
)
_LOGIN = re.compile(
    rf"\+QICSGP\s*=\s*1\s*,\s*[123]\s*,\s*+{_QUOTE}(?P<apn>[^,\"'\\]*+){_QUOTE}"
    rf"(?:\s*+,\s*+{_QUOTE}(?P<user>[^,\"'\\]*+){_QUOTE}\s*+,\s*+{_QUOTE}(?P<password>[^,\"'\\]*+))?",
    re.IGNORECASE,
)
_PIN = re.compile(r"\+CPIN\s*=\s*\\?\"?(\d{4,8})\b", re.IGNORECASE)
_DIAL = re.compile(r"\s*AT\s*D[TP]?\s*([0-9*#+,\\]\S*)", re.IGNORECASE)
_SETTING = re.compile(r"AT([+^$%*#_!][A-Z0-9_]+)=", re.IGNORECASE)
_SAID_ELSEWHERE = {"+CGDCONT", "+QICSGP", "+CPIN", "+CMEE", "+IFC", "+FCLASS", "+CREG", "+CGREG", "+CEREG", "^CURC"}
_OTHER_CONTEXTS = ("ims", "sos")


def read(draft: Draft, command: str, line: int) -> None:
    """What one command, such as `AT+CGDCONT=1,"IP","internet"`, asks for."""
    if found := _CONTEXT.search(command):
        _context(draft, found, line)
    if found := _LOGIN.search(command):
        _login(draft, found, line)
    if found := _PIN.search(command):
        draft.value("pin", found[1], line)
    if found := _DIAL.match(command):
        dialled(draft, found[1], line, command[: found.start(1)].lstrip())
    for found in _SETTING.finditer(command):
        if found[1].upper() not in _SAID_ELSEWHERE:
            draft.lose(line, f"AT{found[1]}= is not sent", "for modes, bands and network see docs/cellular.conf.md")


def _context(draft: Draft, found: re.Match[str], line: int) -> None:
    apn, family = (found["apn"] or "").strip(), found["type"].upper()
    if apn.lower() in _OTHER_CONTEXTS:
        return
    draft.value("apn", apn, line)
    if not apn:
        message = "the APN is empty: the SIM's default is used where the network has one, else it refuses"
        draft.mistake("apn-missing", line, message, "write the APN of the SIM; `nm-cellular apn` names likely ones")
    families(draft, family, line)


def families(draft: Draft, family: str, line: int) -> None:
    """`IP`, `IPV6` or `IPV4V6`; the first is said not to be kept, for it was nobody's wish but what one wrote."""
    if family in ("IP", "IPV4"):
        draft.lose(line, "IPv4 only: both families are asked for", "write ipv6 = disabled to stay with IPv4")
    elif family == "IPV6":
        draft.value("ipv4", "disabled", line)


def _login(draft: Draft, found: re.Match[str], line: int) -> None:
    draft.value("apn", found["apn"], line)
    login(draft, found["user"] or "", found["password"] or "", line)


def login(draft: Draft, user: str, password: str, line: int) -> None:
    """Those that are not empty."""
    for key, text in (("username", user), ("password", password)):
        if text:
            draft.value(key, text, line)


def dialled(draft: Draft, number: str, line: int, before: str) -> None:
    """A number that is dialled for data; before: what stands before it in the line."""
    from ..fields import dial_number  # which brings all keys of cellular.conf; most pages dial nothing

    try:
        repaired, wrong = dial_number(number.strip("'\""))
    except ValueRefused as refused:
        cdma = "777" in number
        effect = "on GSM, UMTS and LTE the call fails" if cdma else "the modem refuses it"
        message, hint = f"{before}{shown(number)}: {refused.message}; {effect}", "dial *99***1#, ModemManager does"
        draft.mistake("dial-number", line, message, hint, is_fatal=True)
        return
    if wrong:
        message = f"{before}{shown(number)}: {wrong}, a forum took asterisks for emphasis; the modem refuses it"
        draft.mistake("dial-number", line, message, f"write *99***1# or {repaired}; ModemManager needs neither")
