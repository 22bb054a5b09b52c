"""Takes secrets out of a boot file, leaving a comment in the place of each."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from . import ini, text
from .fields import SAME_AS
from .formats import SECRETS, moved_comment

_OLD_COMMENT = "# pin was moved into NetworkManager's profile"
"""Of a version that did so: now we keep it."""


def without_secrets(file: str, data: bytes, held: Mapping[str, Collection[str]]) -> bytes | None:
    """The file without these secrets, in its own encoding and line ends; None if it has none of them.

    held: the secrets (of SECRETS) that are installed, by source: what NetworkManager would not take stays.
    """
    content, _ = text.decode(file, data)
    if content is None:
        return None
    changed = _with_todays_comments(content)
    for section in ini.parse(content).sections:
        if file in held:
            changed = _without(changed, section, held[file], f"{section.name.lower()}.")
        else:
            changed = _without(changed, section, held.get(f"{file}#{section.name}", ()))
    return None if changed is content else changed.encoded()


def _with_todays_comments(content: text.Text) -> text.Text:
    for number, line in enumerate(content.lines(), 1):
        if line.startswith(_OLD_COMMENT):
            content = content.with_line(number, moved_comment("pin"))
    return content


def _without(content: text.Text, section: ini.Section, held: Collection[str], prefix: str = "") -> text.Text:
    """prefix: what makes a property's name of a key."""
    for entry in section.entries:
        key = SAME_AS.get(prefix + entry.key, prefix + entry.key)
        if key in SECRETS and key in held and entry.value and entry.key_at.line:
            content = content.with_line(entry.key_at.line, moved_comment(key))
    return content
