"""What apply will do to the installed profiles, as a value that can be printed before it is done."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from enum import Enum
from posixpath import basename

from . import ownership
from .ethernet_profile import AnyProfile
from .keyfile import Keyfile
from .problem import Problem


class Step(Enum):
    CREATE = "create"
    UPDATE = "update"
    UNCHANGED = "unchanged"
    REMOVE = "remove"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A profile that shall be installed, as the text of its keyfile."""

    profile: AnyProfile
    text: str = field(repr=False)
    keyfile: Keyfile = field(repr=False)


@dataclass(frozen=True, slots=True)
class Installed:
    """A file in one of NetworkManager's profile directories.

    here: in the directory that this run installs into.  keyfile: empty where the file is none.  tombstone: a link
    that hides the profile of that uuid.  secure: ours alone to read, as NetworkManager demands.
    """

    path: str
    here: bool
    text: str = field(default="", repr=False)
    keyfile: Keyfile = field(default_factory=Keyfile, repr=False)
    tombstone: str | None = None
    secure: bool = True

    @property
    def source(self) -> str | None:
        return ownership.source(self.keyfile)

    @property
    def uuid(self) -> str:
        return (self.keyfile.get("connection", "uuid") or "").lower()

    @property
    def id(self) -> str:
        return self.keyfile.get("connection", "id") or basename(self.path)

    @property
    def autoconnects(self) -> bool:
        return self.keyfile.get("connection", "autoconnect") not in ("false", "no", "0")

    @property
    def sends_pin(self) -> bool:
        """Whether NetworkManager sends a PIN that stands in it, by itself and at every boot."""
        # By its flags a PIN may be an agent's, and what stands in the file is not used.
        stored = self.keyfile.get("gsm", "pin-flags") in (None, "0")
        return stored and self.autoconnects and self.secure and bool(self.keyfile.get("gsm", "pin"))


@dataclass(frozen=True, slots=True)
class Action:
    """One step, its file, and what there is to say about it.  boot_file: where the source is."""

    step: Step
    id: str
    uuid: str
    path: str
    source: str
    problems: tuple[Problem, ...] = ()
    before: str = field(default="", repr=False)
    after: str = field(default="", repr=False)
    boot_file: str = ""


@dataclass(frozen=True, slots=True)
class Scope:
    """What this run may remove: profiles from a usable boot directory whose source was not found broken."""

    boots: Collection[str]
    broken: Collection[str]

    def covers(self, source: str) -> bool:
        file = self._file(source)
        return file is not None and source not in self.broken and file not in self.broken

    def _file(self, source: str) -> str | None:
        """The source without its section; None where no boot directory of ours holds it.  A directory may have a #."""
        for boot in (boot.rstrip("/") + "/" for boot in self.boots):
            if source.startswith(boot):
                return boot + source.removeprefix(boot).split("#", 1)[0]
        return None
