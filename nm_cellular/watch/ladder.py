"""The repairs, the gentlest first."""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import NamedTuple

from .event import Need

REBOOT = "reboot"


class Rung(NamedTuple):
    """tries: before the next rung's turn; settle: seconds after which one sees whether it has helped; does: for logs.

    needs: without which it is passed over.
    """

    name: str
    tries: int
    settle: float
    needs: frozenset[Need]
    does: str


def _rung(name: str, tries: int, settle: float, does: str, *needs: Need) -> tuple[str, Rung]:
    return name, Rung(name, tries, settle, frozenset(needs), does)


RUNGS = dict(
    (
        _rung("reconnect", 2, 45, "activating the profile again", Need.DIALABLE),
        _rung("next-apn", 4, 45, "activating the next profile", Need.DIALABLE, Need.CHOICE),
        _rung("re-enable", 1, 90, "disabling and enabling the modem", Need.LISTED),
        _rung("reset", 1, 150, "resetting the modem", Need.LISTED),
        _rung("replug", 2, 120, "taking the USB device off the bus and back", Need.USB),
        _rung("port-power", 1, 120, "switching the USB port off and on", Need.PORT),
        _rung("command", 1, 180, "running the user's command"),
        _rung(REBOOT, 1, 600, "rebooting the machine"),
    )
)

DEFAULT = ("reconnect", "next-apn", "re-enable", "reset", "replug")
"""What cannot hurt anything else than the modem."""

DIALLING = ("reconnect", "next-apn", "re-enable")
"""Those that have NetworkManager dial."""

AT_ONCE = ("reconnect", "re-enable")
"""Those for a modem that the network refuses: anything more would not change its mind."""


class Place(NamedTuple):
    """On which rung of a ladder to stand, and how often it was tried."""

    number: int = 0
    tries: int = 0


def climb(
    ladder: Sequence[str], place: Place, needs: Set[Need], *, may_reboot: bool
) -> tuple[Rung, Place, Place] | None:
    """The rung whose turn it is, its place, and the place after it; None where no rung can be taken.

    After the last comes the first again.
    """
    for further in range(len(ladder) + 1):
        number = (place.number + further) % len(ladder)
        tries = place.tries if not further else 0
        rung = RUNGS[ladder[number]]
        if tries < rung.tries and rung.needs <= needs and (rung.name != REBOOT or may_reboot):
            return rung, Place(number, tries), Place(number, tries + 1)
    return None
