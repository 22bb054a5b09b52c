"""Writes and removes the file of NetworkManager's configuration, and has NetworkManager read it."""

from __future__ import annotations

import os

from .. import host
from ..daemons import networkmanager
from ..layout import Layout
from ..plan import Action, Scope, Step
from . import configuration
from .settings import Failover

_MAX_SIZE = 1 << 16


def plan(wanted: Failover | None, layout: Layout, scope: Scope, *, force: bool) -> Action | None:
    """What is to be done; None: nothing, and nothing is there.  Raises OSError."""
    return configuration.action(wanted, _installed(layout.failover), layout.failover, scope, force=force)


def _installed(path: str) -> str | None:
    try:
        with open(path, encoding="utf-8", errors="replace") as stream:
            return stream.read(_MAX_SIZE)
    except FileNotFoundError:
        return None


def execute(action: Action, layout: Layout) -> str:
    """Why NetworkManager did not read it, empty where all is well; raises OSError where it cannot be written."""
    if action.step is Step.CONFLICT:
        return ""
    if action.step is not Step.UNCHANGED:
        _write(action)
    # Where nothing is to be done, a run before may have been killed between its change and the news of it.
    return networkmanager.reload_configuration() if layout.is_live else ""


def _write(action: Action) -> None:
    is_gone = action.step is Step.REMOVE
    with host.locked(os.path.dirname(action.path)):
        write = [] if is_gone else [host.NewFile(action.path, action.after.encode(), 0o644)]
        host.change(write, [action.path] if is_gone else [])
