"""The USB host works, and the modem does not appear on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..doctor.boots import boots
from ..doctor.evidence import Evidence
from ..doctor.facts.message import Message
from ..doctor.facts.modem import ModemReport, NoModems
from ..doctor.facts.system import DeviceNode
from ..doctor.facts.usb import UsbBound, UsbFault, UsbList, UsbUnbound
from ..doctor.finding import Confidence, Finding
from ..doctor.source import Source
from ..doctor.usb_devices import Seen, devices, faults, modems, place_of, shows_a_modem

SLUGS = ("usb-not-enumerating",)

_DO = (
    "another cable and another port, a powered hub; a module wants its power key pressed, and in a slot with USB 2 only"
    " no USB 3 setting"
)


def find(evidence: Evidence) -> Iterator[Finding]:
    found = [finding for boot in boots(evidence) for finding in _in_one(boot)]
    if not found and not shows_a_modem(evidence):
        found = list(_absent(evidence))
    yield from found[-1:]


def _in_one(boot: Evidence) -> Iterator[Finding]:
    came = {each.place: each for each in devices(boot) if not each.gone}
    failing = [each for each in faults(boot, "enumeration") if not _came(came.get(place_of(each.place)), each)]
    gave_up = [each for each in failing if "unable to enumerate" in each.source.text]
    if not failing or (shows_a_modem(boot) and not _lost(boot, failing)):
        return
    yield Finding(
        "usb-not-enumerating",
        subject=place_of(failing[-1].place) or "USB",
        says="something is plugged in, but it does not answer when the host asks what it is",
        do=_DO,
        because=tuple(each.source for each in (*gave_up[:2], *failing[:3])),
        confidence=Confidence.CERTAIN if gave_up else Confidence.LIKELY,
    )


def _came(device: Seen | None, fault: UsbFault) -> bool:
    """Whether a device was found at that place after all, and stayed."""
    return device is not None and fault.source.precedes(device.source)


def _lost(boot: Evidence, failing: Sequence[UsbFault]) -> bool:
    """Whether it is a modem, which had been there, that does not come back."""
    known, held = modems(boot), _last_words(boot)
    left = {each.place: each.gone or held.get(each.place) for each in known}
    if any(not (each.gone or held.get(each.place)) for each in known):
        return False
    places = {place_of(each.place) for each in failing}
    # A port has several names: one on each of its host's buses, of high and of full speed.
    last = [source for place, source in left.items() if source and (place in places or _gave_up_after(source, failing))]
    return bool(last)


def _gave_up_after(source: Source, failing: Sequence[UsbFault]) -> bool:
    return any(source.precedes(each.source) for each in failing if "unable to enumerate" in each.source.text)


def _last_words(boot: Evidence) -> dict[str, Source]:
    """Where drivers let go of all, and none took anything since: of what leaves in a suspend no more is said."""
    words = {each.place: each.source for each in boot.of(UsbUnbound) if each.place}
    later = {
        each.place for each in boot.of(UsbBound) if each.place in words and words[each.place].precedes(each.source)
    }
    return {place: source for place, source in words.items() if place not in later}


def _absent(evidence: Evidence) -> Iterator[Finding]:
    """Lists that are whole, with no modem in them, where somebody looked for one."""
    lists = [each.source for each in evidence.of(UsbList)]
    wanted = [each.source for each in evidence.of(NoModems)]
    wanted += [each.source for each in evidence.of(DeviceNode) if not each.exists and _is_port(each.path)]
    if not lists or not wanted or evidence.of(ModemReport) or _is_pcie(evidence):
        return
    yield Finding(
        "usb-not-enumerating",
        subject="USB",
        says="no modem shows on USB: it is not plugged in, not powered, or does not answer",
        do=_DO,
        because=_telling(lists, wanted),
        confidence=Confidence.LIKELY if evidence.live else Confidence.POSSIBLE,
    )


def _is_port(path: str) -> bool:
    return "ttyUSB" in path or "cdc-wdm" in path


def _telling(lists: Sequence[Source], wanted: Sequence[Source]) -> tuple[Source, ...]:
    return (*wanted[:2], *lists[:2])


def _is_pcie(evidence: Evidence) -> bool:
    starts = ("mhi", "iosm", "mtk_t7xx", "wwan wwan")
    return any(each.program == "kernel" and each.text.startswith(starts) for each in evidence.of(Message))
