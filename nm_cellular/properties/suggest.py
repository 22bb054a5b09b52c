"""Did you mean …? The nearest of NetworkManager's names."""

from __future__ import annotations

from collections.abc import Sequence

from . import table


def suggest(text: str) -> str | None:
    """The nmcli name nearest to what a person wrote, such as ipv6.ip6-privacy for ip6-privcy; None if none is near.

    Finds a misspelt property, a misspelt or wrong setting, and a property without its setting.
    """
    setting, dot, name = text.strip().lower().replace("_", "-").rpartition(".")
    setting = table.full_name(setting)
    names = [str(prop) for prop in table.all_properties()]
    same = [full for full in names if full.partition(".")[2] == name]
    if same:
        return nearest(f"{setting}.{name}", same) or same[0]
    return nearest(f"{setting}.{name}", names) if dot else _nearest_bare(name, names)


def suggest_section(text: str) -> str | None:
    """The section nearest to a name that is none."""
    # Short names: two letters that changed places make gms differ from gsm in a third.
    return nearest(text, [*table.settings(), "ethernet", *table.other_settings()], likeness=0.6)


def nearest(text: str, words: Sequence[str], *, likeness: float = 0.7) -> str | None:
    """The word most like the text, None if none is; likeness is difflib's ratio, 1 being the same."""
    # Only a mistake needs difflib, and it is slow to import on a small board.
    from difflib import get_close_matches

    return next(iter(get_close_matches(text, words, n=1, cutoff=likeness)), None)


def _nearest_bare(name: str, names: Sequence[str]) -> str | None:
    bare = nearest(name, [full.partition(".")[2] for full in names], likeness=0.87)
    return next((full for full in names if bare and full.endswith(f".{bare}")), None)
