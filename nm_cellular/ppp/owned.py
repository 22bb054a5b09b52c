"""Files of ours that are no keyfiles: where each came from and whether somebody changed it stands in its comments."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ..plan import Action, Scope, Step
from ..problem import Location, Problem, warning
from ..profile import CellularProfile

_FIRST = "# Written by `nm-cellular apply`; change cellular.conf instead.\n"
_SOURCE = "# nm-cellular.source="
_DIGEST = "# nm-cellular.digest="


@dataclass(frozen=True, slots=True)
class File:
    """A file that a profile needs."""

    path: str
    content: str = field(repr=False)
    profile: CellularProfile = field(repr=False)

    @property
    def text(self) -> str:
        marked = f"{_FIRST}{_SOURCE}{self.profile.source}\n{self.content}"
        return f"{marked}{_DIGEST}{_digest(marked)}\n"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def source(text: str) -> str:
    """Where an installed file came from; empty where it is not ours."""
    found = re.search(rf"^{_SOURCE}(.*)$", text, re.MULTILINE)
    return found[1] if found else ""


def plan(
    wanted: Sequence[File], present: Mapping[str, str], scope: Scope, *, force: bool = False
) -> tuple[Action, ...]:
    """present: the text of all that is in the directories of these files, by path; removals come last."""
    paths = {each.path for each in wanted}
    gone = (path for path, text in present.items() if path not in paths and source(text))
    removals = (_removed(path, present[path], scope, force=force) for path in gone)
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
    if not force and not source(before):
        message = "this file is not nm-cellular's; it was kept as it is"
        return Step.CONFLICT, (warning(Location(file.path), message, "delete it, or give the section another name"),)
    return (Step.CONFLICT, (_changed(file.path),)) if _is_changed(before) and not force else (Step.UPDATE, ())


def _removed(path: str, text: str, scope: Scope, *, force: bool) -> Action | None:
    if not scope.covers(source(text)):
        return None
    keep = _is_changed(text) and not force
    step, problems = (Step.CONFLICT, (_changed(path),)) if keep else (Step.REMOVE, ())
    return Action(step, path.rpartition("/")[2], "", path, source(text), problems, text)


def _is_changed(text: str) -> bool:
    content, _, digest = text.partition(_DIGEST)
    return digest.strip() != _digest(content)


def _changed(path: str) -> Problem:
    message = "somebody changed this file; it was kept as it is"
    return warning(Location(path), message, "take the change over into the boot file, or use --force to overwrite it")
