"""Which drivers a modem's interfaces should have, which they have, and whether this kernel has them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from .evidence import Evidence
from .facts.message import Message
from .facts.modem import ModemReport
from .facts.network import DialerRun, Link
from .facts.system import DeviceNode, KernelModule, KernelOption, MissingModule, ModuleList, Version
from .facts.usb import UsbBound, UsbDevice, UsbTreeEntry
from .source import Source
from .usb_devices import Seen
from .usb_ids import NETWORK_DRIVERS, aliases, by_class, matches, oldest_kernel, since

_VENDORS = 0xFF
_MANAGERS = frozenset(("ModemManager", "NetworkManager"))
_NETWORK_PORT = re.compile(r"\b(?:wwan\d|cdc-wdm\d|wwp\d)")
_DISTRIBUTIONS = re.compile(r"-(?:generic|lowlatency|amd64|arm64|raspi)$|\+rpt|-v[78]l?\+?$|\.fc\d\d\.")
_VERSION = re.compile(r"(\d++)\.(\d+)")
_UNUSED = frozenset({(0xFF, 0x42, 0x01), (0xFF, 0xFF, 0x70)})
"""Android's debug bridge and Qualcomm's trace: no driver takes them, and nobody misses one."""


class Unbound(NamedTuple):
    """An interface that no driver has; wanted: the driver that knows it, empty where none does."""

    number: int
    wanted: str


def unbound(device: Seen) -> Iterator[Unbound]:
    """Of what a list shows with its drivers; what the codes do not tell counts as the vendor's."""
    codes = {each.number: (each.interface_class, each.subclass, each.protocol) for each in device.interfaces}
    for number, driver in sorted(device.drivers.items()):
        if driver or codes.get(number) in _UNUSED:
            continue
        if number in codes:
            yield from _unbound(device.id, number, codes[number])
        elif device.id:
            yield Unbound(number, _by_number(device, number))


def _unbound(usb_id: str, number: int, codes: tuple[int, int, int]) -> Iterator[Unbound]:
    if codes[0] == _VENDORS:
        taken = [alias.driver for alias in aliases(usb_id) if matches(alias, number, codes)]
        network = [driver for driver in taken if driver in NETWORK_DRIVERS]
        # EC25 and its like: option leaves the last interface, with three endpoints, to qmi_wwan.
        yield Unbound(number, next(iter(network if number >= 3 else taken), next(iter(taken), "")))
    elif wanted := by_class(codes):
        yield Unbound(number, wanted)


def _by_number(device: Seen, number: int) -> str:
    """Where the codes are not known: what is so by number, else what the others do not have yet."""
    known = [alias for alias in aliases(device.id) if alias.match.startswith(("ff", "*"))]
    numbered = [alias.driver for alias in known if alias.match.endswith(f"in{number:02x}")]
    network = [alias.driver for alias in known if alias.driver in NETWORK_DRIVERS and not device.has(*NETWORK_DRIVERS)]
    serial = [alias.driver for alias in known if alias.driver not in NETWORK_DRIVERS]
    return next(iter((*numbered, *(network if device.has(*serial) else ()), *serial, *network)), "")


def is_loaded(evidence: Evidence, driver: str) -> bool:
    states = evidence.view(_modules).get(driver, {})
    return "loaded" in states or "builtin" in states or driver in evidence.view(_at_work)


def _modules(evidence: Evidence) -> dict[str, dict[str, Source]]:
    """The first line that named each, by name and state."""
    modules: dict[str, dict[str, Source]] = {}
    for each in evidence.of(KernelModule):
        modules.setdefault(each.name, {}).setdefault(each.state, each.source)
    return modules


def _missed(evidence: Evidence) -> dict[str, Source]:
    return {each.name: each.source for each in reversed(evidence.of(MissingModule))}


def _at_work(evidence: Evidence) -> frozenset[str]:
    """Drivers that have something, if only another device."""
    listed = (interface.driver for device in evidence.of(UsbDevice) for interface in device.interfaces)
    bound = (each.driver for each in evidence.of(UsbBound))
    entries = (each.driver for each in evidence.of(UsbTreeEntry))
    return frozenset(filter(None, (*bound, *entries, *listed)))


def left_unloaded(evidence: Evidence, driver: str) -> Source | None:
    """What shows that its module is on the disk, where nothing loaded it."""
    if is_loaded(evidence, driver):
        return None
    return evidence.view(_modules).get(driver, {}).get("available")


def is_missing(evidence: Evidence, driver: str) -> Source | None:
    """What says that this kernel has no such driver."""
    if wanted := evidence.view(_missed).get(driver):
        return wanted
    if driver in evidence.view(_modules):
        return None
    listed = {each.state for each in evidence.of(ModuleList)}
    if {"available", "builtin"} <= listed:
        return next(each.source for each in evidence.of(ModuleList) if each.state == "available")
    return next((each.source for each in evidence.of(ModuleList) if each.state == "loaded"), None)


def knows_no_id(evidence: Evidence, device: Seen, driver: str) -> bool:
    """Whether a driver that is there leaves the device alone, or the kernel is older than its knowledge of the id."""
    if is_loaded(evidence, driver):
        return True
    if driver in evidence.view(_missed) or left_unloaded(evidence, driver):
        return False
    learnt = [since(alias) for alias in aliases(device.id) if alias.driver == driver and alias.since]
    kernel = evidence.view(kernel_version)
    if learnt and kernel and kernel < min(learnt):
        return True
    if kernel and kernel < oldest_kernel() and evidence.view(_is_a_distributions):
        return True
    # Who builds a modem's network driver builds its serial driver, too.
    return driver not in NETWORK_DRIVERS and device.has(*NETWORK_DRIVERS)


def _is_a_distributions(evidence: Evidence) -> bool:
    """Those of Debian, Ubuntu, Fedora and Raspberry Pi have all of a modem's drivers as modules."""
    return any(each.program == "kernel" and _DISTRIBUTIONS.search(each.version) for each in evidence.of(Version))


def kernel_version(evidence: Evidence) -> tuple[int, int] | None:
    texts = [each.version for each in evidence.of(Version) if each.program == "kernel"]
    found = next(filter(None, map(_VERSION.match, reversed(texts))), None)
    return (int(found[1]), int(found[2])) if found else None


def lacking_options(evidence: Evidence, options: Iterable[str]) -> tuple[KernelOption, ...]:
    """Those that are known not to be set, and that no other line sets."""
    wanted = set(options)
    known = [each for each in evidence.of(KernelOption) if each.name in wanted]
    given = {each.name for each in known if each.value != "n"}
    return tuple(each for each in known if each.value == "n" and each.name not in given)


def goes_on(boot: Evidence, device: Seen) -> bool:
    """Whether the kernel speaks of more than the device after it came: a driver would have had the time to speak."""
    for message in reversed(boot.of(Message)):
        if not device.source.precedes(message.source):
            return False
        if message.program == "kernel" and not message.text.startswith(f"usb {device.place}:"):
            return True
    return False


def has_a_network_side(evidence: Evidence) -> bool:
    """Whether anything, anywhere in it, shows a modem's network interface or its control port."""
    return evidence.view(_has_a_network_side)


def _has_a_network_side(evidence: Evidence) -> bool:
    if any(_is_network(each.node) or each.driver in NETWORK_DRIVERS for each in evidence.of(UsbBound)):
        return True
    names = [link.name for link in evidence.of(Link)]
    names += [node.path.rpartition("/")[2] for node in evidence.of(DeviceNode) if node.exists]
    names += [port for report in evidence.of(ModemReport) for port, _ in report.ports]
    names += [port.rpartition("/")[2] for run in evidence.of(DialerRun) for port in run.argv]
    if any(each.program in _MANAGERS and _NETWORK_PORT.search(each.text) for each in evidence.of(Message)):
        return True
    return any(map(_is_network, names)) or any(is_loaded(evidence, driver) for driver in ("qmi_wwan", "cdc_mbim"))


def _is_network(name: str) -> bool:
    return name.startswith(("wwan", "cdc-wdm", "wwp", "wwx"))
