"""All there is to see of this machine, its oldest part first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

from ...errors import CommandError
from ...layout import Layout
from .. import reading
from ..evidence import Evidence, Unavailable
from ..facts import Fact
from ..facts.message import Message
from ..facts.modem import AtExchange, ModemReport, Refusal
from ..facts.network import NmDevice, Profile
from ..facts.system import BootFileMistake
from ..proofs import is_modems
from . import boot_files, daemons, logs, machine, network, packages, processes, profiles, tags, usb

_BEFORE_IT_IS_LISTED = ("create", "open", "authorize")
"""Requests that fail without there being a modem."""

_AS_ROOT = "run it as root, with sudo"


def look(layout: Layout) -> Evidence:
    """Reads only.  What this user may not see is told as unavailable; below another root there are only files."""
    unavailable: dict[str, Unavailable] = {}
    # The logs take longest, and other programs read them.
    with ThreadPoolExecutor(1) as thread:
        wrote = thread.submit(_wrote) if layout.is_live else None
        now = tuple(_now(layout, unavailable))
        before = wrote.result() if wrote else ()
    if layout.is_live and not before:
        unavailable[Message.__name__] = Unavailable(f"neither the journal nor dmesg can be read: {_AS_ROOT}")
    if ModemReport.__name__ not in unavailable and not any(isinstance(fact, ModemReport) for fact in now):
        before = tuple(fact for fact in before if not _is_of_a_modem(fact))
    return Evidence(before + now, unavailable, live=True)


def _is_of_a_modem(fact: Fact) -> bool:
    """Of one that ModemManager had: when it is there no more, its SIM and its network are not what is wrong."""
    if isinstance(fact, Refusal):
        return fact.request not in _BEFORE_IT_IS_LISTED
    return isinstance(fact, ModemReport | AtExchange) or (isinstance(fact, NmDevice) and is_modems(fact.name))


def _wrote() -> tuple[Fact, ...]:
    journal = logs.journal()
    found = reading.read([("journal", journal) if journal else ("dmesg", logs.kernel())])
    return found.facts


def _now(layout: Layout, unavailable: dict[str, Unavailable]) -> Iterator[Fact]:
    for part in (machine, packages, usb, processes, network):
        yield from part.look(layout)
    parts: dict[type[Fact], Callable[[], Iterator[Fact]]] = {
        BootFileMistake: lambda: boot_files.look(layout),
        Profile: lambda: profiles.look(layout),
    }
    if layout.is_live:
        yield from tags.look()
        parts[ModemReport] = daemons.look
    for kind, look_at in parts.items():
        try:
            yield from look_at()
        except PermissionError as exc:
            unavailable[kind.__name__] = Unavailable(f"{exc.filename} cannot be read: {_AS_ROOT}")
        except CommandError as failure:
            unavailable[kind.__name__] = Unavailable(failure.message)
