"""What there is to see of the modems just now: the daemons' last word, beside what the kernel tells for a few reads."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from ..modems.observation import Observation
from . import kernel, sighting
from .event import Sight


def look(seen: Observation, known: Collection[str]) -> Mapping[str, Sight]:
    """By path below /sys; known: those of all modems of which there is a state, listed or not."""
    devices = [device for modem in seen.modems if (device := seen.device(modem))]
    listed = {modem.device for modem in seen.modems}
    unlisted = [] if seen.failure else [path for path in known if path not in listed]
    interfaces = [device.ip_interface for device in devices if device.ip_interface]
    return sighting.of_all(seen, list(known), kernel.surroundings(interfaces, [*listed, *unlisted], unlisted))
