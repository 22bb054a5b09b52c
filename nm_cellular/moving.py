"""Takes secrets out of a boot file, leaving a comment in the place of each."""

from __future__ import annotations

from . import ini, text
from .fields import SAME_AS
from .formats import SECRETS, moved_comment


def without_secrets(file: str, data: bytes, sources: set[str]) -> bytes | None:
    """The file without the secrets of these sources, in its own encoding and line ends; None if it holds none."""
    content, _ = text.decode(file, data)
    if content is None:
        return None
    changed = content
    for section in ini.parse(content).sections:
        if file in sources or f"{file}#{section.name}" in sources:
            changed = _without(changed, section)
    return None if changed is content else changed.encoded()


def _without(content: text.Text, section: ini.Section) -> text.Text:
    for entry in section.entries:
        key = _secret(section, entry)
        if key and entry.value and entry.key_at.line:
            content = content.with_line(entry.key_at.line, moved_comment(key))
    return content


def _secret(section: ini.Section, entry: ini.Entry) -> str | None:
    """password or pin, under either of its names; None for all else."""
    keyfile_name = f"{section.name.lower()}.{entry.key}"
    key = SAME_AS.get(keyfile_name) or SAME_AS.get(entry.key, entry.key)
    return key if key in SECRETS else None
