"""A keyfile's sections as values without escapes, and what rules ask of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .complaint import Complaint, refused

Value = str | tuple[str, ...]
"""A property's value: a string, or the elements of a list."""

Keys = Mapping[str, Value]
Sections = Mapping[str, Keys]


def is_set(keys: Keys, key: str) -> bool:
    """Whether the key is there and says something; 0 is no number, flag or time of any use."""
    return keys.get(key, "") not in ("", "0", ())


def is_true(keys: Keys, key: str, *, default: bool = False) -> bool:
    return keys[key] in ("true", "1") if key in keys else default


def needs(section: str, keys: Keys, key: str, other: str) -> Iterator[Complaint]:
    """A rule: the one property is nothing without the other."""
    if is_set(keys, key) and not is_set(keys, other):
        hint = f"set {section}.{other}, or delete {section}.{key}"
        yield refused(section, key, f"{section}.{key} needs {section}.{other}", hint)
