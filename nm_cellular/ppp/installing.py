"""Reads and writes the files of pppd and udev, and has the running system use them."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field

from .. import host, owned_files
from ..layout import Layout
from ..plan import Action, Scope, Step
from ..problem import Location, warning
from ..profile import CellularProfile
from . import connections, owned, secrets
from .connections import Places, Render
from .owned import File

_PATIENCE = 30
"""Seconds for udevadm and systemctl."""


@dataclass(frozen=True, slots=True)
class Plan:
    """actions: also those of secrets, which show none.  secrets: the whole text of those files, by path."""

    actions: tuple[Action, ...] = ()
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)

    def execute(self, layout: Layout) -> None:
        """Writes all or nothing, and tells udev and systemd of it; raises OSError."""
        write = [_new(each, self) for each in self.actions if each.step in (Step.CREATE, Step.UPDATE)]
        remove = [each.path for each in self.actions if each.step is Step.REMOVE]
        if not write and not remove:
            return
        with ExitStack() as held:
            for directory in sorted({os.path.dirname(path) for path in [*remove, *(file.path for file in write)]}):
                held.enter_context(host.locked(directory))
            host.change(write, remove)
        if layout.is_live:
            _tell(self, layout)


def for_pppd(profiles: Sequence[CellularProfile], layout: Layout, scope: Scope, render: Render, *, force: bool) -> Plan:
    """Raises OSError."""
    wanted, lines = connections.for_pppd(profiles, _places(layout), render)
    return _plan(wanted, lines, layout, scope, force=force)


def for_modemmanager(profiles: Sequence[CellularProfile], layout: Layout, scope: Scope, *, force: bool) -> Plan:
    """What is left of pppd's files goes, for two would dial; raises OSError."""
    return _plan(connections.for_modemmanager(profiles, layout.udev_rules), {}, layout, scope, force=force)


def _places(layout: Layout) -> Places:
    return Places(layout.peers, layout.chat_scripts, layout.udev_rules)


def _plan(wanted: Sequence[File], lines: Mapping[str, str], layout: Layout, scope: Scope, *, force: bool) -> Plan:
    places = _places(layout)
    present = _present(places)
    wanted = wanted if force else _without_others_peers(wanted, present, places)
    actions = owned.plan(wanted, present, scope, force=force)
    peers = {os.path.basename(each.path): each for each in actions if os.path.dirname(each.path) == places.peers}
    there = {os.path.basename(path) for path in present if os.path.dirname(path) == places.peers}
    stay = there - {name for name, peer in peers.items() if peer.step is Step.REMOVE}
    said = {name: line for name, line in lines.items() if peers[name].step is not Step.CONFLICT}
    changed = [each for path in layout.ppp_secrets if (each := _secrets(path, said, stay))]
    return Plan((*actions, *(action for action, _ in changed)), {action.path: text for action, text in changed})


def _without_others_peers(wanted: Sequence[File], present: Mapping[str, str], places: Places) -> list[File]:
    """Nothing of ours shall dial with a peer of somebody else that has the name of one of ours."""
    peers = {each.path: each.profile.source for each in wanted if os.path.dirname(each.path) == places.peers}
    others = {origin for path, origin in peers.items() if path in present and not owned_files.source(present[path])}
    return [each for each in wanted if each.path in peers or each.profile.source not in others]


def _present(places: Places) -> dict[str, str]:
    found: dict[str, str] = {}
    for directory in places:
        with suppress(FileNotFoundError, NotADirectoryError, PermissionError):
            names = [name for name in sorted(os.listdir(directory)) if not name.startswith(".")]
            paths = [os.path.join(directory, name) for name in names]
            found |= {path: _read(path) for path in paths if os.path.isfile(path)}
    return {path: text for path, text in found.items() if _is_of_interest(path, places)}


def _is_of_interest(path: str, places: Places) -> bool:
    """Others' rules are none of our business, whatever they are called."""
    return os.path.dirname(path) != places.rules or os.path.basename(path).startswith(connections.RULES)


def _read(path: str) -> str:
    with open(path, encoding="utf-8", errors="surrogateescape", newline="") as stream:
        return stream.read()


def _secrets(path: str, lines: Mapping[str, str], stay: set[str]) -> tuple[Action, str] | None:
    """What changes in that file, and what it then is; None where nothing does.  The action has no secrets."""
    before = _read(path) if os.path.isfile(path) else ""
    after = secrets.merged(before, lines, stay)
    if after == before:
        return None
    step = Step.UPDATE if before and after else Step.CREATE if after else Step.REMOVE
    twice = [name for name, line in lines.items() if line and secrets.others_user(before, line)]
    message = "a line that is not nm-cellular's is for the same user; pppd takes the first"
    said = tuple(warning(Location(path), f"{name}: {message}", "delete one of the two") for name in twice)
    shown = secrets.masked(before), secrets.masked(after)
    return Action(step, os.path.basename(path), "", path, "the sections with a password", said, *shown), after


def _new(action: Action, plan: Plan) -> host.NewFile:
    text = plan.secrets.get(action.path)
    data = (action.after if text is None else text).encode("utf-8", "surrogateescape")
    return host.NewFile(action.path, data, 0o644 if text is None else 0o600)


def _tell(plan: Plan, layout: Layout) -> None:
    """A connection that is gone ends; one that was changed goes on as it is until it is dialled again."""
    gone = [each for each in plan.actions if each.step is Step.REMOVE and os.path.dirname(each.path) == layout.peers]
    for each in gone:
        _run("systemctl", "stop", f"nm-cellular-ppp@{os.path.basename(each.path)}.service")
    if any(
        os.path.dirname(each.path) == layout.udev_rules and each.step is not Step.UNCHANGED for each in plan.actions
    ):
        _run("udevadm", "control", "--reload")
        _run("udevadm", "trigger", "--action=change", "--subsystem-match=tty")


def _run(*argv: str) -> None:
    """Where udev or systemd are not running they read what is there when they start."""
    with suppress(OSError, subprocess.TimeoutExpired):
        subprocess.run(argv, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=_PATIENCE)
