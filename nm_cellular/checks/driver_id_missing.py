"""The driver is there, and does not know this modem's id."""

from __future__ import annotations

from collections.abc import Iterator

from ..doctor.boots import boots
from ..doctor.drivers import goes_on, is_loaded, knows_no_id, unbound
from ..doctor.evidence import Evidence
from ..doctor.facts.system import DeviceNode
from ..doctor.facts.usb import UsbBound
from ..doctor.finding import Confidence, Finding
from ..doctor.usb_devices import Seen, devices, modems
from ..doctor.usb_ids import NETWORK_DRIVERS, drivers_of, is_working_modem, stick

SLUGS = ("driver-id-missing",)

_ENOUGH = 2
"""Interfaces of the vendor's own that no driver has: one alone may be for something else."""

_LAST = 3
"""Interfaces from which on a module has its network function, after diagnostics, positions and AT ports."""


def find(evidence: Evidence) -> Iterator[Finding]:
    found = [*_listed(evidence), *_generic(evidence), *_logged(evidence)]
    yield from sorted(found, key=lambda finding: -finding.confidence)[:1]


def _listed(evidence: Evidence) -> Iterator[Finding]:
    for device in devices(evidence):
        free = list(unbound(device))
        wanted = {each.wanted for each in free}
        if device.has("usb_storage") and stick(device.id):
            continue
        known = sorted(driver for driver in wanted if driver and knows_no_id(evidence, device, driver))
        if known and (not device.has(*known) or len(free) >= _ENOUGH):
            yield _finding(device, known[0], Confidence.LIKELY)
        elif len(free) >= _ENOUGH and wanted == {""} and not device.has("option", "qmi_wwan", "qcserial", "sierra"):
            yield _finding(device, "option", Confidence.LIKELY)
        elif wanted == {""} and device.has("option") and free[0].number >= _LAST and not device.has(*NETWORK_DRIVERS):
            yield _finding(device, "qmi_wwan", Confidence.POSSIBLE)


def _generic(evidence: Evidence) -> Iterator[Finding]:
    """Somebody made the generic driver take it."""
    for device in modems(evidence):
        if device.has("usbserial_generic") and not device.has("option"):
            yield _finding(device, "option", Confidence.LIKELY)
    yield from _made_generic(evidence)


def _made_generic(evidence: Evidence) -> Iterator[Finding]:
    """`modprobe usbserial vendor=… product=…` for a device that nothing here knows; one port may be any adapter's."""
    bound = [each for each in evidence.of(UsbBound) if each.driver == "usbserial_generic" and each.node]
    places = {each.place for each in bound}
    if len(bound) >= _ENOUGH and len(places) == 1 and not any(each.place in places for each in modems(evidence)):
        device = Seen(_only_id(evidence, *places), bound[0].source, bound[0].place, bound=bound)
        yield _finding(device, "option", Confidence.LIKELY)


def _only_id(evidence: Evidence, place: str) -> str:
    """Of the device at the place, else of the only one that was listed."""
    found = [each.id for each in devices(evidence) if each.place in ("", place)]
    return found[0] if len(found) == 1 else ""


def _logged(evidence: Evidence) -> Iterator[Finding]:
    """The driver was loaded, or nobody knows the id, and nothing took the modem when it came."""
    for boot in boots(evidence):
        for device in modems(boot):
            if not device.by_kernel or device.gone or device.bound_drivers or stick(device.id):
                continue
            nodes = evidence.of(DeviceNode)
            if any(node.exists for node in nodes) or not (nodes or goes_on(boot, device)):
                continue
            loaded = next((each for each in ("option", "qmi_wwan") if is_loaded(boot, each)), "")
            old = next((each for each in sorted(drivers_of(device.id)) if knows_no_id(evidence, device, each)), "")
            loaded = loaded or old
            if loaded or (not drivers_of(device.id) and is_working_modem(device.id)):
                yield _finding(device, loaded or "option", Confidence.LIKELY if loaded else Confidence.POSSIBLE)


def _finding(device: Seen, driver: str, confidence: Confidence) -> Finding:
    vendor, _, product = device.id.partition(":")
    return Finding(
        "driver-id-missing",
        subject=device.id or "the modem",
        says=f"{driver} of this kernel does not know {device.id or 'the modem'}: its interfaces have no driver",
        do=_do(driver, vendor, product),
        because=(device.source, *(each.source for each in device.bound)),
        confidence=confidence,
    )


def _do(driver: str, vendor: str, product: str) -> str:
    if not product:
        return "a newer kernel, whose drivers know it"
    bus, name = ("usb-serial", "option1") if driver == "option" else ("usb", driver)
    new_id = f"modprobe {driver} && echo {vendor} {product} > /sys/bus/{bus}/drivers/{name}/new_id"
    return f"a newer kernel, whose drivers know it; until then, as root: {new_id}"
