"""ModemManager runs, the modem's ports are there, and udev's tags or its filter keep it from them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..doctor.evidence import Evidence
from ..doctor.facts.modem import ModemReport, NoModems, PortLeftOut
from ..doctor.facts.system import UdevProperties
from ..doctor.facts.usb import UsbBound
from ..doctor.finding import Confidence, Finding, Severity
from ..doctor.source import Source
from ..doctor.usb_devices import MODEM_DRIVERS, modems

SLUGS = ("mm-ignores-device",)

_MODEM_PORTS = ("ttyUSB", "ttyACM", "cdc-wdm", "wwan", "ttyAMA", "ttyHS", "ttymxc", "ttySC", "ttyS", "ttyO", "ttymodem")
_PLATFORM_PORTS = ("ttyAMA", "ttyHS", "ttymxc", "ttySC", "ttyS", "ttyO", "serial0")


def find(evidence: Evidence) -> Iterator[Finding]:
    empty = evidence.of(NoModems)
    tagged = list(_tagged(evidence))
    filtered = [port for port in evidence.of(PortLeftOut) if _is_modems(port.port)]
    listed = [
        each.source for each in evidence.of(ModemReport) if each.program == "mmcli" and (each.state or each.model)
    ]
    if listed and not (empty and listed[-1].precedes(empty[-1].source)):
        return
    if tagged:
        yield _finding(
            "udev's tags tell ModemManager to leave the modem alone", _UNTAG, tagged, empty, Confidence.CERTAIN
        )
    elif filtered and (empty or any("blocklisted" in port.why or "platform" in port.why for port in filtered)):
        because = [port.source for port in filtered[:3]]
        yield _finding(_why(filtered), _do(filtered), because, empty, Confidence.LIKELY)
    elif empty and (ports := [bound for bound in evidence.of(UsbBound) if _is_modems(bound.node)]):
        yield _unknown(empty, [port.source for port in ports])


def _finding(
    says: str, do: str, because: Sequence[Source], empty: Sequence[NoModems], confidence: Confidence
) -> Finding:
    return Finding(
        "mm-ignores-device",
        subject="ModemManager",
        says=says,
        do=do,
        because=(*because[:3], *(each.source for each in empty[-1:])),
        severity=Severity.ERROR if empty or confidence is Confidence.LIKELY else Severity.WARNING,
        confidence=confidence if empty else Confidence.LIKELY,
    )


def _unknown(empty: Sequence[NoModems], ports: Sequence[Source]) -> Finding:
    return Finding(
        "mm-ignores-device",
        subject="ModemManager",
        says="the modem has its ports, and ModemManager lists none: it is still probing, ignores it or cannot drive it",
        do="wait half a minute; udevadm info -q property -n /dev/ttyUSB2 | grep ID_MM shows its tags; journalctl -u "
        "ModemManager what it found",
        because=(empty[-1].source, ports[-1]),
        severity=Severity.WARNING,
        confidence=Confidence.POSSIBLE,
    )


_UNTAG = (
    "find the rule (grep -r ID_MM_ /etc/udev/rules.d /lib/udev/rules.d), delete the tag, then udevadm control --reload "
    "&& udevadm trigger && systemctl restart ModemManager"
)
_TAG = (
    'a udev rule that sorts before 80-: KERNEL=="{port}", ENV{{ID_MM_DEVICE_PROCESS}}="1", '
    'ENV{{ID_MM_PORT_TYPE_AT_PRIMARY}}="1"; then udevadm control --reload && udevadm trigger && '
    "systemctl restart ModemManager"
)


def _tagged(evidence: Evidence) -> Iterator[Source]:
    """A device, or the last of its ports: one port that is left out is the usual thing."""
    places = {device.place for device in modems(evidence) if device.has(*MODEM_DRIVERS)}
    for entry in evidence.of(UdevProperties):
        # On a machine itself all that is tagged is known, and most of it are no modems.
        if evidence.live and entry.device not in places:
            continue
        if entry.subsystem == "rule" and not any(_is_for(entry.device, device.id) for device in modems(evidence)):
            continue
        tags = dict(entry.properties)
        if tags.get("ID_MM_DEVICE_IGNORE") in ("1", "true"):
            yield entry.source


def _is_for(rule: str, usb_id: str) -> bool:
    return usb_id == rule or (rule.endswith(":*") and usb_id.startswith(rule[:5]))


def _is_modems(port: str) -> bool:
    return port.startswith(_MODEM_PORTS)


def _why(filtered: Sequence[PortLeftOut]) -> str:
    ports = ", ".join(dict.fromkeys(port.port for port in filtered))
    if any(port.port.startswith(_PLATFORM_PORTS) for port in filtered):
        return f"{ports} is the board's own serial port, which ModemManager takes only when it is told to"
    return f"ModemManager's filter leaves {ports} out"


def _do(filtered: Sequence[PortLeftOut]) -> str:
    return _TAG.format(port=filtered[0].port)
