"""The PINs that were moved out of boot files and that we keep, because NetworkManager's profiles shall hold none."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..plan import Scope
from ..profile import CellularProfile, Secret


@dataclass(frozen=True, slots=True)
class KeptPin:
    """source: the boot file and section that it was moved out of, as str(Source)."""

    source: str
    pin: Secret


Kept = Mapping[str, KeptPin]
"""By the profile's uuid."""


def after(kept: Kept, profiles: Sequence[CellularProfile], scope: Scope, *, moving: bool) -> Kept:
    """What is to be kept beside these profiles: a PIN goes with its section, or with the comment in its place.

    moving: whether PINs that stand in boot files are about to leave them.
    """
    others = {uuid: each for uuid, each in kept.items() if not scope.covers(each.source)}
    ours = [profile for profile in profiles if moving or "pin" in profile.moved]
    return others | {each.uuid: KeptPin(str(each.source), each.pin) for each in ours if each.pin}


def serialise(kept: Kept) -> str:
    records = {uuid: {"source": each.source, "pin": each.pin.reveal()} for uuid, each in kept.items()}
    return json.dumps(records, indent=1) + "\n"


def parse(text: str | bytes) -> Kept:
    """The inverse; nothing where it cannot be understood, and `apply` then tells of each PIN that is lost."""
    try:
        records = json.loads(text).items()
        return {uuid: KeptPin(str(each["source"]), Secret(str(each["pin"]))) for uuid, each in records}
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return {}
