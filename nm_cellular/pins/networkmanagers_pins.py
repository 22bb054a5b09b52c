"""The PINs in NetworkManager's own profiles, which it sends at every boot, and does not count."""

from __future__ import annotations

from ..files import ProfileFiles
from ..layout import Layout
from ..plan import Installed
from ..profile import Secret
from .pin_guard import Pin


def read(layout: Layout) -> tuple[Pin, ...]:
    """Those of the profiles that it activates by itself; raises OSError where this user may not read them."""
    return tuple(_pin(each) for each in ProfileFiles(layout).installed() if _is_sent(each))


def _is_sent(profile: Installed) -> bool:
    # By its flags a PIN may be an agent's, and what stands in the file is not used.
    stored = profile.keyfile.get("gsm", "pin-flags") in (None, "0")
    starts = profile.keyfile.get("connection", "autoconnect") not in ("false", "0")
    return stored and starts and profile.secure and bool(profile.keyfile.get("gsm", "pin"))


def _pin(profile: Installed) -> Pin:
    gsm = {key: profile.keyfile.get("gsm", key) for key in ("sim-id", "sim-operator-id", "device-id")}
    text = Secret(profile.keyfile.get("gsm", "pin") or "")
    return Pin(text, profile.path, gsm["sim-id"], gsm["sim-operator-id"], gsm["device-id"])
