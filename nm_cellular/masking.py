"""Keyfiles for people's eyes: every secret hidden."""

from __future__ import annotations

from . import keyfile, properties

HIDDEN = "<hidden>"


def masked(text: str, before: str = "") -> str:
    """The keyfile with its secrets hidden; one that differs from the one in `before` says so."""
    old = keyfile.parse(before)
    section, lines = "", []
    for line in text.splitlines():
        key, equals, value = line.partition("=")
        if line.startswith("["):
            section = line.strip("[] ")
        elif equals and value and _is_secret(section, key.strip()):
            known = old.sections.get(section, {}).get(key.strip())
            line = f"{key}={HIDDEN}" + (" (changed)" if known not in (None, value) else "")
        lines.append(line)
    return "".join(f"{line}\n" for line in lines)


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
