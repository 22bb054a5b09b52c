"""Virtual USB sticks that the real usb_modeswitch talks to: run under umockdev-wrapper with a STORY for each port.

A STORY is PORT=ID,THEN: the storage device that a stick is, and what it does at a message: an id with an interface
class such as 12d1:1506/ff that it comes back as, `gone` if it is pulled out then, or `gone-before` it gets any.
`nm-cellular switch --device PORT` is run for all ports at once; printed is {"reports": …, "messages": …} by port.
"""

from __future__ import annotations

import errno
import json
import os
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import gi

gi.require_version("UMockdev", "1.0")

from gi.repository import GLib, UMockdev  # noqa: E402

CLAIM, SUBMIT, REAP = 0x8004550F, 0x8038550A, 0x4008550D
"""USBDEVFS_CLAIMINTERFACE, _SUBMITURB and _REAPURBNDELAY of <linux/usbdevice_fs.h>, on 64 bits."""
URB_SIZE, STATUS, BUFFER, LENGTH, DONE = 56, 4, 16, 24, 28
"""Of struct usbdevfs_urb: its size, and the offsets of what is read and written here."""
IN = 0x80
NODE = "/dev/bus/usb/001/{:03}"
BULK_ONLY = bytes([9, 4, 0, 0, 2, 8, 6, 0x50, 0, 7, 5, 0x81, 2, 0, 2, 0, 7, 5, 0x01, 2, 0, 2, 0])
"""An interface of class 8 with its two endpoints."""


def descriptors(vendor: int, product: int) -> bytes:
    device = struct.pack("<BBHBBBBHHHBBBB", 18, 1, 0x200, 0, 0, 0, 64, vendor, product, 0x102, 1, 2, 0, 1)
    return device + struct.pack("<BBHBBBBB", 9, 2, 9 + len(BULK_ONLY), 1, 1, 0, 0x80, 250) + BULK_ONLY


class Stick:
    """What is at a port."""

    _addresses = iter(range(5, 100))

    def __init__(self, bed: Any, port: str, initial: str, then: str) -> None:
        self._bed = bed
        self._port = port
        self._then = then
        self._submitted: list[Any] = []
        self.messages: list[str] = []
        self._handler = UMockdev.IoctlBase()
        self._handler.connect("handle-ioctl", self._ioctl)
        bed.attach_ioctl(self._appear(initial, "08"), self._handler)

    def _appear(self, usb_id: str, interface_class: str) -> str:
        """Its device node."""
        vendor, product = usb_id.split(":")
        address = next(self._addresses)
        text = TREE.format(port=self._port, address=address, vendor=vendor, product=product, kind=interface_class)
        binary = descriptors(int(vendor, 16), int(product, 16)).hex().upper()
        self._bed.add_from_string(text.replace("DESCRIPTORS", binary))
        self._bed.uevent(f"/sys/devices/{self._port}/{self._port}:1.0", "add")
        return NODE.format(address)

    def _leave(self) -> None:
        # One event of the two: umockdev aborts where ten wait for somebody who is busy, such as on a loaded machine.
        self._bed.uevent(f"/sys/devices/{self._port}", "remove")
        for path in (f"/sys/devices/{self._port}/{self._port}:1.0", f"/sys/devices/{self._port}"):
            self._bed.remove_device(path)

    def _ioctl(self, _handler: Any, client: Any) -> bool:
        failure = self._answer(client.get_request() & 0xFFFFFFFF, client.get_arg())
        client.complete(-1 if failure else 0, failure)
        return True

    def _answer(self, request: int, argument: Any) -> int:
        if request == SUBMIT:
            self._submit(argument.resolve(0, URB_SIZE))
        elif request == REAP:
            return self._reap(argument.resolve(0, struct.calcsize("P")))
        elif request == CLAIM and self._then == "gone-before":
            self._leave()
            return errno.ENODEV
        return 0

    def _submit(self, urb: Any) -> None:
        (length,) = struct.unpack_from("<i", urb.retrieve(), LENGTH)
        if not self._is_reading(urb):
            self.messages.append(bytes(urb.resolve(BUFFER, length).retrieve()).hex())
        self._submitted.append(urb)

    def _reap(self, slot: Any) -> int:
        if not self._submitted:
            return errno.EAGAIN
        urb = self._submitted.pop(0)
        reading = self._is_reading(urb)
        if reading:
            self._obey()
        urb.update(STATUS, struct.pack("<i", -errno.ESHUTDOWN if reading else 0))
        urb.update(DONE, b"\0" * 4 if reading else bytes(urb.retrieve())[LENGTH : LENGTH + 4])
        slot.set_ptr(0, urb)
        return 0

    def _obey(self) -> None:
        """It leaves while its answer is awaited, as most do."""
        self._leave()
        if self._then != "gone":
            self._appear(*self._then.split("/"))

    @staticmethod
    def _is_reading(urb: Any) -> bool:
        return bool(bytes(urb.retrieve())[1] & IN)


TREE = r"""P: /devices/{port}
N: bus/usb/001/{address:03}
E: DEVTYPE=usb_device
E: SUBSYSTEM=usb
E: DEVNAME=/dev/bus/usb/001/{address:03}
E: BUSNUM=001
E: DEVNUM={address:03}
A: idVendor={vendor}\n
A: idProduct={product}\n
A: bcdDevice=0102\n
A: busnum=1\n
A: devnum={address}\n
A: speed=480\n
A: bConfigurationValue=1\n
A: bNumConfigurations=1\n
H: descriptors=DESCRIPTORS

P: /devices/{port}/{port}:1.0
E: DEVTYPE=usb_interface
E: SUBSYSTEM=usb
A: bInterfaceNumber=00\n
A: bInterfaceClass={kind}\n
A: bInterfaceSubClass=06\n
A: bInterfaceProtocol=50\n
"""


def switch(bed: Any, port: str) -> subprocess.Popen[str]:
    root = os.environ["ROOT"]
    argv = [sys.executable, "-m", "nm_cellular", "switch", "--device", port, "--json", "--root", root, "--boot", root]
    before = listeners(bed)
    process = subprocess.Popen(argv, stdout=subprocess.PIPE, text=True)
    # Two that begin to listen in the same instant choose one name for their sockets: umockdev looks, then binds.
    while listeners(bed) == before and process.poll() is None:
        time.sleep(0.01)
    return process


def listeners(bed: Any) -> set[Path]:
    """The sockets by which umockdev tells of events, one for each process that listens."""
    return set(Path(bed.get_root_dir()).glob("event*"))


def play(stories: dict[str, list[str]]) -> dict[str, Any]:
    bed = UMockdev.Testbed.new()
    sticks = {port: Stick(bed, port, *story) for port, story in stories.items()}
    threading.Thread(target=GLib.MainLoop().run, daemon=True).start()
    running = {port: switch(bed, port) for port in sticks}
    reports = {port: json.loads(process.communicate(timeout=60)[0]) for port, process in running.items()}
    return {
        "reports": {port: report for port, (report,) in reports.items()},
        "messages": {port: stick.messages for port, stick in sticks.items()},
    }


if __name__ == "__main__":
    words = [word.split("=") for word in sys.argv[1:]]
    print(json.dumps(play({port: story.split(",") for port, story in words})))
