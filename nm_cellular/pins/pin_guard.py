"""Whether a PIN may be sent to a locked SIM: three wrong ones block it, and then only its PUK helps.

A PIN in NetworkManager's profile costs a try at every boot.  Here it is sent only while a try remains after it, only
once where it fails, and only where nothing says that it is another SIM's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..modems.modem import Modem, Sim
from ..modems.modem_enums import Lock, State
from ..profile import CellularProfile, Secret
from ..setup.fitting import bare, fits
from .pin_tries import Outcome, Tries
from .tries_left import are_too_few, counted, too_few, tries_left

_VALID = re.compile(r"[0-9]{4,8}")
"""ETSI TS 102 221, 9.5.1."""


@dataclass(frozen=True, slots=True)
class Pin:
    """A PIN that the user has given, and which SIMs and modems it is for (None: any).

    sim_id: ICCID; sim_operator_id: MCC and MNC; modem: ModemManager's device identifier.  source: where it was
    written; empty where a person has just typed it, who may try what was sent without an answer.
    """

    text: Secret
    source: str = ""
    sim_id: str | None = None
    sim_operator_id: str | None = None
    modem: str | None = None


@dataclass(frozen=True, slots=True)
class Send:
    """path: of the SIM on the bus, and modem: of the modem; sim: what it is remembered by.

    tries: that are left now, None where unknown.  before: what is remembered of that PIN.  Both are looked at again
    right before it is sent.
    """

    path: str
    modem: str
    sim: str
    pin: Secret
    tries: int | None
    before: Outcome | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """Why no PIN is sent, and what to do by hand."""

    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Nothing:
    """The modem asks for no PIN."""


Decision = Send | Refused | Nothing


def configured(profiles: Iterable[CellularProfile]) -> tuple[Pin, ...]:
    """The PINs that boot files give, or gave before they were moved out of them."""
    return tuple(
        Pin(each.pin, str(each.source), each.sim_id, each.sim_operator_id, each.modem)
        for each in profiles
        if each.pin is not None and is_valid(each.pin)
    )


def is_valid(pin: Secret) -> bool:
    return _VALID.fullmatch(pin.reveal()) is not None


def decide(modem: Modem, pins: Sequence[Pin], tries: Tries, networkmanagers: Sequence[Pin] = ()) -> Decision:
    """What to do about the lock of that modem, with these PINs and after these tries.

    networkmanagers: the PINs that NetworkManager sends, at the same moment as we would.
    """
    if modem.state is not State.LOCKED or modem.lock in (Lock.UNKNOWN, Lock.NONE, Lock.SIM_PIN2, Lock.SIM_PUK2):
        return Nothing()
    if refused := _other_lock(modem) or _sent_already(modem, networkmanagers):
        return refused
    fitting = {pin.text: pin for pin in pins if fits(pin, modem)}
    match list(fitting.values()):
        case []:
            return _no_pin(modem, pins)
        case [pin]:
            return _guarded(modem, pin, tries)
        case several:
            sources = " and ".join(sorted(pin.source for pin in several))
            return Refused(f"different PINs fit this SIM, in {sources}", _which(modem.sim))


def _guarded(modem: Modem, pin: Pin, tries: Tries) -> Send | Refused:
    name, left = identity(modem), tries_left(modem.retries)
    if not modem.sim or not name:
        return Refused("nothing tells this SIM from others, so no try could be remembered", _by_hand(modem))
    if not is_valid(pin.text):
        return Refused("a PIN has 4 to 8 digits", "write it as it stands in the SIM's papers")
    if are_too_few(left):
        return Refused(too_few(left), f"find out the right PIN, then {_by_hand(modem)}")
    if tries.is_busy(name):
        return Refused("another program is sending a PIN to this SIM at this moment", "run this again when it has")
    before = tries.outcome(name, pin.text)
    if refused := _not_again(modem, pin, before):
        return refused
    if left is None and pin.source and tries.have_failed(name):
        return _no_guessing(modem)
    return Send(modem.sim.path, modem.path, name, pin.text, left, before)


def _not_again(modem: Modem, pin: Pin, outcome: Outcome | None) -> Refused | None:
    """A person may repeat what was sent without an answer, nobody what was wrong."""
    left = tries_left(modem.retries)
    said = f"; {counted(left)}" if left is not None else ""
    if outcome is Outcome.SENT and pin.source:
        message = f"this PIN was sent before and no answer came, so it may be wrong{said}"
        return Refused(message, "nm-cellular unlock --ask sends it once more")
    if outcome in (Outcome.WRONG, Outcome.PAST):
        hint = f"correct it in {pin.source}, or nm-cellular unlock --ask" if pin.source else "find out the right PIN"
        return Refused(f"this PIN was wrong before, and is not tried again{said}", hint)
    return None


def _no_guessing(modem: Modem) -> Refused:
    message = "another PIN was wrong before, and the modem does not tell how many tries are left"
    return Refused(message, f"find out the right PIN, then nm-cellular unlock --ask, or {_by_hand(modem)}")


def _other_lock(modem: Modem) -> Refused | None:
    match modem.lock:
        case Lock.SIM_PIN:
            return None
        case Lock.SIM_PUK:
            return Refused(
                "the SIM is blocked and asks for its PUK", "the SIM's papers have it: nm-cellular unlock --puk"
            )
    return Refused(
        f"the modem is locked ({modem.lock.label}), which no SIM's PIN opens",
        "use a SIM of the operator that sold the modem, or have it unlocked",
    )


def _sent_already(modem: Modem, networkmanagers: Sequence[Pin]) -> Refused | None:
    """With two tries left one wrong PIN from each of us would block the SIM (seen with 1.42)."""
    pin = next((pin for pin in networkmanagers if fits(pin, modem)), None)
    if pin is None:
        return None
    message = f"NetworkManager sends the PIN in {pin.source} itself, so no other is sent"
    return Refused(message, "delete it there, nmcli connection reload, and write pin = … into cellular.conf")


def _no_pin(modem: Modem, pins: Sequence[Pin]) -> Refused:
    hint = f"write pin = … into the SIM's section of cellular.conf, or nm-cellular unlock --ask, or {_by_hand(modem)}"
    return Refused("no PIN is given for this SIM" if pins else "no PIN is given", hint)


def _which(sim: Sim | None) -> str:
    if sim and sim.iccid:
        return "write sim = … into the sections of cellular.conf; nm-cellular status --show-ids tells this SIM's ICCID"
    return "the modem does not tell the SIM's number before it is unlocked: write modem = … into the sections"


def _by_hand(modem: Modem) -> str:
    return f"mmcli -i {modem.sim.path.rpartition('/')[2] if modem.sim else 'N'} --pin=PIN"


def identity(modem: Modem) -> str:
    """What tells the SIM from others while it is locked: its ICCID or, where the modem hides that, modem and slot."""
    if modem.sim and modem.sim.iccid:
        return bare(modem.sim.iccid)
    slot = next((slot.number for slot in modem.sim_slots if slot.primary), 1)
    equipment = modem.imei or modem.device_identifier
    return f"{equipment} slot {slot}" if equipment else ""
