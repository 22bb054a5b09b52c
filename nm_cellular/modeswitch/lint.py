"""What is wrong with profiles taken together: what can never happen, what never ends, what is not needed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..problem import Problem, error, warning
from .configuration import Configuration
from .profile import Profile
from .settings import need_storage
from .usb import STORAGE, UsbId


def lint(profiles: Sequence[Profile], pack: Sequence[Configuration] = ()) -> tuple[Problem, ...]:
    """pack: what usb_modeswitch has of its own."""
    found = [*_twice(profiles)]
    for profile in profiles:
        found += [*_impossible(profile), *_loops(profile, profiles), *_not_needed(profile, pack)]
    return tuple(found)


def _impossible(profile: Profile) -> Iterator[Problem]:
    storage = profile.match.interface_class == STORAGE
    for mode in profile.modes:
        if need_storage(mode.settings) and not storage:
            message = f"{mode.wish.value}-by: a storage command goes to an interface of class 08 only"
            yield error(profile.where, message, "delete the line interface-class = …")
        same = [str(usb_id) for usb_id in mode.ids if usb_id in profile.initial]
        if same and mode.interface_class is None:
            message = f"{mode.wish.value}: {same[0]} is what it is before it is switched"
            yield error(profile.where, message, "name the id that it has then, or its class:ff too")


def _loops(profile: Profile, profiles: Sequence[Profile]) -> Iterator[Problem]:
    """Where what a device becomes would be switched again, back to what it was."""
    for mode in profile.modes:
        for usb_id in mode.ids:
            if usb_id not in profile.initial and (path := _way_back(usb_id, profile, profiles)):
                way = " → ".join(map(str, (profile.initial[0], *path)))
                yield error(profile.where, f"it would be switched for ever: {way}", "delete one of these ids")


def _way_back(usb_id: UsbId, goal: Profile, profiles: Sequence[Profile]) -> tuple[UsbId, ...]:
    """The ids from usb_id to one of the goal's initial ids; empty where nothing leads back."""
    paths: list[tuple[UsbId, ...]] = [(usb_id,)]
    seen = {usb_id}
    while paths:
        path = paths.pop()
        if path[-1] in goal.initial:
            return path
        after = _reached_from(path[-1], profiles) - seen
        seen |= after
        paths += [(*path, each) for each in sorted(after)]
    return ()


def _reached_from(usb_id: UsbId, profiles: Iterable[Profile]) -> set[UsbId]:
    starting = [profile for profile in profiles if usb_id in profile.initial]
    return {target for profile in starting for mode in profile.modes for target in mode.ids}


def _twice(profiles: Sequence[Profile]) -> Iterator[Problem]:
    seen: dict[tuple[object, ...], Profile] = {}
    for profile in profiles:
        for usb_id in profile.initial:
            first = seen.setdefault((usb_id, profile.match), profile)
            if first is not profile:
                message = f"{usb_id} is described in {first.where} too, and that comes first"
                yield error(profile.where, message, "delete one of the two, or give them different products")


def _not_needed(profile: Profile, pack: Sequence[Configuration]) -> Iterator[Problem]:
    """Where usb_modeswitch does the same by itself, and there is no choice that it lacks."""
    if len(profile.modes) != 1 or profile.prefer is None:
        return
    mode = profile.modes[0]
    for usb_id in profile.initial:
        same = [each for each in pack if each.id == usb_id and each.settings == mode.settings]
        if same and mode.ids and set(mode.ids) <= set(same[0].targets):
            message = f"{usb_id}: {same[0].file} says the same"
            yield warning(profile.where, message, "delete it; usb_modeswitch switches the stick by itself")
