"""Reads all that a run needs to know, and says what it asks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from . import boot, build, formats, plan, rendering
from .boot import BootFile
from .formats import Parsed
from .layout import Layout
from .plan import Action, Installed, Scope, Wanted
from .problem import Problem

Version = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Gathered:
    """What the boot files ask for, what is installed, and what is wrong with either."""

    files: tuple[BootFile, ...]
    wanted: tuple[Wanted, ...]
    problems: tuple[Problem, ...]
    scope: Scope
    installed: tuple[Installed, ...] = ()
    others: int = 0
    move_secrets: bool = False
    key: bytes = field(default=b"", repr=False)

    def plan(self, directory: str, *, force: bool = False) -> tuple[Action, ...]:
        return plan.make(self.wanted, self.installed, directory, self.scope, force=force, key=self.key)


def gather(
    directories: Sequence[str],
    layout: Layout,
    version: Version | None,
    installed: tuple[Installed, ...] | None,
    key: bytes = b"",
) -> Gathered:
    """Reads the boot directories, beside what is installed already (None where that cannot be seen).

    key: of ownership's seals.
    """
    boots = [boot.read(directory, layout) for directory in directories]
    files = tuple(file for each in boots for file in each.files)
    parsed = build.merged([formats.parse(file.name, file.data) for file in files])
    wanted, problems = _wanted(parsed, installed, layout, version, key)
    # Beside a profile that lost its secret, one that would be removed may be its former self, and hold it.
    kept = {problem.where.file for problem in problems}
    kept |= {each.profile.source.file for each in wanted if each.profile.lost}
    scope = Scope(
        boots=[each.name for each in boots if each.usable],
        broken=parsed.broken | kept | {name for each in boots for name in each.unread},
    )
    found = (*(problem for each in boots for problem in each.problems), *parsed.problems, *problems)
    return Gathered(files, tuple(wanted), found, scope, installed or (), parsed.others, parsed.move_secrets, key)


def _wanted(
    parsed: Parsed,
    installed: tuple[Installed, ...] | None,
    layout: Layout,
    version: Version | None,
    key: bytes = b"",
) -> tuple[list[Wanted], list[Problem]]:
    if not parsed.profiles:
        return [], []
    profiles = parsed.profiles if installed is None else build.with_installed_secrets(parsed.profiles, installed)
    templates = rendering.Templates(layout.template_directories)
    return build.wanted(profiles, version, templates.keyfile, key)


def read_files(paths: Sequence[str], layout: Layout, version: Version | None) -> Gathered:
    """The same for boot files that are named one by one, with nothing installed; raises OSError."""
    files = tuple(BootFile(path, path, boot.read_named(path)) for path in paths)
    parsed = build.merged([formats.parse(file.name, file.data) for file in files])
    wanted, problems = _wanted(parsed, None, layout, version)
    return Gathered(files, tuple(wanted), (*parsed.problems, *problems), Scope((), ()), others=parsed.others)
