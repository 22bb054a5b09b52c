"""What `nm-cellular check` finds wrong with the boot files."""

from __future__ import annotations

from collections.abc import Iterator

from ...daemons import networkmanager
from ...gather import gather
from ...layout import Layout
from ..facts.system import BootFileMistake
from ..source import Source


def look(layout: Layout) -> Iterator[BootFileMistake]:
    """Of the boot partition as it is now; none where there is none.  Raises CommandError for a broken template."""
    directory = layout.default_boot()
    if directory is None:
        return
    for problem in gather([directory], layout, networkmanager.version(layout), None).problems:
        where = problem.where
        source = Source(str(where), 0, f"{'error' if problem.is_error else 'warning'}: {problem.message}")
        yield BootFileMistake(source, where.file, problem.message, problem.hint, is_error=problem.is_error)
