"""Which profiles are ours, where each came from, and whether somebody changed one since.

That is recorded in the profile's own [user] section, which NetworkManager keeps when it rewrites a profile, and shows
to every user of the machine.  So the digest leaves the secrets out (a PIN can be guessed from a digest), and a seal,
made with a key that only root can read, stands for them.  Without the key nothing is known of the secrets.
"""

from __future__ import annotations

import hashlib

from . import keyfile, properties
from .keyfile import Keyfile, Value

_SECTION = "user"
_OURS = "nm-cellular."
_SOURCE = "nm-cellular.source"
_UUID = "nm-cellular.uuid"
_DIGEST = "nm-cellular.digest"
_SEAL = "nm-cellular.seal"

Meaning = dict[tuple[str, str], Value]
"""A profile's values by (setting, property), spelled so that they compare."""


def marked(text: str, read: Keyfile, source: str, key: bytes = b"") -> tuple[str, Keyfile]:
    """A keyfile, as text and read, with the source, the digest and, given a key, the seal of its content recorded."""
    records = {_SOURCE: keyfile.escape(source), _UUID: _uuid(read)}
    own = dict(read.sections.get(_SECTION, {})) | records
    content = Keyfile({**read.sections, _SECTION: own})
    meaning = _meaning(content)
    seal = _seal(meaning, key)
    records |= {_DIGEST: _digest(meaning)} | ({_SEAL: seal} if seal else {})
    heading = "" if read.sections and list(read.sections)[-1] == _SECTION else f"\n[{_SECTION}]\n"
    lines = "".join(f"{name}={value}\n" for name, value in records.items())
    return f"{text.rstrip()}\n{heading}{lines}", Keyfile({**read.sections, _SECTION: own | records})


def is_reserved(section: str, key: str) -> bool:
    """Whether only we may write it; a keyfile that was copied from an installed one has it too."""
    return section == _SECTION and key.startswith(_OURS)


def source(content: Keyfile) -> str | None:
    """Where that profile of ours came from; None where it is not ours, as a clone (nmcli connection clone) is not."""
    return content.get(_SECTION, _SOURCE) if content.get(_SECTION, _UUID) == _uuid(content) else None


def _uuid(content: Keyfile) -> str:
    return (content.get("connection", "uuid") or "").lower()


def is_changed(content: Keyfile, key: bytes = b"") -> bool:
    """Whether it says something else than what we wrote."""
    meaning = _meaning(content)
    if content.get(_SECTION, _DIGEST) != _digest(meaning):
        return True
    sealed = content.get(_SECTION, _SEAL) or ""
    return bool(key) and sealed.startswith(_name(key)) and sealed != _seal(meaning, key)


def same(one: Keyfile, other: Keyfile) -> bool:
    """Whether both mean the same to NetworkManager, in whatever order and with whatever defaults; secrets count."""
    return _meaning(one) == _meaning(other)


def digest(content: Keyfile) -> str:
    """The same for all keyfiles that mean the same, but for their secrets."""
    return _digest(_meaning(content))


def _digest(meaning: Meaning) -> str:
    public = {name: "" if _is_secret(*name) else value for name, value in meaning.items()}
    return hashlib.sha256(_bytes(public)).hexdigest()[:32]


def _seal(meaning: Meaning, key: bytes) -> str:
    """Names the key and authenticates the secrets; empty where there is no key, or nothing to seal."""
    secrets = {name: value for name, value in meaning.items() if _is_secret(*name)}
    if not key or not secrets:
        return ""
    import hmac

    return _name(key) + hmac.digest(key, _bytes(secrets), "sha256").hex()[:32]


def _name(key: bytes) -> str:
    """A key that was lost and made anew has another name, and says nothing about what the old one sealed."""
    return hashlib.sha256(b"name of the key" + key).hexdigest()[:8] + ":"


def _meaning(content: Keyfile) -> Meaning:
    meaning = properties.comparable(content.values())
    return {name: value for name, value in meaning.items() if name not in ((_SECTION, _DIGEST), (_SECTION, _SEAL))}


def _is_secret(setting: str, key: str) -> bool:
    found = properties.find_in_keyfile(setting, key)
    return bool(found and found.secret)


def _bytes(meaning: Meaning) -> bytes:
    return repr(sorted(meaning.items())).encode()
