"""Asks for PINs and PUKs on the terminal, which does not show them."""

from __future__ import annotations

import re
import sys
from getpass import getpass

from ..errors import CommandError
from ..modems.modem import Modem
from ..modems.modem_enums import Lock
from ..profile import Secret
from .pin_guard import Refused, is_valid
from .tries_left import are_too_few, counted, tries_left

_PUK = re.compile(r"[0-9]{8}")
_WORD = "destroy"


def pin(modem: Modem) -> Secret:
    """Raises CommandError where it is none."""
    return _new_pin(f"PIN of the SIM in {_name(modem)}, {counted(tries_left(modem.retries))}")


def puk(modem: Modem) -> tuple[Secret, Secret] | Refused:
    """PUK and new PIN; Refused where the modem asks for none, or the person shrinks back."""
    if modem.lock is not Lock.SIM_PUK:
        return Refused("the SIM does not ask for its PUK", "nm-cellular unlock, without --puk")
    left = tries_left(modem.retries, Lock.SIM_PUK)
    _show(f"The SIM in {_name(modem)} is blocked; of its PUK, {counted(left)}.")
    if (left is None or are_too_few(left)) and not _insists():
        return Refused("no PUK was sent", "its operator replaces a SIM whose PUK is lost")
    found = Secret(_ask("PUK"))
    if not _PUK.fullmatch(found.reveal()):
        raise CommandError("a PUK has 8 digits; nothing was sent", "it is in the SIM's papers")
    chosen = _new_pin("New PIN")
    if _new_pin("New PIN again") != chosen:
        raise CommandError("the two PINs differ; nothing was sent", "run this again")
    return found, chosen


def _insists() -> bool:
    _show("A wrong one may be the last: the SIM is then useless for ever.")
    return _ask(f"Type {_WORD} to go on") == _WORD


def _new_pin(prompt: str) -> Secret:
    found = Secret(_ask(prompt))
    if not is_valid(found):
        raise CommandError("a PIN has 4 to 8 digits; nothing was sent", "run this again")
    return found


def _ask(prompt: str) -> str:
    # Without a terminal getpass would show what is typed.
    if not sys.stdin.isatty():
        raise CommandError("there is no terminal to ask on", "run it in one; ssh needs -t for that")
    try:
        return getpass(f"{prompt}: ").strip()
    except EOFError:
        raise CommandError("nothing was typed, and nothing was sent", "run this again") from None


def _show(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _name(modem: Modem) -> str:
    model = " ".join(part for part in (modem.manufacturer, modem.model) if part)
    return f"modem {modem.number} ({model})" if model.isprintable() and model else f"modem {modem.number}"
