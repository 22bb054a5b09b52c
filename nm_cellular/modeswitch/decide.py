"""What is to be done about a USB device: a plan of how it is switched, or the reason why it is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .configuration import Configuration
from .known import Profiles
from .profile import Mode, Profile, Wish
from .settings import config_text, need_storage
from .usb import STORAGE, UsbDevice


@dataclass(frozen=True, slots=True)
class SwitchPlan:
    """How a device is switched.

    argv: the call of usb_modeswitch.  mode: what has to come of it; profile: the rest that is known.
    """

    argv: tuple[str, ...]
    mode: Mode
    profile: Profile

    def is_done(self, device: UsbDevice) -> bool:
        return self.mode.is_reached(device, self.profile.initial)

    def for_device(self, device: UsbDevice) -> SwitchPlan:
        """The same for a device that has come back with another address."""
        return plan(device, self.profile, self.mode)


@dataclass(frozen=True, slots=True)
class LeaveAlone:
    """Why a device is not switched.  by_others: because usb_modeswitch's own rules do it."""

    reason: str
    hint: str = ""
    by_others: bool = False


def decide(
    device: UsbDevice,
    known: Profiles,
    pack: Sequence[Configuration] = (),
    wish: Wish | None = None,
    *,
    in_container: bool = False,
) -> SwitchPlan | LeaveAlone:
    """wish: said for this run; else the profile's preference counts."""
    profile = next((each for each in known.profiles if each.applies(device)), None)
    if profile is None:
        return _unknown(device, known, pack)
    wish = wish or profile.prefer
    if wish is None:
        return LeaveAlone(f"{device.id} is to stay as it is (prefer = none)")
    mode = profile.mode(wish)
    if mode is None:
        return LeaveAlone(f"nothing is known of how {device.id} becomes {_NAMES[wish]}", _what_it_becomes(profile))
    return _refused(device, profile, mode, in_container=in_container) or plan(device, profile, mode)


def plan(device: UsbDevice, profile: Profile, mode: Mode) -> SwitchPlan:
    """The call that usb_modeswitch's dispatcher makes too; by bus and address, as two sticks may have one id."""
    # Asking a device for its configuration upsets some; with only one there is nothing to ask.
    single = ("-u", "-1") if device.configurations == 1 and mode.configuration is None else ()
    where = ("-b", str(device.bus), "-g", str(device.address)) if device.bus else ()
    ids = ("-v", f"0x{device.id.vendor:04x}", "-p", f"0x{device.id.product:04x}")
    return SwitchPlan(("usb_modeswitch", "-D", *single, *where, *ids, "-f", config_text(mode.settings)), mode, profile)


_NAMES = {Wish.MODEM: "a modem", Wish.ETHERNET: "an Ethernet card"}


def _refused(device: UsbDevice, profile: Profile, mode: Mode, *, in_container: bool) -> LeaveAlone | None:
    if reached := _reached(device, profile, mode):
        return reached
    if not device.interfaces:
        return LeaveAlone(f"{device.id} has no interfaces yet")
    needed = STORAGE if need_storage(mode.settings) else profile.match.interface_class
    if needed not in (None, device.first_class):
        return LeaveAlone(
            f"interface 0 of {device.id} has class {device.first_class:02x}, and only one of class {needed:02x}"
            f" can be switched"
        )
    if in_container:
        return LeaveAlone("a container cannot switch USB devices", "run nm-cellular on the host")
    return None


def _reached(device: UsbDevice, profile: Profile, wanted: Mode) -> LeaveAlone | None:
    if wanted.is_reached(device, profile.initial):
        return LeaveAlone(f"{device.id} is {_NAMES[wanted.wish]} already")
    other = next((mode for mode in profile.modes if mode.is_reached(device, profile.initial)), None)
    if other:
        hint = f"unplug it and plug it in again to make it {_NAMES[wanted.wish]}"
        return LeaveAlone(f"{device.id} is {_NAMES[other.wish]} already", hint)
    return None


def _unknown(device: UsbDevice, known: Profiles, pack: Sequence[Configuration]) -> LeaveAlone:
    if found := known.becoming(device.id):
        profile, mode = found
        return LeaveAlone(f"{device.id} is {_NAMES[mode.wish]} already ({profile.name})")
    theirs = next((each for each in pack if each.id == device.id), None)
    if theirs and theirs.does_nothing:
        return LeaveAlone(f"{device.id} needs no switching ({theirs.name})")
    if theirs:
        return LeaveAlone(f"usb_modeswitch's own rules switch {device.id} ({theirs.name})", by_others=True)
    if switched := next((each for each in pack if device.id in each.targets), None):
        return LeaveAlone(f"{device.id} is what usb_modeswitch makes of {switched.id} ({switched.name})")
    return LeaveAlone(
        f"nothing is known of {device.id}", f"if it has to be switched, describe it in [modeswitch {device.id}]"
    )


def _what_it_becomes(profile: Profile) -> str:
    wishes = " or ".join(mode.wish.value for mode in profile.modes)
    return f"it can become: {wishes}" if wishes else "say how with modem-by = or ethernet-by ="
