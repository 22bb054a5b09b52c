"""Whether it works and, if not, the first thing that is wrong, with what to do about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..modems.modem import Modem
from ..modems.modem_enums import State
from ..modems.nm_device import Networking
from ..modems.observation import Observation
from ..printable import printable
from . import trouble

TYPE_CHECKING = False  # as in report.py

if TYPE_CHECKING:
    from ..data_limits.counting import Account


@dataclass(frozen=True, slots=True)
class Verdict:
    """works: data can flow; summary: one line; hint: what to do, empty where there is nothing to do."""

    works: bool
    summary: str
    hint: str = ""


def of(observation: Observation) -> Verdict:
    """The verdict on all modems together: it works if one of them does."""
    if failure := observation.failure:
        return _verdict(failure.message, failure.hint, works=False)
    if not observation.modems:
        return Verdict(works=False, summary="ModemManager sees no modem", hint=_NO_MODEM)
    verdicts = [
        of_modem(modem, observation.networking, observation.accounts.get(modem.device)) for modem in observation.modems
    ]
    return verdicts[0] if len(verdicts) == 1 else _together(observation.modems, verdicts)


_USED_UP = "the SIM's data limit is used up"
_RAISE = "it connects again in the next month; or raise data-limit in cellular.conf, and restart nm-cellular-watch"

_NO_MODEM = "it takes half a minute after plugging in; after that, lsusb shows whether the modem is there at all"


def _together(modems: Sequence[Modem], verdicts: Sequence[Verdict]) -> Verdict:
    working = sum(verdict.works for verdict in verdicts)
    count = f"{working} of {len(modems)} modems {'works' if working == 1 else 'work'}"
    broken = [(modem, verdict) for modem, verdict in zip(modems, verdicts, strict=True) if not verdict.works]
    if not broken:
        return Verdict(works=True, summary=count)
    # The one that got furthest is the one that somebody is most likely to be waiting for.
    modem, worst = max(broken, key=lambda each: each[0].state)
    return Verdict(working > 0, f"{count}; modem {modem.number}: {worst.summary}", worst.hint)


def of_modem(modem: Modem, networking: Networking | None, account: Account | None = None) -> Verdict:
    """The verdict on one modem; networking: None where NetworkManager is not running; account: of its SIM."""
    if found := trouble.of(modem, networking):
        if account and account.is_stopped and modem.state >= State.ENABLED:
            return Verdict(works=False, summary=_USED_UP, hint=_RAISE)
        return _verdict(found.summary, found.hint, works=False)
    return _verdict(", ".join(_connection(modem, networking)), works=True)


def _verdict(summary: str, hint: str = "", *, works: bool) -> Verdict:
    """The names in it are a network's and a user's."""
    return Verdict(works, printable(summary), printable(hint))


def _connection(modem: Modem, networking: Networking | None) -> Iterator[str]:
    registration, technologies = modem.registration, modem.technologies.labels()
    technology = f" ({technologies[-1].upper()})" if technologies else ""
    yield f"connected to {registration.operator_name or registration.operator_code or 'a network'}{technology}"
    if registration.state.is_roaming:
        yield "roaming"
    device = networking.devices.get(modem.path) if networking else None
    if networking and networking.failure:
        yield networking.failure.message
    else:
        yield f"with the profile {device.profile}" if device and device.profile else "not by NetworkManager"
