"""All profiles: those that are shipped, changed and added to by what a user has written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ..problem import Problem, error
from .keys import Known
from .profile import Match, Mode, Profile, Wish
from .reading import Read
from .usb import UsbId

TYPE_CHECKING = False  # as in report.py

if TYPE_CHECKING:
    from typing import Any


@dataclass(frozen=True, slots=True)
class Profiles:
    """Profiles, the one that counts for a device first, and what is wrong with what they were made of."""

    profiles: tuple[Profile, ...] = ()
    problems: tuple[Problem, ...] = ()

    def of(self, usb_id: UsbId) -> tuple[Profile, ...]:
        return tuple(profile for profile in self.profiles if usb_id in profile.initial)

    def becoming(self, usb_id: UsbId) -> tuple[Profile, Mode] | None:
        """The profile whose device has that id after it was switched, and the mode that it is then in."""
        found = ((profile, mode) for profile in self.profiles for mode in profile.modes)
        return next(((profile, mode) for profile, mode in found if usb_id in mode.ids), None)


def profiles(shipped: Read, *users: Read) -> Profiles:
    """Later sources change what earlier ones say about an id, key by key."""
    known = Profiles(tuple(_profile(each, None) for each in shipped.known), shipped.problems)
    for user in users:
        known = _changed(known, user)
    return known


def _changed(known: Profiles, user: Read) -> Profiles:
    changed: list[Profile] = []
    problems = [*known.problems, *user.problems]
    for entry in user.known:
        if _is_that_already(known, entry):
            continue
        made = [_profile(entry, base) for base in _bases(known, entry)]
        problems += [problem for profile in made if (problem := _incomplete(profile))]
        changed += [profile for profile in made if not _incomplete(profile)]
    return Profiles((*changed, *_without(known.profiles, changed)), tuple(problems))


def _is_that_already(known: Profiles, entry: Known) -> bool:
    """`[modeswitch 12d1:14dc] prefer = ethernet`, of a stick that comes up as what another is switched to."""
    found = [known.becoming(usb_id) for usb_id in entry.ids if not known.of(usb_id)]
    wish = entry.values.get("prefer")
    return len(found) == len(entry.ids) and all(each and each[1].wish is wish for each in found) and not entry.modes


def _bases(known: Profiles, entry: Known) -> Iterable[Profile]:
    for usb_id in entry.ids:
        yield next((base.narrowed(usb_id) for base in known.of(usb_id)), Profile(str(usb_id), (usb_id,)))


def _without(found: Iterable[Profile], changed: Iterable[Profile]) -> Iterable[Profile]:
    gone = {usb_id for profile in changed if profile.match == Match() for usb_id in profile.initial}
    for profile in found:
        initial = tuple(usb_id for usb_id in profile.initial if usb_id not in gone)
        if initial:
            yield replace(profile, initial=initial)


def _profile(known: Known, base: Profile | None) -> Profile:
    base = base or Profile("", known.ids)
    values = {key: value for key, value in known.values.items() if key != "message"}
    made = replace(base, **values, match=replace(base.match, **known.match), where=known.where)
    made = replace(made, modes=_modes(made, known.modes))
    made = _with_message(made, known.values.get("message"))
    return _with_a_preference(made) if "prefer" not in known.values else made


def _modes(profile: Profile, given: dict[Wish, dict[str, Any]]) -> tuple[Mode, ...]:
    made = {mode.wish: mode for mode in profile.modes}
    for wish, values in given.items():
        made[wish] = replace(made.get(wish, Mode(wish)), **values)
    return tuple(made.values())


def _with_message(profile: Profile, message: str | None) -> Profile:
    if message is None:
        return profile
    wish = profile.prefer or Wish.MODEM
    settings = {"settings": (("MessageContent", message),)}
    return replace(profile, modes=_modes(profile, {wish: settings}))


def _with_a_preference(profile: Profile) -> Profile:
    """A device that can become one thing only is to become that."""
    wishes = [mode.wish for mode in profile.modes]
    return replace(profile, prefer=wishes[0]) if wishes and profile.prefer not in (*wishes, None) else profile


def _incomplete(profile: Profile) -> Problem | None:
    ids = " ".join(map(str, profile.initial))
    if profile.prefer is not None and profile.mode(profile.prefer) is None:
        message = f"nothing is known of how {ids} becomes {_article(profile.prefer)}"
        hint = f"write {profile.prefer.value}-by = and usb_modeswitch's setting, or prefer = none"
        return error(profile.where, message, hint)
    lacking = next((mode for mode in profile.modes if not mode.settings), None)
    if lacking:
        message = f"{ids}: nothing says how it becomes {_article(lacking.wish)}"
        return error(profile.where, message, f"write {lacking.wish.value}-by = HuaweiNewMode or another")
    return None


def _article(wish: Wish) -> str:
    return "a modem" if wish is Wish.MODEM else "an Ethernet card"
