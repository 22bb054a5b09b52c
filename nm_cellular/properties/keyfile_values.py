"""Whether NetworkManager takes what a keyfile already holds: stricter about numbers and words than nmcli is."""

from __future__ import annotations

import re
from functools import cache

from ..nm_version import Version
from .complaint import Complaint, Effect, dropped, refused
from .faults import fault
from .sections import Value
from .suggest import suggest, suggest_section
from .table import Property, find_in_keyfile, full_name, other_settings, settings
from .wording import cannot_be

_OTHER_SECTIONS = r"vpn-secrets|\.nmmeta|ethernet-s390-options|wireguard-peer\..+"


def check_keyfile_value(section: str, key: str, value: Value, version: Version | None = None) -> Complaint | None:
    """What NetworkManager (of that version; of any that is supported if None) has against `key` in `[section]`.

    value: without escapes; a tuple where is_list() says so.
    """
    if complaint := check_section(section):
        return complaint
    if full_name(section) not in settings():
        return None
    prop = find_in_keyfile(section, key)
    if prop is None:
        return _unknown(section, key)
    if version and prop.since and version < prop.since:
        return _too_new(section, key, prop, version)
    found = fault(prop, key, value)
    return found and _complaint(section, key, cannot_be(prop, _shown(value)), *found)


@cache
def check_section(section: str) -> Complaint | None:
    """The complaint about a section whose name NetworkManager does not know."""
    if full_name(section) in settings() + other_settings() or re.fullmatch(_OTHER_SECTIONS, section):
        return None
    near = suggest_section(section)
    hint = f"did you mean [{near}]?" if near else "delete it"
    return dropped(section, "", f"NetworkManager knows no section [{section}] and ignores it", hint)


def is_list(section: str, key: str) -> bool:
    """Whether the key's value is a list, so that `;` separates and `\\;` is an escape."""
    prop = find_in_keyfile(section, key)
    return prop is not None and prop.type == "strings"


def _unknown(section: str, key: str) -> Complaint:
    if full_name(section) == "user":
        message = f"{key!r} is no key for user data"
        return refused(section, key, message, "write it with a dot inside, as in example.color")
    near = suggest(f"{full_name(section)}.{key}")
    if near == f"{full_name(section)}.{key}":
        hint = f"write {key.removesuffix('s')}1=…"
    else:
        hint = f"did you mean {near}?" if near else "delete it"
    return dropped(section, key, f"NetworkManager knows no {section}.{key} and ignores it", hint)


def _too_new(section: str, key: str, prop: Property, version: Version) -> Complaint:
    needed = ".".join(map(str, prop.since or ()))
    message = f"{prop} needs NetworkManager {needed}; version {'.'.join(map(str, version))} ignores it"
    return dropped(section, key, message, "delete it, or update NetworkManager")


def _shown(value: Value) -> str:
    return value if isinstance(value, str) else ";".join(value)


def _complaint(section: str, key: str, wrong: str, effect: Effect, what: str) -> Complaint:
    make = refused if effect is Effect.REFUSED else dropped
    return make(section, key, f"{wrong}; NetworkManager {effect.value}", f"write {what}")
