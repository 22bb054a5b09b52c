"""The file of NetworkManager's configuration that is ours: its text, and what is to be done about it."""

from __future__ import annotations

from .. import owned_files
from ..keyfile import escape
from ..plan import Action, Scope, Step
from ..problem import Problem
from .settings import HEADING, Failover


def text(failover: Failover) -> str:
    """Ownership is in comments: NetworkManager complains of sections that it does not know."""
    content = (
        "[connectivity]\n"
        "enabled=true\n"
        f"uri={escape(failover.uri)}\n"
        f"response={escape(failover.response)}\n"
        f"interval={failover.interval}\n"
    )
    return owned_files.marked(content, failover.source)


def action(wanted: Failover | None, installed: str | None, path: str, scope: Scope, *, force: bool) -> Action | None:
    """installed: the file's text, None where there is none.  None: nothing is wanted, and nothing of ours there."""
    if wanted is None:
        return owned_files.removal(HEADING, path, installed or "", scope, force=force)
    after = text(wanted)
    step, problems = _compared(installed, after, path, force=force)
    boot_file = wanted.source.removesuffix(f"#{HEADING}")
    return Action(step, HEADING, "", path, wanted.source, problems, installed or "", after, boot_file)


def _compared(installed: str | None, after: str, path: str, *, force: bool) -> tuple[Step, tuple[Problem, ...]]:
    if installed is None:
        return Step.CREATE, ()
    if installed == after:
        return Step.UNCHANGED, ()
    if owned_files.is_changed(installed) and not force:
        return Step.CONFLICT, (owned_files.changed(path),)
    return Step.UPDATE, ()
