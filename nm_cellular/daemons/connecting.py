"""Has NetworkManager connect a device, or let go of it."""

from __future__ import annotations

from .bus import Service

NETWORKMANAGER = "org.freedesktop.NetworkManager"
DEVICE = f"{NETWORKMANAGER}.Device"

_PATH = "/org/freedesktop/NetworkManager"


async def connect(networkmanager: Service, device: str, profile: str = "/") -> None:
    """As `nmcli device connect` does; device, profile: their paths on the bus.  Raises CallFailed.

    The first slash lets NetworkManager choose the profile, which it does by the SIM and the profiles' priorities, the
    last one what else a connection may be about.
    """
    await networkmanager.call(_PATH, NETWORKMANAGER, "ActivateConnection", "ooo", profile, device, "/")


async def disconnect(networkmanager: Service, device: str) -> None:
    """It is not dialled again until somebody wants it.  Raises CallFailed.

    NetworkManager 1.42 does not survive one in the middle of a dial (an assertion in nm-device-modem.c).
    """
    await networkmanager.call(device, DEVICE, "Disconnect")
