"""The PINs in NetworkManager's own profiles, which it sends at every boot, and does not count."""

from __future__ import annotations

from ..files import ProfileFiles
from ..layout import Layout
from ..plan import Installed
from ..profile import Secret
from .pin_guard import Pin


def read(layout: Layout) -> tuple[Pin, ...]:
    """Those of the profiles that it activates by itself; raises OSError where this user may not read them."""
    return tuple(_pin(each) for each in ProfileFiles(layout).installed() if each.sends_pin)


def _pin(profile: Installed) -> Pin:
    gsm = {key: profile.keyfile.get("gsm", key) for key in ("sim-id", "sim-operator-id", "device-id")}
    text = Secret(profile.keyfile.get("gsm", "pin") or "")
    return Pin(text, profile.path, gsm["sim-id"], gsm["sim-operator-id"], gsm["device-id"])
