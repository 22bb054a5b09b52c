"""What `nm-cellular watch` writes down beside its own work: the history, and the data that each SIM has used."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from .daemons import counters
from .daemons.observing import Daemons
from .daemons.surveying import located
from .data_limits.limiting import Limiting
from .history.recorder import Recorder
from .layout import Layout
from .modems.observation import Observation


class Books:
    """boots: the boot directories, for data limits; tell: takes lines for the log; at: as below.

    What goes wrong is told, once, and never raised.
    """

    def __init__(self, boots: Sequence[str], layout: Layout, tell: Callable[[str], None], at: float) -> None:
        self._recorder = Recorder(layout, tell, at)
        self._limiting = Limiting(boots, layout, tell, at)

    async def see(self, observation: Observation, daemons: Daemons, at: float) -> None:
        """To be called at each observation, and every few minutes with the last one, as nobody signals what the kernel
        counts.  at: seconds since the machine's boot (CLOCK_BOOTTIME).
        """
        seen = _counted_now(observation)
        if daemons.modemmanager and self._recorder.is_due(at):
            seen = await located(daemons.modemmanager, seen)
        self._recorder.record(seen, at)
        await self._limiting.act(seen, daemons, at)

    def reload(self) -> None:
        """The data limits are read again."""
        self._limiting.reload()

    def close(self, at: float) -> None:
        self._recorder.close(at)
        self._limiting.close(at)


def _counted_now(seen: Observation) -> Observation:
    found = {modem.path: counters.read(modem, seen.device(modem)) for modem in seen.modems}
    return replace(seen, counted={path: traffic for path, traffic in found.items() if traffic})
