"""A USB device for as long as it is plugged in, put together from all that tells of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from .facts.usb import UsbBound, UsbDevice, UsbGone, UsbInterface, UsbName, UsbTreeEntry, UsbUnbound
from .source import Source
from .usb_ids import is_modem

MODEM_DRIVERS = ("option", "qmi_wwan", "cdc_mbim", "huawei_cdc_ncm", "sierra", "sierra_net", "qcserial", "hso")


@dataclass(slots=True)
class Seen:
    """One device for as long as it was plugged in, while it is put together.

    by_kernel: its enumeration was logged, and so what was bound to it would have been too; drivers: by the number of
    an interface, empty where none is bound; nodes: what drivers made of it (ttyUSB2, wwan0, cdc-wdm0); bound_drivers:
    what is bound, or was until it left, known when all has been told.
    """

    id: str
    source: Source
    place: str = ""
    bus: int = 0
    address: int = 0
    name: str = ""
    by_kernel: bool = False
    gone: Source | None = None
    configurations: int = 0
    interfaces: tuple[UsbInterface, ...] = ()
    drivers: dict[int, str] = field(default_factory=dict)
    bound: list[UsbBound] = field(default_factory=list)
    bindings: int = 0
    bound_drivers: frozenset[str] = frozenset()

    @property
    def nodes(self) -> tuple[str, ...]:
        return tuple(each.node for each in self.bound if each.node)

    @property
    def shows_interfaces(self) -> bool:
        return any(each.driver is not None for each in self.interfaces) or bool(self.drivers)

    def has(self, *drivers: str) -> bool:
        return not self.bound_drivers.isdisjoint(drivers)


class Tree:
    """Facts in their order; of what came, left and came again each time is a device of its own."""

    def __init__(self) -> None:
        self._all: list[Seen] = []
        self._at: dict[str, Seen] = {}
        self._numbered: dict[tuple[int, int], Seen] = {}
        self._entries: dict[tuple[int, int], list[UsbTreeEntry]] = {}
        self._latest: dict[str, list[Seen]] = {}
        self._unnumbered: dict[str, list[Seen]] = {}
        self._left: dict[str, Source] = {}
        self._leaving: Seen | None = None

    def _add(self, seen: Seen) -> None:
        self._all.append(seen)
        self._latest.setdefault(seen.id, []).append(seen)
        self._unnumbered.setdefault(seen.id, []).append(seen)

    def device(self, fact: UsbDevice) -> None:
        self._leaving = None
        if fact.id.startswith("1d6b:"):
            return
        seen = self._known(fact)
        if seen is None or (fact.place and not fact.address and not fact.interfaces):
            self._replaced(fact.place, fact.source)
            seen = Seen(fact.id, fact.source, by_kernel=bool(fact.place))
            self._add(seen)
        self._tell(seen, fact)

    def _known(self, fact: UsbDevice) -> Seen | None:
        """A list tells again of what is there: by its address, else the latest of that id which has not left."""
        numbered = self._numbered.get((fact.bus, fact.address)) if fact.address else None
        if numbered and numbered.id == fact.id:
            return numbered
        others = (self._unnumbered if fact.address else self._latest).get(fact.id, [])
        while others and (others[-1].gone or (fact.address and others[-1].address)):
            others.pop()  # neither is undone
        return others[-1] if others else None

    def _replaced(self, place: str, source: Source) -> None:
        before = self._at.get(place) if place else None
        if before and not before.gone:
            before.gone = source

    def _tell(self, seen: Seen, fact: UsbDevice) -> None:
        seen.place, seen.name = fact.place or seen.place, fact.product or seen.name
        seen.configurations = fact.configurations or seen.configurations
        seen.interfaces = fact.interfaces or seen.interfaces
        if seen.place:
            self._at[seen.place] = seen
        if fact.address:
            seen.bus, seen.address = fact.bus, fact.address
            self._numbered[fact.bus, fact.address] = seen
        seen.drivers.update((each.number, each.driver) for each in fact.interfaces if each.driver is not None)

    def bound(self, fact: UsbBound) -> None:
        seen = self._at.get(fact.place)
        if seen is None and fact.place and fact.driver in MODEM_DRIVERS:
            # The log begins after it was plugged in.
            seen = self._new("", fact)
        elif seen and seen.gone and fact.source.line:
            # Many kernels do not announce what is plugged in: it came again.
            seen = self._new(seen.id, fact)
        if seen:
            seen.bound.append(fact)
            seen.bindings += bool(fact.node)
            if fact.interface >= 0:
                seen.drivers[fact.interface] = fact.driver

    def _new(self, usb_id: str, fact: UsbBound) -> Seen:
        seen = self._at[fact.place] = Seen(usb_id, fact.source, fact.place)
        self._add(seen)
        return seen

    def unbound(self, fact: UsbUnbound) -> None:
        """A driver's last words; what it held stays told, so that what worked is known after it left."""
        if not fact.place and self._leaving and fact.driver in MODEM_DRIVERS:
            self._leaving.bound.append(UsbBound(fact.source, fact.driver, self._leaving.place, node=fact.node))
            return
        place = fact.place or (next(iter(self._left)) if len(self._left) == 1 else "")
        if place and place not in self._at and fact.driver in MODEM_DRIVERS:
            held = UsbBound(fact.source, fact.driver, place, fact.interface, fact.node)
            seen = self._new("", held)
            seen.bound.append(held)
            seen.gone = self._left.pop(place, None)
            self._leaving = None if fact.place else seen

    def name(self, fact: UsbName) -> None:
        if seen := self._at.get(fact.place):
            seen.name = fact.product or seen.name

    def gone(self, fact: UsbGone) -> None:
        if seen := self._at.get(fact.place):
            seen.gone = seen.gone or fact.source
        else:
            self._left[fact.place] = fact.source  # the drivers' last words tell what it was

    def entry(self, fact: UsbTreeEntry) -> None:
        self._entries.setdefault((fact.bus, fact.address), []).append(fact)

    def all(self) -> Iterator[Seen]:
        left = [each for each in self._all if is_modem(each.id) and (each.bus, each.address) not in self._entries]
        only = {bus: _only_one(left, bus) for bus in {number[0] for number in self._entries}}
        for number, entries in self._entries.items():
            placed = self._placed(entries)
            if seen := self._numbered.get(number) or placed or (only[number[0]] if _may_be_a_modem(entries) else None):
                seen.drivers.update((each.interface, each.driver) for each in entries)
        for seen in self._all:
            seen.bound_drivers = frozenset(
                (*(each.driver for each in seen.bound), *filter(None, seen.drivers.values()))
            )
            yield seen

    def _placed(self, entries: Sequence[UsbTreeEntry]) -> Seen | None:
        """What the kernel had at that place, and has not left."""
        seen = self._at.get(entries[-1].place)
        return seen if seen and not seen.gone and not seen.address and _agree(seen, entries) else None


def _agree(seen: Seen, entries: Sequence[UsbTreeEntry]) -> bool:
    """Whether the tree has the drivers that the kernel told of: a forum may have taken its indents."""
    listed = {each.interface: each.driver for each in entries}
    return all(listed.get(number) == driver for number, driver in seen.drivers.items())


def _may_be_a_modem(entries: Sequence[UsbTreeEntry]) -> bool:
    return any(each.interface_class.startswith(("Vendor", "Communications")) for each in entries)


def _only_one(left: Sequence[Seen], bus: int) -> Seen | None:
    """The list and the tree were printed at different times, and it was plugged in anew between them."""
    same_bus = [each for each in left if not each.bus or each.bus == bus]
    return same_bus[0] if len(same_bus) == 1 and not same_bus[0].drivers else None
