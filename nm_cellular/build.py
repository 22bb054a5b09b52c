"""From what the boot files ask for to the keyfiles that shall be installed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from . import initial_eps, keyfile, ownership, properties
from .apns import auto_apn
from .apns.apn_memory import NOTHING, Memory
from .ethernet_profile import AnyProfile, EthernetProfile
from .formats import SECRETS, Parsed
from .nm_version import Version
from .pins.kept_pins import Kept
from .plan import Installed, Wanted
from .problem import Problem, error, warning
from .profile import CellularProfile, Secret

Render = Callable[[AnyProfile], tuple[str, keyfile.Keyfile]]


def merged(parts: Sequence[Parsed]) -> Parsed:
    """All boot files as one; a second profile of a uuid is an error."""
    profiles: dict[str, AnyProfile] = {}
    problems = [problem for part in parts for problem in part.problems]
    broken = {source for part in parts for source in part.broken}
    for profile in (profile for part in parts for profile in part.connections):
        first = profiles.setdefault(profile.uuid, profile)
        if first is not profile:
            problems.append(_same_uuid(profile, first))
            broken.add(str(profile.source))
    return Parsed(
        profiles=tuple(profile for profile in profiles.values() if isinstance(profile, CellularProfile)),
        problems=tuple(problems),
        broken=frozenset(broken),
        others=sum(part.others for part in parts),
        move_secrets=any(part.move_secrets for part in parts),
        ethernet=tuple(profile for profile in profiles.values() if isinstance(profile, EthernetProfile)),
        failover=next((part.failover for part in parts if part.failover), None),
    )


def _same_uuid(profile: AnyProfile, first: AnyProfile) -> Problem:
    if "uuid" not in profile.origins:
        return error(profile.place("id"), f"`{profile.id}` is already in {first.place('id')}", "delete one of the two")
    message = f"`{profile.id}` has the same uuid as `{first.id}` in {first.place('uuid')}"
    return error(profile.place("uuid"), message, "delete one of the two, or its uuid line")


def with_installed_secrets(
    profiles: Sequence[CellularProfile], installed: Sequence[Installed], kept: Kept
) -> tuple[CellularProfile, ...]:
    """Profiles whose secrets were moved out of the boot file get them back from the installed ones, or from us."""
    pins = {each.source: each.pin for each in kept.values()} | {uuid: each.pin for uuid, each in kept.items()}
    by_uuid = {each.uuid: each for each in installed if each.source}
    # Those of apn = auto have uuids of their own.
    by_source = {each.source: each for each in installed if each.source}
    return tuple(
        _with_secrets(
            profile,
            by_uuid.get(profile.uuid) or by_source.get(str(profile.source)),
            pins.get(profile.uuid) or pins.get(str(profile.source)),
        )
        if profile.moved
        else profile
        for profile in profiles
    )


def _with_secrets(profile: CellularProfile, installed: Installed | None, pin: Secret | None) -> CellularProfile:
    # An earlier version moved the PIN into the profile too.
    held = {key: _held(installed, key) for key in SECRETS} | ({"pin": pin} if pin else {})
    missing = [_lost(profile, key) for key in profile.moved if held[key] is None]
    fields = {key: held[key] if key in profile.moved else getattr(profile, key) for key in SECRETS}
    return replace(profile, password=fields["password"], pin=fields["pin"], problems=profile.problems + tuple(missing))


def _held(installed: Installed | None, key: str) -> Secret | None:
    text = installed.keyfile.get("gsm", key) if installed else None
    return None if text is None else Secret(text)


def _lost(profile: CellularProfile, key: str) -> Problem:
    holder = "nm-cellular does not have it" if key == "pin" else "no installed profile holds it"
    message = f"the {key} of `{profile.id}` was moved out of this file, but {holder}"
    return warning(profile.place("id"), message, f"write {key} = … again")


def for_version(profile: CellularProfile, version: Version | None) -> CellularProfile:
    """Leaves out the properties that this NetworkManager does not know, with a warning for each that is lost."""
    if not version:
        return profile
    profile = initial_eps.for_version(profile, version)
    kept: dict[str, list[tuple[str, keyfile.Value]]] = {}
    problems = list(profile.problems)
    for section, entries in profile.properties.items():
        for key, value in entries:
            complaint = properties.check_keyfile_value(section, key, value, version)
            if complaint and _is_too_new(section, key, version):
                problems.append(_complain(profile, complaint))
            else:
                kept.setdefault(section, []).append((key, value))
    known = {section: tuple(entries) for section, entries in kept.items()}
    return replace(profile, properties=known, problems=tuple(problems))


def _is_too_new(section: str, key: str, version: Version) -> bool:
    found = properties.find_in_keyfile(section, key)
    return bool(found and found.since and version < found.since)


def _complain(profile: AnyProfile, complaint: properties.Complaint) -> Problem:
    where = profile.place(f"{complaint.section}.{complaint.key}")
    return Problem(complaint.severity, where, complaint.message, complaint.hint)


def wanted(
    profiles: Sequence[AnyProfile],
    version: Version | None,
    render: Render,
    key: bytes = b"",
    memory: Memory = NOTHING,
) -> tuple[list[Wanted], list[Problem]]:
    """Each profile's keyfiles, one an APN; a profile that NetworkManager would refuse is an error instead.

    key: of ownership's seals.  memory: the SIMs that `apn = auto` may be about.
    """
    made: list[Wanted] = []
    problems: list[Problem] = []
    for profile in profiles:
        keyfiles = [_keyfile(each, render, key) for each in _alternatives(profile, version, memory)]
        errors = [problem for each in keyfiles for problem in each.profile.problems if problem.is_error]
        problems += errors
        made += [] if errors else keyfiles
    return made, problems


def _alternatives(profile: AnyProfile, version: Version | None, memory: Memory) -> Sequence[AnyProfile]:
    """Only a modem is told an APN, of which there may be several to try."""
    if isinstance(profile, EthernetProfile):
        return (profile,)
    return auto_apn.profiles(for_version(profile, version), memory)


def _keyfile(profile: AnyProfile, render: Render, key: bytes) -> Wanted:
    text, content = ownership.marked(*render(profile), str(profile.source), key)
    values = content.values()
    complaints = [complaint for section, keys in values.items() for key, value in keys.items()
                  if (complaint := properties.check_keyfile_value(section, key, value))]  # fmt: skip
    complaints += properties.check_profile(values)
    problems = dict.fromkeys(_complain(profile, complaint) for complaint in complaints)
    complained = replace(profile, problems=(*profile.problems, *problems)) if problems else profile
    return Wanted(complained, text, content)
