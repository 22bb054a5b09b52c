"""The supply is too weak for a modem's peaks of 2 A: it leaves the bus, or the whole bus fails."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..doctor.boots import boots
from ..doctor.evidence import Evidence
from ..doctor.facts.dialing import Drops
from ..doctor.facts.message import Message
from ..doctor.facts.modem import AtExchange
from ..doctor.facts.system import SupplyVoltage
from ..doctor.facts.usb import UsbGone
from ..doctor.finding import Confidence, Finding, Severity
from ..doctor.progress import Progress, Stage
from ..doctor.source import Source
from ..doctor.usb_devices import Seen, devices, faults, modems, place_of
from ..doctor.usb_ids import drivers_of, stick

SLUGS = ("power",)

_OFTEN = 3
"""Times that a modem leaves by itself until that tells something."""

_SECONDS = 900
_HIGH = 20
"""A device number that no bus comes to by hand."""

_DO = "give the modem a supply of its own: a powered USB hub or adapter of 2 A, a short cable; the board its own supply"


def find(evidence: Evidence) -> Iterator[Finding]:
    found = [finding for boot in boots(evidence) for finding in _in_one(boot)]
    yield from sorted(found, key=lambda finding: (-finding.severity, -finding.confidence))[:1]


def _in_one(boot: Evidence) -> Iterator[Finding]:
    low = [each.source for each in boot.of(SupplyVoltage) if each.low]
    left = _departures(boot)
    electric = [each.source for each in faults(boot, "over-current")]
    refused = [each.source for each in faults(boot, "bus-power")]
    noisy = [each.source for each in faults(boot, "interference")]
    failing = [each.source for each in faults(boot, "enumeration")]
    if refused or (electric and (left or failing or not _stayed(boot))):
        yield _finding("the USB port gives less current than the modem wants", (*refused, *electric, *left, *low))
    elif low and (left or failing) and not _only_before(left or failing, low):
        yield _finding(
            "the supply voltage falls, and with it the modem leaves the bus", (*low[:3], *left[:3], *failing[:3])
        )
    elif noisy and left:
        yield _finding("the hub loses the modem again and again", (*noisy[:3], *left[:3]), Confidence.LIKELY)
    elif lost := _lost_hubs(boot):
        yield _finding("a hub goes with all that is plugged into it", lost, Confidence.LIKELY)
    elif left and failing and left[0].precedes(failing[-1]):
        yield _finding(
            "the modem worked, left the bus and cannot come back", (*left[:3], *failing[:3]), Confidence.LIKELY
        )
    elif len(left) >= _OFTEN and _is_quick(boot, left) and not _was_reset(boot):
        yield _finding("the modem worked and left the bus again and again", left[:6], Confidence.LIKELY)
    else:
        yield from _suspected(boot, left, low)


def _suspected(boot: Evidence, left: Sequence[Source], low: Sequence[Source]) -> Iterator[Finding]:
    if left and _is_told(boot, left):
        yield _finding("the modem worked and left the bus by itself", left[:6], Confidence.POSSIBLE)
    elif low:
        yield _weak(low, harmless=_stayed(boot))


def _number(gone: Source) -> int:
    """Each time that something is plugged in, its bus counts on."""
    _, _, number = gone.text.rpartition("device number ")
    return int(number) if number.isdecimal() else 0


def _is_told(boot: Evidence, left: Sequence[Source]) -> bool:
    """Whether that it left once is more than somebody's hand."""
    well = boot.view(Progress).comes_to(left[-1], Stage.ADDRESS)
    return not well and not _was_reset(boot) and (_number(left[-1]) >= _HIGH or _drops(boot))


def _drops(boot: Evidence) -> bool:
    """Somebody says so, and the modem's transfers failed or it came back at once."""
    return bool(boot.of(Drops)) and (bool(faults(boot, "transfer")) or _stayed(boot))


def _lost_hubs(boot: Evidence) -> tuple[Source, ...]:
    """Ports that were disabled, and left with others below them."""
    places = {place_of(each.place): each.source for each in faults(boot, "interference")}
    gone = {each.place: each.source for each in boot.of(UsbGone)}
    below = [place for place in places if place in gone and any(each.startswith(f"{place}.") for each in gone)]
    return tuple(source for place in below for source in (places[place], gone[place]))


def _departures(boot: Evidence) -> list[Source]:
    """When modems left that had been taken by a driver; a stick that switches leaves once, as something else."""
    known = [each for each in modems(boot) if each.gone and _was_a_modem(each)]
    if not known:
        return _came_again(boot)
    places, told = {each.place for each in known}, {each.gone for each in devices(boot)}
    # Of one that left again before its id was logged there is but that it left.
    untold = [each.source for each in boot.of(UsbGone) if each.place in places and each.source not in told]
    gone = [each.gone for each in known if each.gone]
    return gone + [each for each in untold if gone[-1].precedes(each)]


def _came_again(boot: Evidence) -> list[Source]:
    """What left before anything was told of it, where a modem or a stick is plugged in again without a hand."""
    lost = {each.place: each.source for each in boot.of(UsbGone)}
    low = any(each.low for each in boot.of(SupplyVoltage))
    again = [lost[each.place] for each in modems(boot) if each.place in lost and lost[each.place].precedes(each.source)]
    return again if low else []


def _was_a_modem(device: Seen) -> bool:
    if device.bound:
        return not device.has("usb_storage")
    return bool(drivers_of(device.id)) and stick(device.id) is None


def _is_quick(boot: Evidence, left: Sequence[Source]) -> bool:
    """Whether it left by itself: somebody who unplugs it and tries something takes longer."""
    lines = {source.line for source in left}
    times = [each.time for each in boot.of(Message) if each.source.line in lines and each.time is not None]
    return len(times) < _OFTEN or (times[-1] - times[0]) / (len(times) - 1) < _SECONDS


def _only_before(left: Sequence[Source], low: Sequence[Source]) -> bool:
    """Whether all troubles were over before the voltage first fell."""
    return all(one.precedes(low[0]) and low[0].line - one.line > 200 for one in left)


def _stayed(boot: Evidence) -> bool:
    found: tuple[Seen, ...] = modems(boot)
    return bool(found) and not found[-1].gone


def _was_reset(boot: Evidence) -> bool:
    """Somebody told it to restart, as often as he did."""
    return any(each.command.startswith(("+CFUN=1,1", "+QPOWD", "!RESET")) for each in boot.of(AtExchange))


def _finding(says: str, because: Sequence[Source], confidence: Confidence = Confidence.CERTAIN) -> Finding:
    return Finding("power", "the supply", f"{says}: it needs up to 2 A", _DO, tuple(because), confidence=confidence)


def _weak(low: Sequence[Source], *, harmless: bool) -> Finding:
    return Finding(
        "power",
        "the supply",
        says=f"the board's supply voltage fell below what it needs; the modem {'stayed' if harmless else 'may leave'}",
        do="a supply of 5.1 V and 3 A with a short cable",
        because=tuple(low[:3]),
        severity=Severity.NOTE if harmless else Severity.WARNING,
        confidence=Confidence.POSSIBLE,
    )
