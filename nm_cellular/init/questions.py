"""The questions, one after the other, with what was seen as proposals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ..modems.modem_enums import Lock
from ..modeswitch.profile import Wish
from ..modeswitch.usb import UsbId
from ..printable import printable
from ..problem import ValueRefused
from ..profile import Secret
from .answers import Answers, check, chosen
from .asking import ask, ask_secret, show, yes_or_no
from .seeing import Seen

_SHOWN = 9
"""Access points; those further down never are it."""


def answers(given: Answers, stick: str | None, seen: Seen, *, asks: bool) -> Answers:
    """What the options do not say is asked or, where nobody is, as proposed.  stick: what USB sticks shall become."""
    found = _with_apn(given, seen, asks=asks)
    if asks and not found.pin and seen.modem and seen.modem.lock is Lock.SIM_PIN:
        found = replace(found, pin=ask_secret("PIN of the SIM (it is not tried now)", _checked_secret("pin")))
    if asks and not found.roaming:
        abroad = ask("May it connect abroad, where that may cost more?", "yes", yes_or_no)
        found = replace(found, roaming="" if abroad else "no")
    sim = seen.modem.sim if seen.modem else None
    name = found.name or (sim.operator_name if sim else "") or found.apn.partition(",")[0]
    return replace(found, name="cellular" if name == "auto" else name, sticks=_sticks(seen, stick, asks=asks))


def _with_apn(given: Answers, seen: Seen, *, asks: bool) -> Answers:
    if given.apn:
        return given
    points = seen.points[:_SHOWN]
    for number, point in enumerate(points, 1):
        user = f"user {point.username}, " if point.username else ""
        show(f"{number:2}. {printable(f'{point.apn}  {user}{point.reason}')}")
    default = "1" if points else "auto"
    question = "APN: a number, a name, or auto" if points else "APN: a name, or auto (the one that the SIM wants)"
    point = ask(question, default, lambda text: chosen(text, points)) if asks else chosen("auto", points)
    answers = replace(given, apn=point.apn)
    if point in points:
        login = Secret(point.password) if point.password else None
        answers = replace(answers, name=given.name or point.provider)
        return replace(answers, username=given.username or point.username, password=given.password or login)
    return _with_login(answers) if asks and point.apn != "auto" else answers


def _with_login(answers: Answers) -> Answers:
    if not answers.username:
        answers = replace(answers, username=ask("User name, empty if there is none", "", _checked("username")))
    if answers.username and not answers.password:
        answers = replace(answers, password=ask_secret("Password", _checked_secret("password")))
    return answers


def _checked(key: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        check(key, text)
        return text

    return parse


def _checked_secret(key: str) -> Callable[[str], Secret | None]:
    def parse(text: str) -> Secret | None:
        check(key, text)
        return Secret(text) if text else None

    return parse


def _sticks(seen: Seen, stick: str | None, *, asks: bool) -> tuple[tuple[UsbId, Wish], ...]:
    """Those that shall become something else than they would by themselves."""
    wanted = []
    if stick and not seen.sticks:
        show("--stick: no stick is plugged in that could be either")
    for device, profile in seen.sticks:
        usual = profile.prefer or Wish.MODEM
        wish = Wish(stick) if stick else usual
        if asks and not stick:
            name = printable(device.product) or profile.name
            wish = ask(f"{device.id} ({name}): modem or ethernet?", usual.value, _wish)
        if wish is not profile.prefer:
            wanted.append((device.id, wish))
    return tuple(wanted)


def _wish(text: str) -> Wish:
    try:
        return Wish(text)
    except ValueError:
        raise ValueRefused("this is neither modem nor ethernet", "type one of the two") from None
