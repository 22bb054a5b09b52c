"""The status on a terminal, drawn by rich (the sole importer of it)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from ..modems.modem import Modem
from ..modems.observation import Observation
from . import history, rows, verdict
from .ids import ShowId

Sparkline = Callable[[Modem, int], str]
"""How a modem's signal was, in so many characters at most."""

_GAP = 2
"""Characters right of a label."""


def show(observation: Observation, show_id: ShowId) -> None:
    console = _console()
    console.print(_drawn(observation, show_id, console.width))


@contextmanager
def live(show_id: ShowId) -> Iterator[Callable[[Observation], None]]:
    """A screen of its own for the time of the block, redrawn at each call and whenever the sparkline moves on."""
    console = _console()
    scene = _Scene(show_id, console)
    with Live(console=console, screen=True, get_renderable=scene.drawn, refresh_per_second=1 / history.STEP) as display:

        def show(observation: Observation) -> None:
            scene.see(observation)
            display.refresh()

        yield show


class _Scene:
    """What was seen last, and how the signal was before."""

    def __init__(self, show_id: ShowId, console: Console) -> None:
        self._show_id = show_id
        self._console = console
        self._seen: Observation | None = None
        self._history = history.History()

    def see(self, observation: Observation) -> None:
        self._seen, self._history = observation, self._history.after(observation, monotonic())

    def drawn(self) -> Group:
        if not self._seen:
            return Group()
        return _drawn(self._seen, self._show_id, self._console.width, self._sparkline)

    def _sparkline(self, modem: Modem, width: int) -> str:
        """The latest of it, where there is no room for all."""
        power = modem.signal.power
        now = f" {modem.signal.quality} %" if power is None else f" {power:g} dBm"
        columns = max(0, min(history.COLUMNS, width - len(now)))
        return history.sparkline(self._history.of(modem.device, monotonic(), columns)) + now


def _console() -> Console:
    # Names come from networks and files: no part of them is markup.
    return Console(markup=False, highlight=False, emoji=False)


def _drawn(observation: Observation, show_id: ShowId, width: int, sparkline: Sparkline | None = None) -> Group:
    modems = (_modem(modem, observation, show_id, width, sparkline) for modem in observation.modems)
    return Group(_verdict(verdict.of(observation)), *modems)


def _verdict(found: verdict.Verdict) -> Text:
    mark, style = ("✔", "bold green") if found.works else ("✘", "bold red")
    text = Text(f"{mark} {found.summary}", style=style)
    return text.append(f"\n  {found.hint}", style="default not bold") if found.hint else text


def _modem(modem: Modem, observation: Observation, show_id: ShowId, width: int, sparkline: Sparkline | None) -> Table:
    works = verdict.of_modem(modem, observation.networking).works
    title = Text(f"\n{rows.title(modem)}", style="bold green" if works else "bold yellow")
    table = Table(title=title, title_justify="left", box=None, show_header=False, padding=(0, _GAP, 0, 0))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    found = rows.of_modem(modem, observation, show_id)
    room = width - max(len(f"  {label}") for label, _ in found) - 2 * _GAP
    for label, value in found:
        lines = (*value, sparkline(modem, room)) if sparkline and label == rows.SIGNAL else value
        table.add_row(f"  {label}", Text("\n".join(lines)))
    return table
