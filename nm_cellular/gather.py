"""Reads all that a run needs to know, and says what it asks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from . import boot, build, formats, planning, rendering
from .apns import apn_file
from .apns.apn_memory import NOTHING
from .boot import BootFile, BootPartition
from .ethernet_profile import AnyProfile
from .failover.settings import Failover
from .formats import Parsed
from .layout import Layout
from .nm_version import Version
from .pins import kept_pins, kept_pins_file
from .pins.kept_pins import Kept
from .plan import Action, Installed, Scope, Wanted
from .problem import Problem
from .profile import CellularProfile


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
    profiles: tuple[CellularProfile, ...] = ()
    kept: Kept = field(default_factory=dict)
    failover: Failover | None = None

    def pins_to_keep(self, *, moving: bool) -> Kept:
        """moving: whether the PINs in the boot files are about to leave them."""
        return kept_pins.after(self.kept, self.profiles, self.scope, moving=moving)

    def plan(self, directory: str, *, force: bool = False) -> tuple[Action, ...]:
        return planning.make(self.wanted, self.installed, directory, self.scope, force=force, key=self.key)


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
    kept = {} if installed is None else kept_pins_file.read(layout)
    profiles = parsed.profiles
    if installed is not None:
        profiles = build.with_installed_secrets(parsed.profiles, installed, kept)
    wanted, problems = _wanted((*profiles, *parsed.ethernet), layout, version, key)
    unread = boot.unread(directories, layout)
    of_boots = (problem for each in boots for problem in each.problems)
    return Gathered(
        files=files,
        wanted=tuple(wanted),
        problems=(*unread, *of_boots, *parsed.problems, *problems),
        scope=_scope(boots, parsed, profiles, problems),
        installed=installed or (),
        others=parsed.others,
        move_secrets=parsed.move_secrets,
        key=key,
        profiles=profiles,
        kept=kept,
        failover=parsed.failover,
    )


def _scope(
    boots: Sequence[BootPartition], parsed: Parsed, profiles: Sequence[CellularProfile], problems: Sequence[Problem]
) -> Scope:
    """problems: of profiles that cannot be rendered."""
    # Beside a profile that lost its secret, one that would be removed may be its former self, and hold it.
    stays = {problem.where.file for problem in problems} | {each.source.file for each in profiles if each.lost}
    unread = {name for each in boots for name in each.unread}
    return Scope([each.name for each in boots if each.usable], parsed.broken | stays | unread)


def _wanted(
    profiles: Sequence[AnyProfile],
    layout: Layout,
    version: Version | None,
    key: bytes = b"",
) -> tuple[list[Wanted], list[Problem]]:
    if not profiles:
        return [], []
    templates = rendering.Templates(layout.template_directories)
    is_auto = any(isinstance(profile, CellularProfile) and profile.auto_apn for profile in profiles)
    return build.wanted(profiles, version, templates.keyfile, key, apn_file.read(layout) if is_auto else NOTHING)


def read_files(paths: Sequence[str], layout: Layout, version: Version | None) -> Gathered:
    """The same for boot files that are named one by one, with nothing installed; raises OSError."""
    files = tuple(BootFile(path, path, boot.read_named(path)) for path in paths)
    parsed = build.merged([formats.parse(file.name, file.data) for file in files])
    wanted, problems = _wanted(parsed.connections, layout, version)
    return Gathered(
        files=files,
        wanted=tuple(wanted),
        problems=(*parsed.problems, *problems),
        scope=Scope((), ()),
        others=parsed.others,
        profiles=parsed.profiles,
    )
