"""Files of ours that are no keyfiles: where each came from and whether somebody changed it stands in its comments."""

from __future__ import annotations

import hashlib
import re

from .plan import Action, Scope, Step
from .problem import Location, Problem, warning

_FIRST = "# Written by `nm-cellular apply`; change cellular.conf instead.\n"
_SOURCE = "# nm-cellular.source="
_DIGEST = "# nm-cellular.digest="


def marked(content: str, source: str) -> str:
    """The text of a file of that content."""
    text = f"{_FIRST}{_SOURCE}{source}\n{content}"
    return f"{text}{_DIGEST}{_digest(text)}\n"


def source(text: str) -> str:
    """Where an installed file came from; empty where it is not ours."""
    found = re.search(rf"^{_SOURCE}(.*)$", text, re.MULTILINE)
    return found[1] if found else ""


def is_changed(text: str) -> bool:
    """Whether it says something else than what we wrote."""
    content, _, digest = text.partition(_DIGEST)
    return digest.strip() != _digest(content)


def _digest(text: str) -> str:
    # Bytes of a user's editor that are not UTF-8 have come as surrogates.
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:32]


def changed(path: str) -> Problem:
    message = "somebody changed this file; it was kept as it is"
    return warning(Location(path), message, "take the change over into the boot file, or use --force to overwrite it")


def removal(name: str, path: str, text: str, scope: Scope, *, force: bool) -> Action | None:
    """What is done about a file that nothing asks for any more; None where it is not ours, or not to be touched now."""
    found = source(text)
    if not found or not scope.covers(found):
        return None
    keep = is_changed(text) and not force
    step, problems = (Step.CONFLICT, (changed(path),)) if keep else (Step.REMOVE, ())
    return Action(step, name, "", path, found, problems, text)
