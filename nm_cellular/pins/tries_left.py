"""How often a PIN or PUK may still be tried, and whether that is enough."""

from __future__ import annotations

from collections.abc import Mapping

from ..modems.modem_enums import Lock

MIN_TRIES = 2
"""Tries that must be left: a wrong PIN leaves one, for a person who knows the right one."""


def tries_left(retries: Mapping[Lock, int], lock: Lock = Lock.SIM_PIN) -> int | None:
    """Those of the PIN (or, by its lock, of the PUK); None where the modem does not tell.

    retries: as in Modem.
    """
    return retries.get(lock)


def are_too_few(left: int | None) -> bool:
    return left is not None and left < MIN_TRIES


def counted(left: int | None) -> str:
    if left is None:
        return "the modem does not tell how many tries are left"
    return f"{left} {'try is' if left == 1 else 'tries are'} left"


def too_few(left: int | None) -> str:
    return f"{counted(left)}, and a wrong PIN would block the SIM"
