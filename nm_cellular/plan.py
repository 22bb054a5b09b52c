"""What apply will do to the installed profiles, as a value that can be printed before it is done."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import count
from posixpath import basename, join

from . import ownership
from .ethernet_profile import AnyProfile
from .keyfile import Keyfile
from .problem import Location, Problem, warning
from .profile import CellularProfile


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
    def sends_pin(self) -> bool:
        """Whether NetworkManager sends a PIN that stands in it, by itself and at every boot."""
        # By its flags a PIN may be an agent's, and what stands in the file is not used.
        stored = self.keyfile.get("gsm", "pin-flags") in (None, "0")
        starts = self.keyfile.get("connection", "autoconnect") not in ("false", "no", "0")
        return stored and starts and self.secure and bool(self.keyfile.get("gsm", "pin"))


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


def make(
    wanted: Sequence[Wanted],
    installed: Sequence[Installed],
    directory: str,
    scope: Scope,
    *,
    force: bool = False,
    key: bytes = b"",
) -> tuple[Action, ...]:
    """The actions in the order of the wanted profiles, removals last.

    directory: where profiles are installed.  key: of ownership's seals; without it a secret that was changed in
    NetworkManager is not noticed.
    """
    planner = _Planner(wanted, installed, directory, force=force, key=key)
    return (*map(planner.install, wanted), *planner.removals(scope))


class _Planner:
    """Compares what is wanted with what is there."""

    def __init__(
        self,
        wanted: Sequence[Wanted],
        installed: Sequence[Installed],
        directory: str,
        *,
        force: bool,
        key: bytes,
    ) -> None:
        self._key = key
        self._force = force
        self._directory = directory
        self._wanted = {each.profile.uuid: each for each in wanted}
        self._ours = {each.uuid: each for each in installed if each.source and each.here}
        self._copies = [each for each in installed if each.source and each is not self._ours.get(each.uuid)]
        self._others = [each for each in installed if not each.source and not each.tombstone]
        self._tombstones = {each.tombstone: each for each in installed if _hides(each)}
        self._names = _file_names(wanted, {basename(each.path) for each in installed})

    def install(self, wanted: Wanted) -> Action:
        profile = wanted.profile
        existing = self._ours.get(profile.uuid)
        same_uuid = next((each for each in self._others if each.uuid == profile.uuid), None)
        path = existing.path if existing else join(self._directory, self._names[profile.uuid])
        if same_uuid:
            step, problems = Step.CONFLICT, [_same_uuid(profile, same_uuid)]
        else:
            step, problems = self._compare(wanted, existing)
            problems += self._rivals(profile) + self._hidden(profile)
        before = existing.text if existing else ""
        said = (*profile.problems, *problems)
        source = profile.source
        return Action(step, profile.id, profile.uuid, path, str(source), said, before, wanted.text, source.file)

    def _compare(self, wanted: Wanted, existing: Installed | None) -> tuple[Step, list[Problem]]:
        if not existing:
            return Step.CREATE, []
        changed = ownership.is_changed(existing.keyfile, self._key)
        if ownership.same(existing.keyfile, wanted.keyfile):
            return (Step.UNCHANGED if existing.secure and not changed else Step.UPDATE), []
        if changed and not self._force:
            return Step.CONFLICT, [_changed(existing), *_sent_pin(existing)]
        return Step.UPDATE, []

    def _rivals(self, profile: AnyProfile) -> list[Problem]:
        """Other people's profiles that NetworkManager may start on the same SIM."""
        if not isinstance(profile, CellularProfile) or not profile.autoconnect:
            return []
        rivals = [each for each in self._others if _may_match(profile, each.keyfile)]
        return [problem for each in rivals for problem in (_rival(profile, each), *_sent_pin(each))]

    def _hidden(self, profile: AnyProfile) -> list[Problem]:
        problems = []
        if tombstone := self._tombstones.get(profile.uuid):
            message = "NetworkManager was told to forget this profile (nmcli connection delete)"
            problems.append(warning(Location(tombstone.path), message, f"delete {tombstone.path} to have it back"))
        copies = [each for each in self._copies if each.uuid == profile.uuid]
        message = "this is another copy of a profile of ours; NetworkManager reads one of them, that in /run first"
        return problems + [warning(Location(each.path), message, "delete it") for each in copies]

    def removals(self, scope: Scope) -> list[Action]:
        gone = [each for uuid, each in self._ours.items() if uuid not in self._wanted]
        return [self._remove(each) for each in gone if scope.covers(each.source or "")]

    def _remove(self, existing: Installed) -> Action:
        keep = ownership.is_changed(existing.keyfile, self._key) and not self._force
        step, problems = (Step.CONFLICT, (_changed(existing),)) if keep else (Step.REMOVE, ())
        return Action(step, existing.id, existing.uuid, existing.path, existing.source or "", problems, existing.text)


def _hides(tombstone: Installed) -> bool:
    """One below /run hides every profile of its uuid, one below /etc not those below /run (seen with 1.42 and 1.52)."""
    return bool(tombstone.tombstone) and (tombstone.here or "/run/NetworkManager/" in tombstone.path)


def _changed(existing: Installed) -> Problem:
    message = "somebody changed this profile in NetworkManager; it was kept as it is"
    return warning(
        Location(existing.path),
        message,
        "take the change over into the boot file, or use --force to overwrite it",
    )


def _same_uuid(profile: AnyProfile, other: Installed) -> Problem:
    message = f"`{other.id}`{_netplan(other)} has the same uuid and is not ours; nothing was written"
    return warning(profile.place("uuid"), message, f"delete the uuid line here, or the file {other.path}")


def _rival(profile: CellularProfile, other: Installed) -> Problem:
    message = f"`{other.id}`{_netplan(other)} is for the same SIM; NetworkManager starts only one of the two"
    return warning(profile.place("id"), message, f"delete {other.path}, or give the one you want the higher priority")


def _sent_pin(other: Installed) -> Iterator[Problem]:
    if other.sends_pin:
        message = "NetworkManager sends this profile's PIN at every boot; a wrong one blocks the SIM after three"
        hint = "delete it here, nmcli connection reload, and write pin = … into cellular.conf"
        yield warning(Location(other.path), message, hint)


def _netplan(other: Installed) -> str:
    return " (from netplan)" if basename(other.path).startswith("netplan-") else ""


def _may_match(profile: CellularProfile, other: Keyfile) -> bool:
    """Whether nothing keeps the two apart: a SIM, an operator or a modem that both name, differently."""
    if other.get("connection", "type") != "gsm" or other.get("connection", "autoconnect") in (
        "false",
        "no",
        "0",
    ):
        return False
    ours: Mapping[str, str | None] = {
        "sim-id": profile.sim_id,
        "sim-operator-id": profile.sim_operator_id,
        "device-id": profile.modem,
    }
    named = [(mine, other.get("gsm", key)) for key, mine in ours.items()]
    return not any(mine and theirs and mine != theirs for mine, theirs in named)


def _file_names(wanted: Sequence[Wanted], taken: Collection[str]) -> dict[str, str]:
    """A readable file name by uuid; one whose name is taken, or goes to another, has the uuid in it."""
    names: dict[str, str] = {}
    used = set(taken)
    for each in wanted:
        name = next(name for name in _possible_names(each.profile) if name not in used)
        names[each.profile.uuid] = name
        used.add(name)
    return names


def _possible_names(profile: AnyProfile) -> Iterator[str]:
    stem = _stem(profile.id)
    yield f"{stem}.nmconnection"
    yield f"{stem}-{profile.uuid[:8]}.nmconnection"
    yield from (f"{stem}-{profile.uuid}-{number}.nmconnection" for number in count(1))


def _stem(name: str) -> str:
    """Letters, digits, dot, dash and underscore are safe in every file system and shell."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip(".-")[:64] or "cellular"
