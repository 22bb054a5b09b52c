"""Listens to udev for USB devices that come and go: nobody else signals one that ModemManager does not list."""

from __future__ import annotations

import asyncio
import socket
import struct
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

_NETLINK_KOBJECT_UEVENT = 15
_UDEV = 2
"""The group of udev's events, which come when it has processed those of the kernel."""

_SO_ATTACH_FILTER = 26
_LOAD, _EQUALS, _RETURN = 0x20, 0x15, 0x06
"""Of a classic BPF program: a word at an offset; whether it is that, else so many steps further; and the end."""

_MAGIC_AT, _MAGIC = 8, 0xFEEDCAFE
_DEVTYPE_AT, _USB_DEVICE = 28, 0x27F8F50C
"""Of the header that udev puts before an event (systemd's device-monitor.c): the hash of its DEVTYPE, usb_device."""

_FILTER = (
    (_LOAD, 0, 0, _MAGIC_AT),
    (_EQUALS, 0, 3, _MAGIC),
    (_LOAD, 0, 0, _DEVTYPE_AT),
    (_EQUALS, 0, 1, _USB_DEVICE),
    (_RETURN, 0, 0, 0xFFFFFFFF),
    (_RETURN, 0, 0, 0),
)
"""The kernel passes only those events, so that no other wakes us."""


@contextmanager
def listening(tell: Callable[[], None]) -> Iterator[None]:
    """For that time, calls `tell` whenever a USB device has come, gone or changed; without udev never."""
    loop = asyncio.get_running_loop()
    with socket.socket(socket.AF_NETLINK, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK, _NETLINK_KOBJECT_UEVENT) as heard:
        with suppress(OSError):
            _filter(heard)
            heard.bind((0, _UDEV))
            loop.add_reader(heard, _hear, heard, tell)
        try:
            yield
        finally:
            loop.remove_reader(heard)


def _filter(heard: socket.socket) -> None:
    program = array("B", b"".join(struct.pack("HBBI", *each) for each in _FILTER))
    address, _ = program.buffer_info()
    heard.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_FILTER, struct.pack("HP", len(_FILTER), address))


def _hear(heard: socket.socket, tell: Callable[[], None]) -> None:
    """All that came make one look."""
    with suppress(
        OSError
    ):  # that there is no more, or that some were lost (ENOBUFS), which is as good a reason to look
        while heard.recv(1):
            pass
    tell()
