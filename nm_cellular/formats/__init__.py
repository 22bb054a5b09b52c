"""The forms in which a connection may be written, one module each: parse(document, name) -> Parsed.

To add one: write the module, and name it in `parse` below.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from .. import ini, text
from ..problem import Location, Problem, error

TYPE_CHECKING = False  # as in report.py; who reads a stick's settings does not need profiles

if TYPE_CHECKING:
    from ..ethernet_profile import AnyProfile, EthernetProfile
    from ..failover.settings import Failover
    from ..profile import CellularProfile

KEYFILE_DIRECTORY = "system-connections"
CONFIG_FILE = "cellular.conf"

_STRANGE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters, and bytes that are not UTF-8 as Python shows them."""

SECRETS = ("password", "pin")
"""What `secrets = move` takes out of a boot file."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a boot file asks for.

    broken: the sources (as str(Source), or the file) that have errors, and so no profile here; what was installed
    from them stays.  others: connections that are not cellular.  move_secrets: the file asks for `secrets = move`.
    ethernet: of sticks that are Ethernet cards.  failover: what `[failover]` asks for.
    """

    profiles: tuple[CellularProfile, ...] = ()
    problems: tuple[Problem, ...] = ()
    broken: frozenset[str] = frozenset()
    others: int = 0
    move_secrets: bool = False
    ethernet: tuple[EthernetProfile, ...] = ()
    failover: Failover | None = None

    @property
    def connections(self) -> tuple[AnyProfile, ...]:
        return (*self.profiles, *self.ethernet)


def parse(file: str, data: bytes) -> Parsed:
    """Reads a boot file of whatever form; never raises."""
    from ..fields import FIELDS
    from . import cellular_conf, nm_keyfile

    if _STRANGE.search(file):
        shown = _STRANGE.sub("\ufffd", file)
        return _unreadable(shown, data, [error(Location(shown), "the file's name is no readable text", "rename it")])
    content, problems = text.decode(file, data)
    if content is None:
        return _unreadable(file, data, problems)
    document = ini.parse(content, FIELDS.keys() - SECRETS)
    read = nm_keyfile.parse if _is_keyfile(document) else cellular_conf.parse
    parsed = read(document, _name(file))
    if parsed.others:
        return parsed
    return replace(parsed, problems=tuple(problems) + parsed.problems)


def moved_comment(key: str) -> str:
    """The line that stands where a secret stood; moved_secrets knows it again."""
    place = "a file of nm-cellular's for root alone" if key == "pin" else "NetworkManager's profile"
    return f"# {key} was moved into {place}; write {key} = ... to replace it, delete this line to forget it"


def moved_secrets(section: ini.Section) -> tuple[str, ...]:
    """The keys whose values were moved out of that section."""
    return tuple(key for key in SECRETS if any(comment.startswith(f"{key} was moved") for comment in section.comments))


def _unreadable(file: str, data: bytes, problems: list[Problem]) -> Parsed:
    """Among the keyfiles an unreadable one is only our business where it seems to be cellular."""
    if _is_among_keyfiles(file) and b"gsm" not in data.replace(b"\0", b"").lower():
        return Parsed(others=1)
    return Parsed(problems=tuple(problems), broken=frozenset({file}))


def _is_keyfile(document: ini.Document) -> bool:
    sections = {section.name.lower() for section in document.sections}
    if _is_among_keyfiles(document.file) or "connection" in sections:
        return True
    return _names(document.file)[1].lower() != CONFIG_FILE and "gsm" in sections


def _name(file: str) -> str:
    """Names the file apart from where the boot partition is mounted, and how vfat was told to show upper case."""
    name = _names(file)[1]
    return f"{KEYFILE_DIRECTORY}/{name}" if _is_among_keyfiles(file) else name.lower()


def _is_among_keyfiles(file: str) -> bool:
    """vfat tells no upper from lower case."""
    return _names(file)[0].lower() == KEYFILE_DIRECTORY


def _names(file: str) -> tuple[str, str]:
    """Of its directory, and of the file."""
    directory, _, name = file.rpartition("/")
    return directory.rstrip("/").rpartition("/")[2], name
