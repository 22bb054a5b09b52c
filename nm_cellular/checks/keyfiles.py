"""NetworkManager's profiles on the disk: who may read them, and whether they can be read."""

from __future__ import annotations

from collections.abc import Iterator

from ..doctor.evidence import Evidence
from ..doctor.facts.modem import Refusal
from ..doctor.facts.network import Profile
from ..doctor.finding import Confidence, Finding
from ..doctor.source import Source

SLUGS = ("keyfile-permissions", "keyfile-invalid")

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
        do=f"correct that key, or delete its line where it is empty; then sudo nmcli connection load '{path}'"
        if path.startswith("/")
        else "give that setting a valid value, or leave it out where it has none",
        because=(source,),
        confidence=Confidence.CERTAIN,
    )
