"""What may happen to one modem, as values: step in machine.py takes one at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Family(StrEnum):
    IPV4 = "ipv4"
    IPV6 = "ipv6"

    @property
    def label(self) -> str:
        return self.replace("ip", "IP")


class Condition(StrEnum):
    """How a modem stands.

    UP: connected, with an address, by NetworkManager.  STARTING: on its way to something.  SEARCHING: it finds no
    network.  DOWN: it could be connected, and nobody is about to.  REFUSED: the network does not want it, which no
    repair changes.  ABSENT: ModemManager does not list it.  HELD: it is not ours to repair, such as while a PIN is
    missing.
    """

    UP = "up"
    STARTING = "starting"
    SEARCHING = "searching"
    DOWN = "down"
    REFUSED = "refused"
    ABSENT = "absent"
    HELD = "held"


class Need(StrEnum):
    """What a repair needs to have.

    DIALABLE: a registered modem that NetworkManager has as a device; CHOICE: several profiles that fit it; LISTED:
    ModemManager's object; USB: the device is on the bus; PORT: it is, or was, at a USB port.
    """

    DIALABLE = "dialable"
    CHOICE = "choice"
    LISTED = "listed"
    USB = "usb"
    PORT = "port"


@dataclass(frozen=True, slots=True)
class Counted:
    """Packets of one IP family since the interface is there, without those by which a link keeps itself up."""

    received: int = 0
    sent: int = 0


@dataclass(frozen=True, slots=True)
class Sight:
    """What there was to see of a modem.

    reason: why it is not UP, as a sentence's part; families: those that the link has an address of, by what they have
    carried; connection: tells one connection from the next; is_dialling: NetworkManager is activating a profile;
    dial: tells one activation from the next; by_user: somebody has taken the link down, and NetworkManager remembers
    it; needs: what repairs may rely on.
    """

    condition: Condition
    reason: str = ""
    families: Mapping[Family, Counted] = field(default_factory=dict)
    connection: str = ""
    is_dialling: bool = False
    dial: str = ""
    by_user: bool = False
    needs: frozenset[Need] = frozenset()


@dataclass(frozen=True, slots=True)
class Saw:
    """Somebody looked: a daemon has signalled something, a result has come, or it was time.

    at: seconds of a clock that runs from boot on, through suspends; chance: from 0 to below 1, for jitter.
    """

    at: float
    chance: float
    sight: Sight


@dataclass(frozen=True, slots=True)
class Probed:
    """Came of a Probe: way: what answered, empty where nothing did; spent: bytes on the wire, both directions.

    chance: as in Saw.
    """

    at: float
    family: Family
    way: str
    spent: int
    chance: float = 0.5


@dataclass(frozen=True, slots=True)
class Done:
    """A Repair has ended, well or with a problem; whether it helped is seen."""

    at: float
    problem: str = ""


Event = Saw | Probed | Done
