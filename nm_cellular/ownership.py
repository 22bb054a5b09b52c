"""Which profiles are ours, where each came from, and whether somebody changed one since.

That is recorded in the profile's own [user] section, which NetworkManager keeps when it rewrites a profile.
"""

from __future__ import annotations

import hashlib

from . import keyfile, properties
from .keyfile import Keyfile

_SECTION = "user"
_OURS = "nm-cellular."
_SOURCE = "nm-cellular.source"
_DIGEST = "nm-cellular.digest"


def mark(text: str, source: str) -> str:
    """The keyfile's text with the source and a digest of its content recorded."""
    content = keyfile.parse(text).sections
    lines = "" if content and list(content)[-1] == _SECTION else f"\n[{_SECTION}]\n"
    lines += f"{_SOURCE}={keyfile.escape(source)}\n"
    text = text.rstrip("\n") + "\n" + lines
    return f"{text}{_DIGEST}={digest(keyfile.parse(text))}\n"


def is_reserved(section: str, key: str) -> bool:
    """Whether only we may write it; a keyfile that was copied from an installed one has it too."""
    return section == _SECTION and key.startswith(_OURS)


def is_digest(section: str, key: str) -> bool:
    return (section, key) == (_SECTION, _DIGEST)


def source(content: Keyfile) -> str | None:
    """Where that profile of ours came from; None where it is not ours."""
    return content.get(_SECTION, _SOURCE)


def is_changed(content: Keyfile) -> bool:
    """Whether it says something else than what we wrote."""
    return recorded(content) != digest(content)


def recorded(content: Keyfile) -> str | None:
    """The digest of what we wrote."""
    return content.get(_SECTION, _DIGEST)


def digest(content: Keyfile) -> str:
    """The same for all keyfiles that mean the same to NetworkManager, in whatever order and with whatever defaults."""
    meaning = properties.comparable(content.values())
    meaning.pop((_SECTION, _DIGEST), None)
    return hashlib.sha256(repr(sorted(meaning.items())).encode()).hexdigest()[:32]
