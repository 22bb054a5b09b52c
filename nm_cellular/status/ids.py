"""Numbers that say who somebody is: they end up in forum posts, so only their ends are shown unless asked for."""

from __future__ import annotations

from collections.abc import Callable

ShowId = Callable[[str], str]


def masked(number: str) -> str:
    """The last four digits, which tell one SIM or modem from another."""
    if not number:
        return ""
    return f"***{number[-4:]}" if len(number) > 8 else "***"


def shown(number: str) -> str:
    return number


def is_shown(show_id: ShowId) -> bool:
    """Whether it hides nothing, so that a place may be told too: of a place no part is harmless."""
    return show_id is shown
