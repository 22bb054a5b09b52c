"""What quectel-CM, and its clones of other makers, say of the modem; its dialling and DHCP are read elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from ..facts import Fact
from ..facts.modem import BearerReport, ModemReport, NoAnswer, Refusal
from ..source import Source
from .answer import operator_code
from .paste import Paste

_PROGRAM = "quectel-CM"
_REGISTRATION = re.compile(
    r"requestRegistrationState2? MCC: (\d+), MNC: (\d+), PS: (Attached|Detached), DataCap: (\S+)"
)
_TECHNOLOGIES = {"LTE": "lte", "UMTS": "umts", "HSDPA": "hsdpa", "HSPA+": "hspa+", "GPRS": "gprs", "EDGE": "edge"}
_TECHNOLOGIES |= {"5G_SA": "5gnr", "5G_NSA": "5gnr", "NR5G": "5gnr"}
_REVISION = re.compile(r"requestBaseBandVersion (\S+)")
_SIM = re.compile(r"requestGetSIMStatus SIMStatus: (SIM_\w+)")
_SIMS = {"SIM_ABSENT": "missing", "SIM_READY": "ready", "SIM_BAD": "error", "SIM_NOT_READY": "error"}
_LOCKS = {"SIM_PIN": "sim-pin", "SIM_PUK": "sim-puk"}
_PROFILE = re.compile(r"request(?:Set|Get)Profile\[(?:pdp:)?\d+[^\]]*\] ([^/\s]*)/")
_HANDLE = re.compile(r"requestSetupDataCall WdsConnectionIPv([46])Handle: 0x(?!0+\b)")
_REFUSED = re.compile(r"(request\w+) QMUXResult = 0x1, QMUXError = (0x[0-9a-f]+)")
_END = re.compile(r"call_end_reason_verbose is (\d+)")
_TIMEOUT = re.compile(r"(request\w+|QmiThreadSendQMI\w*) message timeout")
_REQUESTS = {
    "requestSetupDataCall": "connect",
    "requestRegistrationState2": "status",
    "requestSetOperatingMode": "online",
    "requestEnterSimPin": "unlock",
    "requestGetSIMStatus": "sim",
}


def read(lines: Paste) -> Iterator[Fact]:
    """With or without its stamps, which a service's log or a forum takes away."""
    for line in lines.having("request", "call_end_reason"):
        text = line.text.strip()
        if text[:1] == "[":
            text = text.partition("] ")[2]
        if text.startswith(("request", "call_end_reason")):
            yield from _of(text, line.source)


def _of(text: str, source: Source) -> Iterator[Fact]:
    for start, reader in _READERS:
        if start in text:
            yield from reader(text, source)


def _ended(text: str, source: Source) -> Iterator[Fact]:
    """The type stands in a line of its own, but the numbers of the types do not overlap."""
    if found := _END.search(text):
        reason = int(found[1])
        kind = 6 if reason < 200 else 2 if reason < 500 else 3
        yield Refusal(source, _PROGRAM, "connect", f"verbose call end reason ({kind},{reason})")


def _revision(text: str, source: Source) -> Iterator[Fact]:
    if found := _REVISION.search(text):
        yield ModemReport(source, program=_PROGRAM, revision=found[1])


def _sim(text: str, source: Source) -> Iterator[Fact]:
    if not (found := _SIM.search(text)):
        return
    if lock := _LOCKS.get(found[1]):
        yield ModemReport(source, program=_PROGRAM, sim="locked", lock=lock)
    elif sim := _SIMS.get(found[1]):
        yield ModemReport(source, program=_PROGRAM, sim=sim, lock="none" if sim == "ready" else "")


def _registration(text: str, source: Source) -> Iterator[Fact]:
    if not (found := _REGISTRATION.search(text)):
        return
    code = operator_code(found[1], found[2])
    attached = found[3] == "Attached"
    technology = _TECHNOLOGIES.get(found[4], "")
    yield ModemReport(
        source,
        program=_PROGRAM,
        # It does not tell home from roaming; without a network MCC is 0.
        registration="home" if code and attached else "searching" if not code else "",
        packet_service=found[3].lower(),
        operator_code=code,
        technologies=(technology,) if technology else (),
    )


def _profile(text: str, source: Source) -> Iterator[Fact]:
    if found := _PROFILE.search(text):
        yield ModemReport(source, program=_PROGRAM, bearers=(BearerReport(apn=found[1]),))


def _connected(text: str, source: Source) -> Iterator[Fact]:
    if found := _HANDLE.search(text):
        bearer = BearerReport(connected=True, ip_type=f"ipv{found[1]}")
        yield ModemReport(source, program=_PROGRAM, bearers=(bearer,))


def _refused(text: str, source: Source) -> Iterator[Fact]:
    if found := _REFUSED.search(text):
        error = f"QMI protocol error ({int(found[2], 16)})"
        yield Refusal(source, _PROGRAM, _REQUESTS.get(found[1], ""), error)


def _timeout(text: str, source: Source) -> Iterator[Fact]:
    if _TIMEOUT.search(text):
        yield NoAnswer(source, "cdc-wdm", _PROGRAM, 1)


_READERS: Sequence[tuple[str, Callable[[str, Source], Iterator[Fact]]]] = (
    ("BaseBandVersion", _revision),
    ("SIMStatus", _sim),
    ("RegistrationState", _registration),
    ("Profile[", _profile),
    ("WdsConnectionIPv", _connected),
    ("QMUXResult", _refused),
    ("message timeout", _timeout),
    ("call_end_reason_verbose", _ended),
)
"""Source: QMIThread.c of Quectel_QConnectManager_Linux 1.1 to 1.6."""
