"""Which files of profiles are written, left alone or removed, beside those that are there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from posixpath import basename

from .. import owned_files
from ..plan import Action, Scope, Step
from ..problem import Location, Problem, warning
from ..profile import CellularProfile


@dataclass(frozen=True, slots=True)
class File:
    """A file that a profile needs."""

    path: str
    content: str = field(repr=False)
    profile: CellularProfile = field(repr=False)

    @property
    def text(self) -> str:
        return owned_files.marked(self.content, str(self.profile.source))


def plan(
    wanted: Sequence[File], present: Mapping[str, str], scope: Scope, *, force: bool = False
) -> tuple[Action, ...]:
    """present: the text of all that is in the directories of these files, by path; removals come last."""
    paths = {each.path for each in wanted}
    gone = [path for path in present if path not in paths]
    removals = (owned_files.removal(basename(path), path, present[path], scope, force=force) for path in gone)
    return (*(_installed(each, present.get(each.path), force=force) for each in wanted), *filter(None, removals))


def _installed(file: File, before: str | None, *, force: bool) -> Action:
    step, problems = _compared(file, before, force=force)
    profile, said = file.profile, (*file.profile.problems, *problems)
    source, after = profile.source, file.text
    return Action(step, profile.id, profile.uuid, file.path, str(source), said, before or "", after, source.file)


def _compared(file: File, before: str | None, *, force: bool) -> tuple[Step, tuple[Problem, ...]]:
    if before is None:
        return Step.CREATE, ()
    if before == file.text:
        return Step.UNCHANGED, ()
    if force or (owned_files.source(before) and not owned_files.is_changed(before)):
        return Step.UPDATE, ()
    return Step.CONFLICT, (owned_files.changed(file.path) if owned_files.source(before) else _foreign(file.path),)


def _foreign(path: str) -> Problem:
    message = "this file is not nm-cellular's; it was kept as it is"
    return warning(Location(path), message, "delete it, or give the section another name")
