"""`nm-cellular unlock`: gives locked SIMs their PIN, as long as that cannot block them."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress

from .. import boot_profiles
from ..daemons.bus import Service
from ..daemons.observing import Daemons, attend, observe
from ..errors import CommandError, ExitCode
from ..layout import Layout
from ..modems.modem import Modem
from ..modems.modem_enums import Lock, State
from ..modems.observation import Observation
from ..pins import networkmanagers_pins, pin_tries_file, prompting
from ..pins.pin_guard import Nothing, Pin, Refused, Send, configured, decide
from ..pins.unlocking import Result, carry_out, send_puk
from . import options

EXAMPLES = """\
examples:
  nm-cellular unlock                    with the PINs from the boot files
  nm-cellular unlock --ask              with one that is typed in
  nm-cellular unlock --puk              a blocked SIM, with its PUK and a new PIN

exit status: 0 no modem is locked any more, 1 one is
"""

_PATIENCE = 60
"""Seconds; after its PIN a SIM is read anew, and after its PUK the whole modem."""

_SHUT = (State.UNKNOWN, State.INITIALIZING, State.LOCKED)

Key = Callable[[Modem, Service], Awaitable[Result]]
"""What is done about one locked modem."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--modem", metavar="N", help="only this one, by mmcli's number (default: all)")
    secret = parser.add_mutually_exclusive_group()
    secret.add_argument("--ask", action="store_true", help="ask for the PIN on the terminal")
    secret.add_argument("--puk", action="store_true", help="ask for the PUK of a blocked SIM, and a new PIN")
    options.add_boot(parser)
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(arguments: argparse.Namespace) -> ExitCode:
    modems = _chosen(asyncio.run(observe()), arguments.modem)
    locked = [modem for modem in modems if modem.state is State.LOCKED]
    results = asyncio.run(_unlock(_keys(locked, arguments))) if locked else {}
    _print(modems, results, as_json=arguments.json)
    return ExitCode.DONE if all(result.accepted for result in results.values()) else ExitCode.FAILED


def _chosen(observation: Observation, number: str | None) -> Sequence[Modem]:
    if observation.failure:
        raise observation.failure
    found = [modem for modem in observation.modems if number in (None, modem.number)]
    if number is not None and not found:
        raise CommandError(f"there is no modem {number}", "mmcli -L tells their numbers")
    return found


def _keys(locked: Sequence[Modem], arguments: argparse.Namespace) -> Mapping[str, Key]:
    """What is to be done, by device: all that has to be typed is asked for here, before anything is sent."""
    layout = Layout()
    if arguments.puk:
        return {modem.device: _by_puk(modem, layout) for modem in locked}
    if arguments.ask:
        return {modem.device: _by_pin(_asked(modem), layout) for modem in locked}
    pins, networkmanagers = _configured(arguments, layout)
    return {modem.device: _by_pin(pins, layout, networkmanagers) for modem in locked}


def _configured(arguments: argparse.Namespace, layout: Layout) -> tuple[Sequence[Pin], Sequence[Pin]]:
    """The PINs of the boot files, and those that NetworkManager sends."""
    given = arguments.boot or layout.default_boot()
    try:
        boots = options.boot_directories(arguments, layout) if given else []
        return configured(boot_profiles.read(boots, layout)), networkmanagers_pins.read(layout)
    except OSError as exc:
        raise CommandError(f"{exc.filename}: {exc.strerror}", "run it as root, with sudo") from None


def _asked(modem: Modem) -> Sequence[Pin]:
    return [Pin(prompting.pin(modem))] if modem.lock is Lock.SIM_PIN else []


def _by_pin(pins: Sequence[Pin], layout: Layout, networkmanagers: Sequence[Pin] = ()) -> Key:
    async def unlock(modem: Modem, daemon: Service) -> Result:
        match decide(modem, pins, pin_tries_file.read(layout), networkmanagers):
            case Send() as send:
                return await carry_out(send, daemon, layout)
            case Refused(message, hint):
                return Result(accepted=False, message=message, hint=hint)
            case Nothing():
                return Result(accepted=True, message="is not locked any more")

    return unlock


def _by_puk(modem: Modem, layout: Layout) -> Key:
    asked = prompting.puk(modem)

    async def unlock(modem: Modem, daemon: Service) -> Result:
        if isinstance(asked, Refused):
            return Result(accepted=False, message=asked.message, hint=asked.hint)
        return await send_puk(modem, *asked, daemon, layout)

    return unlock


async def _unlock(keys: Mapping[str, Key]) -> Mapping[str, Result]:
    """The results by device, when all locks that were opened are gone."""
    unlocking = _Unlocking(keys)
    with suppress(TimeoutError):
        async with asyncio.timeout(_PATIENCE):
            await attend(unlocking.act)
    return unlocking.results()


class _Unlocking:
    """Does once what is to be done about each device, and watches the locks go."""

    def __init__(self, keys: Mapping[str, Key]) -> None:
        self._keys = keys
        self._results: dict[str, Result] = {}
        self._waiting = set(keys)

    async def act(self, observation: Observation, daemons: Daemons) -> bool:
        """Whether nothing is left to be done, or to wait for."""
        daemon = daemons.modemmanager
        for modem in observation.modems:
            if daemon and modem.device in self._keys.keys() - self._results.keys():
                self._results[modem.device] = await self._keys[modem.device](modem, daemon)
        refused = {device for device, result in self._results.items() if not result.accepted}
        opened = {modem.device for modem in observation.modems if modem.state not in _SHUT}
        self._waiting -= refused | (opened & self._results.keys())
        return not self._waiting

    def results(self) -> Mapping[str, Result]:
        gone = Result(accepted=False, message="the modem has gone", hint="is it plugged in firmly, with enough power?")
        stuck = Result(
            accepted=False,
            message=f"the SIM took it, but {_PATIENCE} s later the modem is still not ready",
            hint="unplug and replug the modem",
        )
        found = {device: self._results.get(device, gone) for device in self._keys}
        return {each: stuck if each in self._waiting and each in self._results else found[each] for each in found}


def _print(modems: Sequence[Modem], results: Mapping[str, Result], *, as_json: bool) -> None:
    said = [(modem, results.get(modem.device, Result(accepted=True, message="is not locked"))) for modem in modems]
    if as_json:
        _print_json(said)
        return
    for modem, result in said:
        stream = sys.stdout if result.accepted else sys.stderr
        print(f"modem {modem.number}: {result.message}", file=stream)
        if result.hint:
            print(f"    {result.hint}", file=stream)
    if not results:
        print("nothing to unlock" if modems else "ModemManager sees no modem, so there is nothing to unlock")


def _print_json(said: Sequence[tuple[Modem, Result]]) -> None:
    import json

    modems = [
        {
            "modem": modem.number,
            "device": modem.device,
            "locked": not result.accepted,
            "message": result.message,
            "hint": result.hint,
        }
        for modem, result in said
    ]
    print(json.dumps({"modems": modems}, indent=2))
