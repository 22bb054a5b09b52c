"""udev rules for the sticks that a user describes: what 60-nm-cellular.hwdb is for those that are shipped.

A few ids are no load for udev, which reads changed rules by itself.  `systemd-hwdb update` would compile the whole
database into /etc/udev/hwdb.bin, which from then on hides the one that Debian's packages keep up to date.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from .hwdb import properties
from .profile import Match, Profile
from .usb import UsbId

HEADER = """\
# Written by `nm-cellular apply` for sticks in cellular.conf and /etc/nm-cellular/modeswitch.d; do not edit.
# Before 39-nm-cellular.rules, which does the rest.

"""


def rules(profiles: Iterable[Profile], shipped: Sequence[Profile]) -> str:
    """The text of the file; empty where the shipped database says all that is needed."""
    lines = [_rule(usb_id, profile) for usb_id, profile in _unshipped(profiles, shipped)]
    return HEADER + "".join(lines) if lines else ""


def claimed(profiles: Iterable[Profile], shipped: Sequence[Profile]) -> tuple[UsbId, ...]:
    """The ids that the rules are about."""
    return tuple(usb_id for usb_id, _ in _unshipped(profiles, shipped))


def _unshipped(profiles: Iterable[Profile], shipped: Sequence[Profile]) -> Iterator[tuple[UsbId, Profile]]:
    known = {usb_id for profile in shipped for usb_id in profile.initial}
    for profile in profiles:
        for usb_id in profile.initial:
            if usb_id not in known and profile.prefer is not None:
                yield usb_id, profile


def _rule(usb_id: UsbId, profile: Profile) -> str:
    tests = [f'ATTR{{idVendor}}=="{usb_id.vendor:04x}"', f'ATTR{{idProduct}}=="{usb_id.product:04x}"']
    tests += [f'ATTR{{{name}}}=="{glob}"' for name, glob in _names(profile.match) if glob != "*"]
    found = [f'ENV{{{name}}}="1"' for name in properties(profile)]
    start = ('ACTION!="remove"', 'SUBSYSTEM=="usb"', 'ENV{DEVTYPE}=="usb_device"')
    return ", ".join((*start, *tests, *found)) + "\n"


def _names(match: Match) -> tuple[tuple[str, str], ...]:
    return ("manufacturer", match.manufacturer), ("product", match.product), ("bcdDevice", match.revision)
