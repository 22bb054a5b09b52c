"""Sends PINs and PUKs to locked SIMs, and remembers what came of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..daemons.bus import Service
from ..daemons.dbus_errors import CallFailed
from ..errors import CommandError
from ..layout import Layout
from ..modems.dbus_values import Properties
from ..modems.modem import MODEM, SIM, Modem, retries
from ..modems.modem_enums import Lock
from ..profile import Secret
from . import pin_tries_file, sending
from .pin_guard import Send, identity
from .pin_tries import Outcome, Tries
from .tries_left import are_too_few, counted, too_few, tries_left

_WRONG = "MobileEquipment.IncorrectPassword"
_BLOCKED = "MobileEquipment.SimPuk"
_OTHERS = "another program has just sent a PIN to this SIM"
_BROKEN = "MobileEquipment.SimWrong"
_NEVER_SENT = (
    *("Unauthorized", "AccessDenied", "AuthFailed", "PermissionDenied"),
    *("ServiceUnknown", "UnknownObject", "UnknownMethod", "UnknownInterface", "WrongState"),
)
"""How the errors end that come before anything has reached the SIM."""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of it, and what to do where the SIM is still locked; accepted: by the SIM."""

    accepted: bool
    message: str
    hint: str = ""


async def carry_out(send: Send, daemon: Service, layout: Layout) -> Result:
    """Sends that PIN, once.

    The try is on the disk before the PIN is on its way, so that whatever stops us cannot have it sent again.  Raises
    CommandError where it cannot be remembered, or the bus is gone.
    """
    with sending.alone(pin_tries_file.read(layout).name(send.sim), layout) as alone:
        if not alone:
            return Result(accepted=False, message=_OTHERS, hint="run this again")
        return await _send(send, daemon, layout)


async def _send(send: Send, daemon: Service, layout: Layout) -> Result:
    noted = pin_tries_file.update(
        layout, lambda now: now.noted(send.sim, send.pin, Outcome.SENT) if _is_new(send, now) else now
    )
    if not _is_new(send, noted):
        return Result(accepted=False, message=_OTHERS, hint="run this again")
    try:
        left = await _tries_left(send, daemon)
    except CommandError as failure:
        return _not_sent(send, Result(accepted=False, message=failure.message, hint=failure.hint), layout)
    if are_too_few(left):
        hint = "somebody has tried another PIN just now: find out the right one"
        return _not_sent(send, Result(accepted=False, message=too_few(left), hint=hint), layout)
    try:
        await daemon.call(send.path, SIM, "SendPin", "s", send.pin.reveal())
    except CallFailed as failed:
        return _refused(replace(send, tries=left), failed, layout)
    pin_tries_file.update(layout, lambda now: now.unlocked(send.sim, send.pin))
    return Result(accepted=True, message="unlocked")


async def _tries_left(send: Send, daemon: Service) -> int | None:
    """Now: since it was decided a person may have tried one, or NetworkManager."""
    return tries_left(retries(Properties(await daemon.properties(send.modem, MODEM))))


def _not_sent(send: Send, why: Result, layout: Layout) -> Result:
    """That it was about to be sent is forgotten."""
    if send.before is None:
        pin_tries_file.update(layout, lambda now: now.forgotten(send.sim, send.pin))
    return why


def _is_new(send: Send, tries: Tries) -> bool:
    """Whether nobody has sent that PIN since it was decided."""
    return tries.outcome(send.sim, send.pin) is send.before


def _refused(send: Send, failed: CallFailed, layout: Layout) -> Result:
    if failed.name.endswith((_WRONG, _BLOCKED)):
        pin_tries_file.update(layout, lambda now: now.noted(send.sim, send.pin, Outcome.WRONG))
        return _wrong_pin(send, failed)
    if failed.name.endswith(_NEVER_SENT):
        return _not_sent(send, Result(accepted=False, message=_sentence(failed), hint=failed.hint), layout)
    hint = "nobody knows whether the SIM got the PIN; nm-cellular unlock --ask sends it once more"
    return Result(accepted=False, message=_sentence(failed), hint=hint)


def _wrong_pin(send: Send, failed: CallFailed) -> Result:
    if failed.name.endswith(_BLOCKED):
        message = "wrong PIN, and the SIM is blocked now: it asks for its PUK"
        return Result(accepted=False, message=message, hint="the SIM's papers have it: nm-cellular unlock --puk")
    left = counted(None if send.tries is None else send.tries - 1)
    message = f"wrong PIN, {left}: it will not be tried again"
    return Result(accepted=False, message=message, hint="find out the right PIN, and write it into cellular.conf")


def _sentence(failed: CallFailed) -> str:
    if failed.name.endswith("UnknownObject"):
        return "the modem has gone, or has started anew"
    if failed.name.endswith(_BROKEN):
        return "the modem says that the SIM is faulty or the wrong one"
    return failed.message


async def send_puk(modem: Modem, puk: Secret, pin: Secret, daemon: Service, layout: Layout) -> Result:
    """Opens a blocked SIM and gives it that new PIN; raises CommandError."""
    path = modem.sim.path if modem.sim else "/"
    try:
        await daemon.call(path, SIM, "SendPuk", "ss", puk.reveal(), pin.reveal())
    except CallFailed as failed:
        if not failed.name.endswith((_WRONG, _BLOCKED)):
            return Result(accepted=False, message=_sentence(failed), hint=failed.hint)
        tries = tries_left(modem.retries, Lock.SIM_PUK)
        message = f"wrong PUK, {counted(None if tries is None else tries - 1)}"
        return Result(accepted=False, message=message, hint="the SIM's papers have it, or its operator")
    pin_tries_file.update(layout, lambda now: now.unlocked(identity(modem), pin))
    return Result(accepted=True, message="unlocked, and it has the new PIN: write it into cellular.conf")
