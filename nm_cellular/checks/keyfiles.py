"""NetworkManager's profiles on the disk: who may read them, whether they can be read, whether there are two."""

from __future__ import annotations

from collections.abc import Iterator

from ..doctor.evidence import Evidence
from ..doctor.facts.modem import Refusal
from ..doctor.facts.network import NmDevice, Profile
from ..doctor.finding import Confidence, Finding, Severity
from ..doctor.progress import Progress, Stage
from ..doctor.source import Source

SLUGS = ("keyfile-permissions", "keyfile-invalid", "duplicate-profile")

_INSECURE = ("is insecure", "are insecure", "were insecure")
_ON_VFAT = ("/boot/", "/mnt/boot", "resin-boot", "/media/", "/Volumes/")


def find(evidence: Evidence) -> Iterator[Finding]:
    # A file's contents, shown after what was said of it, take nothing of that back.
    said = [
        each for each in evidence.of(Profile) if evidence.live or not each.settings or each.problems or not each.path
    ]
    latest = {profile.path or _uuid(profile): profile for profile in said}
    for profile in latest.values():
        if _is_insecure(profile):
            yield _permissions(profile, seen=evidence.live)
        elif profile.problems:
            yield _invalid(profile.path, profile.problems[0], profile.source)
    for refusal in evidence.of(Refusal):
        if refusal.program == "nmcli" and ("property is" in refusal.error or "invalid connection" in refusal.error):
            yield _invalid("profile", refusal.error, refusal.source)
    yield from _duplicates(evidence)


def _uuid(profile: Profile) -> str:
    return profile.get("connection", "uuid") or str(profile.source.line)


def _is_insecure(profile: Profile) -> bool:
    if any(sign in problem for problem in profile.problems for sign in _INSECURE):
        return True
    # A boot partition has no modes; what copies profiles from there gives them the right one.
    open_to_others = profile.mode is not None and bool(profile.mode & 0o077)
    return open_to_others and "/etc/NetworkManager/" in profile.path and not any(at in profile.path for at in _ON_VFAT)


def _permissions(profile: Profile, *, seen: bool) -> Finding:
    said = seen or any(sign in problem for problem in profile.problems for sign in _INSECURE)
    mode = f" ({profile.mode:03o})" if profile.mode is not None else ""
    return Finding(
        "keyfile-permissions",
        subject=profile.path,
        says=f"others may read or write the profile{mode}, so NetworkManager does not load it",
        do=f"sudo chown root:root '{profile.path}'; sudo chmod 600 '{profile.path}'; sudo nmcli connection reload",
        because=(profile.source,),
        confidence=Confidence.CERTAIN if said else Confidence.LIKELY,
    )


def _invalid(path: str, problem: str, source: Source) -> Finding:
    return Finding(
        "keyfile-invalid",
        subject=path,
        says=f"NetworkManager does not take the profile: {problem.rstrip('. ')}",
        do=f"correct that key, or delete its line where it is empty; then sudo nmcli connection load '{path}'",
        because=(source,),
        confidence=Confidence.CERTAIN,
    )


def _duplicates(evidence: Evidence) -> Iterator[Finding]:
    """Two files with one uuid; two profiles for one modem that try each in turn."""
    seen: dict[str, Profile] = {}
    for profile in evidence.of(Profile):
        uuid, name = profile.get("connection", "uuid") or "", _name(profile)
        other = seen.setdefault(uuid, profile) if uuid and "x" not in uuid.lower() else profile
        if name and _name(other) and _name(other) != name:
            yield _duplicate(
                f"{_name(other)} and {name} have one uuid: only the last is loaded", other, profile, certain=True
            )
    modems = {_uuid(each): each for each in evidence.of(Profile) if _is_listed(each)}
    used = [each for each in modems.values() if each.get("GENERAL", "DEVICES")]
    if (
        len(modems) > 1
        and not used
        and not _modems_connected(evidence)
        and not evidence.view(Progress).reached(Stage.ADDRESS)
    ):
        first, second = list(modems.values())[-2:]
        names = " and ".join(_name(each) for each in modems.values())
        yield _duplicate(
            f"{names} are all for the one modem: NetworkManager takes the one used last", first, second, certain=False
        )


def _is_listed(profile: Profile) -> bool:
    """In a table of nmcli; what people show each other in a thread is of many machines."""
    return not profile.path and len(profile.settings) in (3, 4) and profile.get("connection", "type") in ("gsm", "cdma")


def _name(profile: Profile) -> str:
    return profile.get("connection", "id") or profile.path.rpartition("/")[2]


def _modems_connected(evidence: Evidence) -> bool:
    return sum(device.type == "gsm" for device in evidence.of(NmDevice)) > 1


def _duplicate(says: str, first: Profile, second: Profile, *, certain: bool) -> Finding:
    return Finding(
        "duplicate-profile",
        subject=_name(second),
        says=says,
        do=f"keep one: nmcli connection delete '{_name(second)}'"
        + ("; or give one a new uuid (uuidgen)" if certain else "; or connection.autoconnect no"),
        because=(first.source, second.source),
        severity=Severity.ERROR if certain else Severity.WARNING,
        confidence=Confidence.CERTAIN if certain else Confidence.POSSIBLE,
    )
