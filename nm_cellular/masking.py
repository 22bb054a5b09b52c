"""Keyfiles for people's eyes: every secret hidden."""

from __future__ import annotations

from collections.abc import Mapping

from . import keyfile, properties

HIDDEN = "<hidden>"


def masked(text: str, before: str = "") -> str:
    """The keyfile with its secrets hidden; one that differs from the one in `before` says so."""
    old = _sections(before)
    section, lines = "", []
    # Not splitlines: a form feed in a password would end the line, and what follows it would be shown.
    for line in text.removesuffix("\n").split("\n") if text else ():
        # A user's template may indent its headings.
        if line.lstrip().startswith("["):
            section = line.strip().strip("[]")
        lines.append(_masked_line(line, section, old.get(section, {})))
    return "".join(f"{line}\n" for line in lines)


def _sections(text: str) -> Mapping[str, Mapping[str, str]]:
    """None where it is another kind of file, of rules for udev."""
    try:
        return keyfile.parse(text).sections
    except ValueError:
        return {}


def _masked_line(line: str, section: str, old: Mapping[str, str]) -> str:
    key, equals, value = line.partition("=")
    if not equals or not value or not _is_secret(section, key.strip()):
        return line
    changed = old.get(key.strip(), value) != value
    return f"{key}={HIDDEN}{' (changed)' if changed else ''}"


def _is_secret(section: str, key: str) -> bool:
    found = properties.find_in_keyfile(section, key)
    return found.secret if found else "pass" in key or "secret" in key


def diff(before: str, after: str, path: str) -> str:
    """A unified diff of two keyfiles, secrets hidden."""
    from difflib import unified_diff

    old = masked(before).splitlines(keepends=True)
    new = masked(after, before).splitlines(keepends=True)
    names = ("/dev/null" if not before else path, "/dev/null" if not after else path)
    return "".join(unified_diff(old, new, *names, n=2))
