"""The status as plain text: for pipes, logs, and where there is no rich."""

from __future__ import annotations

from collections.abc import Iterator

from ..modems.observation import Observation
from . import rows, verdict
from .ids import ShowId

_LABEL = 15


def lines(observation: Observation, show_id: ShowId) -> Iterator[str]:
    found = verdict.of(observation)
    yield f"{'works' if found.works else 'does not work'}: {found.summary}"
    if found.hint:
        yield f"    {found.hint}"
    for modem in observation.modems:
        yield ""
        yield rows.title(modem)
        for label, value in rows.of_modem(modem, observation, show_id):
            for number, line in enumerate(value):
                yield f"  {'' if number else label:{_LABEL}}{line}"
