"""What apply and check did, as the JSON that `--json` prints, and that JSON as text for people.

{"profiles": [{"id", "uuid", "path", "action", "source", "warnings": [PROBLEM]}], "errors": [PROBLEM],
"warnings": [PROBLEM], "others": N, "networkmanager": WORDS} where PROBLEM is {"file", "line", "column", "message",
"hint"}; line and column are null where they mean nothing.  warnings beside the profiles belong to no profile; others
counts the keyfiles that are not cellular.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

TYPE_CHECKING = False
"""As in typing, which alone takes a tenth of a run that finds nothing changed."""

if TYPE_CHECKING:
    from typing import Any

    from .plan import Action
    from .problem import Problem

    Report = dict[str, Any]

_COLOURS = {
    "create": "32",
    "update": "33",
    "remove": "31",
    "conflict": "35",
    "error": "31;1",
    "warning": "33",
}


def make(actions: Sequence[Action], problems: Iterable[Problem], others: int, networkmanager: str = "") -> Report:
    """problems: what belongs to no action; a file's own warnings go to each of its profiles."""
    problems = list(problems)
    warnings = [problem for problem in problems if not problem.is_error]
    profiles = [_profile(action, warnings) for action in actions]
    files = {action.boot_file for action in actions}
    return {
        "profiles": profiles,
        "errors": [_problem(problem) for problem in problems if problem.is_error],
        "warnings": [_problem(problem) for problem in warnings if problem.where.file not in files],
        "others": others,
        "networkmanager": networkmanager,
    }


def failed(message: str, hint: str) -> Report:
    """The report of a command that could not be carried out."""
    said = {"file": None, "line": None, "column": None, "message": message, "hint": hint}
    return {"profiles": [], "errors": [said], "warnings": [], "others": 0, "networkmanager": ""}


def as_json(report: Report) -> str:
    return json.dumps(report, indent=2)


def _profile(action: Action, warnings: Sequence[Problem]) -> dict[str, Any]:
    own = [problem for problem in warnings if problem.where.file == action.boot_file] + list(action.problems)
    return {
        "id": action.id,
        "uuid": action.uuid,
        "path": action.path,
        "action": action.step.value,
        "source": action.source,
        "warnings": [_problem(problem) for problem in own],
    }


def _problem(problem: Problem) -> dict[str, Any]:
    where = problem.where
    said = {"message": problem.message, "hint": problem.hint}
    return {"file": where.file, "line": where.line, "column": where.column} | said


def unchanged(report: Report) -> Report:
    """The report of a run that found everything as this report's run had left it."""
    left = [profile | {"action": "unchanged"} for profile in report["profiles"] if profile["action"] != "remove"]
    return report | {"profiles": left, "networkmanager": ""}


def problem_lines(report: Report, *, colour: bool) -> list[str]:
    """All problems, each once, in the order of their places."""
    found = [("error", problem) for problem in report["errors"]]
    found += [("warning", problem) for problem in report["warnings"]]
    found += [("warning", problem) for profile in report["profiles"] for problem in profile["warnings"]]
    unique = {str(problem): (kind, problem) for kind, problem in found}
    ordered = sorted(unique.values(), key=lambda each: _order(each[1]))
    return [line for kind, problem in ordered for line in _problem_lines(kind, problem, colour=colour)]


def _order(problem: dict[str, Any]) -> tuple[str, int, int]:
    return problem["file"], problem["line"] or 0, problem["column"] or 0


def _problem_lines(kind: str, problem: dict[str, Any], *, colour: bool) -> list[str]:
    parts = (problem["file"], problem["line"], problem["column"])
    place = ":".join(str(part) for part in parts if part is not None)
    lines = [f"{_plain(place)}: {_paint(kind, kind, colour=colour)}: {_plain(problem['message'])}"]
    return [*lines, f"    {_plain(problem['hint'])}"] if problem["hint"] else lines


def action_lines(report: Report, *, colour: bool, verbose: bool) -> list[str]:
    """A line for each profile; the path only where something happens to it, or always if verbose."""
    profiles = report["profiles"]
    verb = max((len(profile["action"]) for profile in profiles), default=0)
    name = max((len(_plain(profile["id"])) for profile in profiles), default=0)
    lines = []
    for profile in profiles:
        action = profile["action"]
        path = profile["path"] if verbose or action != "unchanged" else ""
        painted = _paint(action, action.ljust(verb), colour=colour)
        lines.append(f"{painted}  {_plain(profile['id']).ljust(name)}  {_plain(path)}".rstrip())
        if verbose:
            lines.append(f"{' ' * verb}  from {_plain(profile['source'])}, uuid {profile['uuid']}")
    return lines


def summary(report: Report, *, planned: bool = False, looked_in: Sequence[str] = ()) -> str:
    """One sentence that says what was done, or what would be.  looked_in: for the case that nothing was found."""
    done = {
        "create": "created",
        "update": "updated",
        "remove": "removed",
        "unchanged": "unchanged",
        "conflict": "in conflict",
    }
    counts = {word: sum(profile["action"] == action for profile in report["profiles"]) for action, word in done.items()}
    parts = [f"{count} {word}" for word, count in counts.items() if count]
    would_be = "would be: " if planned and parts else ""
    parts = parts or [" in ".join(filter(None, ("no cellular profile found", ", ".join(map(_plain, looked_in)))))]
    if errors := len(report["errors"]):
        parts.append(f"{errors} {'error' if errors == 1 else 'errors'}")
    text = ", ".join(parts)
    if others := report["others"]:
        text += f"; {others} {'keyfile that is' if others == 1 else 'keyfiles that are'} not cellular left alone"
    if report["networkmanager"]:
        text += f"; {report['networkmanager']}"
    return would_be + text


def _paint(kind: str, text: str, *, colour: bool) -> str:
    code = _COLOURS.get(kind)
    return f"\033[{code}m{text}\033[0m" if colour and code else text


def _plain(text: str) -> str:
    """A name may hold what a terminal takes for a command (as printable.py, which `apply` has no time to load)."""
    return "".join(char if char.isprintable() else "\ufffd" for char in text)
