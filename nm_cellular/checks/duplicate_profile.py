"""Two of NetworkManager's profiles for one modem, or with one uuid: they take it from each other."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from ..doctor.evidence import Evidence
from ..doctor.facts.network import NmDevice, Profile
from ..doctor.finding import Confidence, Finding, Severity
from ..doctor.progress import Progress, Stage, is_modems
from ..doctor.source import Source

SLUGS = ("duplicate-profile",)

_TURNS = 2
"""Changes from one profile to the other until that is no choice of somebody's any more."""


def find(evidence: Evidence) -> Iterator[Finding]:
    yield from [*_same_uuid(evidence), *_take_turns(evidence), *_for_one_modem(evidence)][:1]


def _same_uuid(evidence: Evidence) -> Iterator[Finding]:
    seen: dict[str, Profile] = {}
    for profile in evidence.of(Profile):
        uuid, name = profile.get("connection", "uuid") or "", _name(profile)
        other = seen.setdefault(uuid, profile) if uuid and "x" not in uuid.lower() else profile
        if name and _name(other) and (_name(other) != name or _are_two_files(other, profile)):
            one, two = (_name(other), name) if _name(other) != name else (other.path, profile.path)
            yield _finding(
                f"the profiles {one} and {two} have one uuid: only one of them is loaded",
                name,
                (other.source, profile.source),
                certain=True,
            )
        if profile.path and not other.path:
            seen[uuid] = profile  # what nmcli shows is one of the files


def _are_two_files(one: Profile, other: Profile) -> bool:
    """Of one directory: a file in /etc only stands before one of its name in /run or /usr/lib."""
    (folder, _, name), (others_folder, _, others_name) = one.path.rpartition("/"), other.path.rpartition("/")
    return bool(folder) and folder == others_folder and name != others_name


def _take_turns(evidence: Evidence) -> Iterator[Finding]:
    """One is started, then the other, then the first again."""
    of_device: dict[str, list[NmDevice]] = {}
    displaced = 0
    for each in evidence.of(NmDevice):
        displaced += each.state == "displaced" and is_modems(each.name)
        if each.state == "connecting" and each.profile and is_modems(each.name):
            of_device.setdefault(each.name, []).append(each)
    for starts in of_device.values():
        turns = [after for before, after in pairwise(starts) if before.profile != after.profile]
        names = dict.fromkeys(each.profile for each in starts)
        if max(len(turns), min(displaced, 2 * len(turns))) >= _TURNS and len(names) == 2:
            says = f"the profiles {' and '.join(names)} take the modem from each other"
            yield _finding(says, list(names)[1], tuple(each.source for each in turns[-3:]), certain=False, seen=True)


def _for_one_modem(evidence: Evidence) -> Iterator[Finding]:
    listed = filter(_is_listed, evidence.of(Profile))
    modems = {each.get("connection", "uuid") or str(each.source.line): each for each in listed}
    used = [each for each in modems.values() if each.get("GENERAL", "DEVICES")]
    several = sum(device.type == "gsm" for device in evidence.of(NmDevice)) > 1
    if len(modems) > 1 and not used and not several and not evidence.view(Progress).reached(Stage.ADDRESS):
        names = " and ".join(map(_name, modems.values()))
        says = f"the profiles {names} are all for the one modem: NetworkManager takes the one used last"
        first, second = list(modems.values())[-2:]
        yield _finding(says, _name(second), (first.source, second.source), certain=False)


def _is_listed(profile: Profile) -> bool:
    """In a table of nmcli; what people show each other in a thread is of many machines."""
    return not profile.path and len(profile.settings) in (3, 4) and profile.get("connection", "type") in ("gsm", "cdma")


def _name(profile: Profile) -> str:
    return profile.get("connection", "id") or profile.path.rpartition("/")[2]


def _finding(says: str, name: str, because: tuple[Source, ...], *, certain: bool, seen: bool = False) -> Finding:
    """seen: that they get into each other's way, which else is only feared."""
    return Finding(
        "duplicate-profile",
        subject=name,
        says=says,
        do="delete one of the two files, or give it a uuid of its own (uuidgen); then sudo nmcli connection reload"
        if certain
        else f"keep one: nmcli connection delete '{name}'; or nmcli connection modify '{name}' autoconnect no",
        because=because,
        severity=Severity.ERROR if certain or seen else Severity.WARNING,
        confidence=Confidence.CERTAIN if certain else Confidence.LIKELY if seen else Confidence.POSSIBLE,
    )
