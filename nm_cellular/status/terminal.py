"""The status on a terminal, drawn by rich (the sole importer of it)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from .. import verdict
from ..modem import Modem
from ..observation import Observation
from . import rows
from .ids import ShowId


def show(observation: Observation, show_id: ShowId) -> None:
    _console().print(_drawn(observation, show_id))


@contextmanager
def live(show_id: ShowId) -> Iterator[Callable[[Observation], None]]:
    """A screen of its own for the time of the block, redrawn at each call and at no other time."""
    with Live(console=_console(), screen=True, auto_refresh=False) as display:
        yield lambda observation: display.update(_drawn(observation, show_id), refresh=True)


def _console() -> Console:
    # Names come from networks and files: no part of them is markup.
    return Console(markup=False, highlight=False, emoji=False)


def _drawn(observation: Observation, show_id: ShowId) -> Group:
    modems = (_modem(modem, observation, show_id) for modem in observation.modems)
    return Group(_verdict(verdict.of(observation)), *modems)


def _verdict(found: verdict.Verdict) -> Text:
    mark, style = ("✔", "bold green") if found.works else ("✘", "bold red")
    text = Text(f"{mark} {found.summary}", style=style)
    return text.append(f"\n  {found.hint}", style="default not bold") if found.hint else text


def _modem(modem: Modem, observation: Observation, show_id: ShowId) -> Table:
    works = verdict.of_modem(modem, observation.networking).works
    title = Text(f"\n{rows.title(modem)}", style="bold green" if works else "bold yellow")
    table = Table(title=title, title_justify="left", box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for label, value in rows.of_modem(modem, observation, show_id):
        table.add_row(f"  {label}", Text("\n".join(value)))
    return table
