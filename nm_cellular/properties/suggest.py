"""Did you mean …? The nearest of NetworkManager's names."""

from __future__ import annotations

from . import table


def suggest(text: str) -> str | None:
    """The nmcli name nearest to what a person wrote, such as ipv6.ip6-privacy for ip6-privcy; None if none is near.

    Finds a misspelt property, a misspelt or wrong setting, and a property without its setting.
    """
    setting, dot, name = text.strip().lower().replace("_", "-").rpartition(".")
    setting = table.full_name(setting)
    names = tuple(str(prop) for prop in table.all_properties())
    same = [full for full in names if full.partition(".")[2] == name]
    if same:
        return _nearest(setting, same) or same[0]
    return _nearest(f"{setting}.{name}", list(names)) if dot else _nearest_bare(name, names)


def suggest_section(text: str) -> str | None:
    """The section nearest to a name that is none."""
    found = _close(text, [*table.settings(), "ethernet", *table.other_settings()])
    return found[0] if found else None


def _nearest(text: str, names: list[str]) -> str | None:
    found = _close(text, names)
    return found[0] if found else None


def _nearest_bare(name: str, names: tuple[str, ...]) -> str | None:
    bare = _close(name, [full.partition(".")[2] for full in names])
    return next((full for full in names if bare and full.endswith(f".{bare[0]}")), None)


def _close(text: str, names: list[str]) -> list[str]:
    # Only a mistake needs difflib, and it is slow to import on a small board.
    from difflib import get_close_matches

    return get_close_matches(text, names, n=1, cutoff=0.7)
