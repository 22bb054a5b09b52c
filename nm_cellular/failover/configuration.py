"""The file of NetworkManager's configuration that is ours: its text, and what is to be done about it."""

from __future__ import annotations

import hashlib
import re

from ..keyfile import escape
from ..plan import Action, Scope, Step
from ..problem import Location, Problem, warning
from .settings import HEADING, Failover

_SOURCE = "# nm-cellular.source="
_DIGEST = "# nm-cellular.digest="


def text(failover: Failover) -> str:
    """Ownership is in comments: NetworkManager complains of sections that it does not know."""
    content = (
        "# Written by `nm-cellular apply`; change cellular.conf instead.\n"
        f"{_SOURCE}{failover.source}\n"
        "[connectivity]\n"
        "enabled=true\n"
        f"uri={escape(failover.uri)}\n"
        f"response={escape(failover.response)}\n"
        f"interval={failover.interval}\n"
    )
    return f"{content}{_DIGEST}{_digest(content)}\n"


def _digest(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()[:32]


def source(installed: str) -> str:
    """Where it came from; empty where it is not ours."""
    found = re.search(rf"^{_SOURCE}(.*)$", installed, re.MULTILINE)
    return found[1] if found else ""


def _is_changed(installed: str) -> bool:
    content, _, digest = installed.partition(_DIGEST)
    return digest.strip() != _digest(content)


def action(wanted: Failover | None, installed: str | None, path: str, scope: Scope, *, force: bool) -> Action | None:
    """installed: the file's text, None where there is none.  None: nothing is wanted, and nothing of ours there."""
    if wanted is None:
        return _removal(installed or "", path, scope, force=force)
    after = text(wanted)
    step, problems = _compared(installed, after, path, force=force)
    boot_file = wanted.source.removesuffix(f"#{HEADING}")
    return Action(step, HEADING, "", path, wanted.source, problems, installed or "", after, boot_file)


def _compared(installed: str | None, after: str, path: str, *, force: bool) -> tuple[Step, tuple[Problem, ...]]:
    if installed is None:
        return Step.CREATE, ()
    if installed == after:
        return Step.UNCHANGED, ()
    if _is_changed(installed) and not force:
        return Step.CONFLICT, (_changed(path),)
    return Step.UPDATE, ()


def _removal(installed: str, path: str, scope: Scope, *, force: bool) -> Action | None:
    found = source(installed)
    if not found or not scope.covers(found):
        return None
    keep = _is_changed(installed) and not force
    step, problems = (Step.CONFLICT, (_changed(path),)) if keep else (Step.REMOVE, ())
    return Action(step, HEADING, "", path, found, problems, installed)


def _changed(path: str) -> Problem:
    message = "somebody changed this file; it was kept as it is"
    return warning(Location(path), message, "take the change over into the boot file, or use --force to overwrite it")
