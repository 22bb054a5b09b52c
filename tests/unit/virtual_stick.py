"""A virtual USB stick under umockdev-wrapper, and `nm-cellular switch` on it: virtual_stick.py STORY ARGUMENT…

The STORY is what the stick does at each message, as words: an id with its interface class such as 12d1:1506/ff, `-` for
nothing, `gone` for leaving.  Stands in for usb_modeswitch, whose calls are counted in the file $MESSAGES, and where
$MEANWHILE is said when it is called.  $MODEMMANAGER_UID: what udev says of the device.  $CONNECTED: for how many
milliseconds the kernel has had it.
"""

from __future__ import annotations

import os
import stat
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

import gi

gi.require_version("UMockdev", "1.0")

from gi.repository import UMockdev  # noqa: E402

from nm_cellular.__main__ import main  # noqa: E402

PORT = "1-1"


class Stick:
    """The device at the port."""

    def __init__(self, bed: Any) -> None:
        self._bed = bed
        self._address = 4

    def appear(self, shown: str) -> None:
        usb_id, _, interface_class = shown.partition("/")
        vendor, _, product = usb_id.partition(":")
        self._address += 1
        device = self._add(PORT, None, "usb_device", self._attributes(vendor, product))
        if interface_class:
            numbers = {"bInterfaceNumber": "00", "bInterfaceSubClass": "06", "bInterfaceProtocol": "50"}
            self._add(f"{PORT}:1.0", device, "usb_interface", numbers | {"bInterfaceClass": interface_class})

    def leave(self) -> None:
        """The interface first, as the kernel does; both events are sent before either is gone from sysfs."""
        for path in (f"/sys/devices/{PORT}/{PORT}:1.0", f"/sys/devices/{PORT}"):
            self._bed.uevent(path, "remove")
            self._bed.remove_device(path)

    def obey(self, did: str) -> None:
        if did == "-":
            return
        self.leave()
        if did != "gone":
            self.appear(did)

    def _attributes(self, vendor: str, product: str) -> dict[str, str]:
        names = {"manufacturer": "HUAWEI", "product": "Mobile", "bcdDevice": "0102"}
        numbers = {"busnum": "1", "devnum": str(self._address), "bConfigurationValue": "1", "bNumConfigurations": "1"}
        there = {"power/connected_duration": os.environ["CONNECTED"]} if "CONNECTED" in os.environ else {}
        return {"idVendor": vendor, "idProduct": product} | names | numbers | there

    def _add(self, name: str, parent: str | None, kind: str, attributes: dict[str, str]) -> str:
        flat = [text for pair in attributes.items() for text in pair]
        uid = ["ID_MM_PHYSDEV_UID", os.environ["MODEMMANAGER_UID"]] if "MODEMMANAGER_UID" in os.environ else []
        path: str = self._bed.add_device("usb", name, parent, flat, ["DEVTYPE", kind, *uid])
        return path


class FakeUsbModeswitch:
    """A program that tells of its call, and returns when the stick has done what it does then."""

    def __init__(self, directory: str) -> None:
        program = Path(directory, "usb_modeswitch")
        calls, done = Path(directory, "calls"), Path(directory, "done")
        for pipe in (calls, done):
            os.mkfifo(pipe)
        program.write_text(PROGRAM.format(calls=calls, done=done))
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        # Both ways, so that opening waits for nobody: while umockdev opens a file, it lets no other thread open one.
        self._calls, self._done = (os.open(pipe, os.O_RDWR) for pipe in (calls, done))

    def obeyed(self, stick: Stick, story: list[str]) -> None:
        for did in story:
            os.read(self._calls, 1)
            stick.obey(did)
            os.write(self._done, b"\n")


PROGRAM = """#!/bin/sh
echo "$@" | tr '\\n' ' ' >>"$MESSAGES"
echo >>"$MESSAGES"
eval "$MEANWHILE"
printf x >{calls}
read -r _ <{done}
echo ok:busdev
"""


def play(story: list[str], arguments: list[str]) -> int:
    stick = Stick(UMockdev.Testbed.new())
    stick.appear(story[0])
    with tempfile.TemporaryDirectory() as directory:
        program = FakeUsbModeswitch(directory)
        os.environ["PATH"] = f"{directory}:{os.environ['PATH']}"
        threading.Thread(target=program.obeyed, args=(stick, story[1:]), daemon=True).start()
        sys.argv = ["nm-cellular", "switch", *arguments]
        return main()


if __name__ == "__main__":
    sys.exit(play(sys.argv[1].split(), sys.argv[2:]))
