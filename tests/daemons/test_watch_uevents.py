"""Of udev's events only those wake the watch that tell of a USB device."""

from __future__ import annotations

import json

from tests.daemons.modem_states import PATH
from tests.lab import Lab

HEAR = """
import asyncio, json, socket, struct, sys
from nm_cellular.watch import uevents

def event(devtype, magic):
    # As udev writes it: prefix, magic, sizes, the hashes of subsystem and devtype, a filter of tags; and the event.
    return struct.pack("!8sI12x2I8x", b"libudev\\0", magic, 0x0577C5E5, devtype) + b"ACTION=add\\0"

async def main():
    looks = []
    udev = socket.socket(socket.AF_NETLINK, socket.SOCK_DGRAM, 15)
    with uevents.listening(lambda: looks.append(1)):
        for each in json.loads(sys.argv[1]):
            udev.sendto(event(*each) if each else b"add@/devices/usb1", (0, 2))
            await asyncio.sleep(0.05)
    print(len(looks))

asyncio.run(main())
"""
MAGIC, USB_DEVICE, OTHER = 0xFEEDCAFE, 0x27F8F50C, 0x12345678
"""USB_DEVICE is what libudev has in the filter of a monitor for these."""


def looks(lab: Lab, *events: tuple[int, int] | None) -> int:
    return int(lab.run(["/usr/bin/python3", "-c", HEAR, json.dumps(events)], env=PATH).stdout)


def test_only_usb_devices_are_heard_of(lab: Lab) -> None:
    assert looks(lab, (OTHER, MAGIC), (USB_DEVICE, 0), None) == 0
    assert looks(lab, (USB_DEVICE, MAGIC), (OTHER, MAGIC), (USB_DEVICE, MAGIC)) == 2
