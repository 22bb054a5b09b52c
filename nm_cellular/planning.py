"""Makes the plan: compares the profiles that are wanted with what is installed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from posixpath import basename, join

from . import file_names, ownership
from .ethernet_profile import AnyProfile
from .plan import Action, Installed, Scope, Step, Wanted
from .problem import Location, Problem, warning
from .profile import CellularProfile


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
        self._names = file_names.chosen([each.profile for each in wanted], {basename(each.path) for each in installed})

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
        rivals = [each for each in self._others if _may_match(profile, each)]
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
    hint = "take the change over into the boot file, or use --force to overwrite it"
    return warning(Location(existing.path), message, hint)


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


def _may_match(profile: CellularProfile, other: Installed) -> bool:
    """Whether nothing keeps the two apart: a SIM, an operator or a modem that both name, differently."""
    if other.keyfile.get("connection", "type") != "gsm" or not other.autoconnects:
        return False
    ours = {"sim-id": profile.sim_id, "sim-operator-id": profile.sim_operator_id, "device-id": profile.modem}
    named = [(mine, other.keyfile.get("gsm", key)) for key, mine in ours.items()]
    return not any(mine and theirs and mine != theirs for mine, theirs in named)
