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
from ..facts.modem import ModemReport
from ..facts.network import Profile
from . import daemons, logs, machine, network, processes, profiles, usb

_AS_ROOT = "run it as root, with sudo"


def look(layout: Layout) -> Evidence:
    """Reads only.  What this user may not see is told as unavailable."""
    # The logs take longest, and other programs read them.
    with ThreadPoolExecutor() as threads:
        wrote = threads.submit(_wrote)
        unavailable: dict[str, Unavailable] = {}
        now = tuple(_now(layout, unavailable))
        before = wrote.result()
    if not before:
        unavailable[Message.__name__] = Unavailable(f"neither the journal nor dmesg can be read: {_AS_ROOT}")
    return Evidence(before + now, unavailable, live=True)


def _wrote() -> tuple[Fact, ...]:
    journal = logs.journal()
    found = reading.read([("journalctl", journal) if journal else ("dmesg", logs.kernel())])
    return found.facts


def _now(layout: Layout, unavailable: dict[str, Unavailable]) -> Iterator[Fact]:
    for part in (machine, usb, processes, network):
        yield from part.look(layout)
    parts: tuple[tuple[type[Fact], Callable[[], Iterator[Fact]]], ...] = (
        (Profile, lambda: profiles.look(layout)),
        (ModemReport, daemons.look),
    )
    for kind, look_at in parts:
        try:
            yield from look_at()
        except PermissionError as exc:
            unavailable[kind.__name__] = Unavailable(f"{exc.filename} cannot be read: {_AS_ROOT}")
        except CommandError as failure:
            unavailable[kind.__name__] = Unavailable(failure.message)
