"""The board's USB port is a device, as a memory stick is one, and no host: nothing can be plugged into it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..doctor.boots import boots
from ..doctor.evidence import Evidence
from ..doctor.facts.system import BootOption
from ..doctor.facts.usb import UsbController, UsbDevice, UsbList
from ..doctor.finding import Confidence, Finding
from ..doctor.progress import Progress, Stage
from ..doctor.source import Source
from ..doctor.usb_devices import faults, modems, shows_a_modem

SLUGS = ("usb-gadget-mode",)

_ONLY_PORTS = ("20980000.usb", "3f980000.usb")
"""Controllers of boards that have no other: Raspberry Pi Zero, 1, 2 and 3, by arch/arm/boot/dts/broadcom."""


def find(evidence: Evidence) -> Iterator[Finding]:
    found = [finding for boot in boots(evidence) for finding in _in_one(boot)]
    yield from sorted(found, key=lambda finding: -finding.confidence)[:1]


def _in_one(boot: Evidence) -> Iterator[Finding]:
    gadgets = [each for each in boot.of(UsbController) if each.role == "device"]
    # A board may well have a port of each kind: where the modem is on the host, that one matters.
    if boot.view(Progress).reached(Stage.REGISTERED):
        return
    if shows_a_modem(boot) and not _is_another_machine(boot, gadgets):
        return
    if gadgets:
        yield _finding(gadgets, _confidence(boot, gadgets))
    elif (options := _options(boot)) and boot.of(UsbList):
        yield _from_options(options)
    elif udcs := _without_a_host(boot):
        yield _finding(udcs, Confidence.POSSIBLE)


def _without_a_host(boot: Evidence) -> list[UsbController]:
    """A controller that can be a device, on a board whose list of USB is empty down to its root hubs."""
    roles = {each.role for each in boot.of(UsbController)}
    if "host" in roles or boot.of(UsbDevice) or not (boot.of(UsbList) or "none" in roles):
        return []
    return [each for each in boot.of(UsbController) if each.role == "udc"]


def _is_another_machine(boot: Evidence, gadgets: Sequence[UsbController]) -> bool:
    """A modem that was seen before, while the only port is a gadget, was seen on another board."""
    only = next((each for each in gadgets if each.name in _ONLY_PORTS), None)
    before = [each for each in modems(boot) if not each.gone]
    return only is not None and bool(before) and all(each.source.precedes(only.source) for each in before)


def _confidence(boot: Evidence, gadgets: Sequence[UsbController]) -> Confidence:
    """Beside a host on which something fails, a gadget is for something else; an idle host may be another port's."""
    only = any(each.name in _ONLY_PORTS for each in gadgets)
    hosts = {each.name for each in boot.of(UsbController) if each.role == "host"} - {each.name for each in gadgets}
    if (hosts and not only) or faults(boot, "enumeration", "over-current"):
        return Confidence.POSSIBLE
    return Confidence.CERTAIN if any(each.gadget for each in gadgets) else Confidence.LIKELY


def _finding(gadgets: Sequence[UsbController], confidence: Confidence) -> Finding:
    bound = next((each.gadget for each in gadgets if each.gadget), "")
    name = next((each.name for each in gadgets if "." in each.name), gadgets[0].name or "USB")
    telling = sorted(gadgets, key=lambda each: not ("dwc2" in each.source.text or "forced" in each.source.text))
    return Finding(
        "usb-gadget-mode",
        subject=name,
        says=f"the USB port is in device mode{f', as {bound}' if bound else ''}: no modem can appear on it",
        do='dtoverlay=dwc2,dr_mode=host in config.txt (elsewhere dr_mode = "host" in the device tree)'
        + (f", and no {bound} in cmdline.txt or /etc/modules; then reboot" if bound else "; then reboot"),
        because=tuple(each.source for each in telling),
        confidence=confidence,
    )


def _options(boot: Evidence) -> list[Source]:
    options = boot.of(BootOption)
    if any("dr_mode=host" in each.value or (each.name, each.value) == ("otg_mode", "1") for each in options):
        return []
    gadget = [each for each in options if each.name == "modules-load" or "dr_mode=peripheral" in each.value]
    return [each.source for each in gadget]


def _from_options(options: Sequence[Source]) -> Finding:
    return Finding(
        "usb-gadget-mode",
        subject="config.txt",
        says="the board is told to make its USB port a device: no modem can appear on it",
        do="dtoverlay=dwc2,dr_mode=host in config.txt, no g_ether in cmdline.txt; then reboot",
        because=tuple(options),
        confidence=Confidence.POSSIBLE,
    )
