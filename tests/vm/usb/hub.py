"""The kernel's virtual USB host controller, vhci-hcd, and who is plugged into it."""

from __future__ import annotations

import asyncio
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.lab.background import Background, background
from tests.vm.usb.stick import Stick
from tests.vm.usb.usbip import Device, Link

_CONTROLLER = Path("/sys/devices/platform/vhci_hcd.0")
_FREE = "004"
_HIGH_SPEED, _MEGABITS = 3, 480


class Port:
    """A socket of the hub: one device at a time."""

    def __init__(self, number: int) -> None:
        self.number = number
        self._link: Link | None = None

    @property
    def sysname(self) -> str:
        """As udev names the device that is plugged in."""
        # The controller has a bus for USB 3 too.
        speed = next(speed for speed in _CONTROLLER.glob("usb*/speed") if int(speed.read_text()) == _MEGABITS)
        return f"{speed.parent.name.removeprefix('usb')}-{self.number + 1}"

    def has_power(self) -> bool:
        """What is plugged in does not feel it: the controller is virtual."""
        bus = self.sysname.partition("-")[0]
        switch = f"usb{bus}/{bus}-0:1.0/usb{bus}-port{self.number + 1}/disable"
        return (_CONTROLLER / switch).read_text() == "0\n"

    @property
    def is_free(self) -> bool:
        lines = (_CONTROLLER / "status").read_text().splitlines()
        return any(line.split()[:3] == ["hs", f"{self.number:04}", _FREE] for line in lines)

    async def connect(self, device: Device) -> None:
        """Waits until the kernel has forgotten the device before."""
        async with asyncio.timeout(20):
            while not self.is_free:  # noqa: ASYNC110  sysfs tells nobody of a change
                await asyncio.sleep(0.01)
        ours, kernels = socket.socketpair()
        with kernels:
            _, self._link = await asyncio.get_running_loop().connect_accepted_socket(lambda: Link(device), ours)
            identity = f"{self.number} {kernels.fileno()} {self.number + 1} {_HIGH_SPEED}"
            (_CONTROLLER / "attach").write_text(identity)

    def disconnect(self) -> None:
        if self._link:
            self._link.unplug()
            self._link = None


class Hub:
    """Eight sockets for USB 2 sticks."""

    def __init__(self, behind: Background) -> None:
        self._behind = behind

    def plug(self, stick: Stick, number: int = 0) -> str:
        """What udev will name the stick: the same for the same number."""
        port = Port(number)
        self._behind.run(stick.plug(port))
        return port.sysname

    @contextmanager
    def switching_power(self, stick: Stick, number: int = 0) -> Iterator[None]:
        """Meanwhile the stick loses its power when somebody switches its port off (USB 2.0, 11.11)."""
        following = self._behind.begin(_follow_power(stick, Port(number)))
        try:
            yield
        finally:
            following.cancel()

    def unplug(self, stick: Stick) -> None:
        self._behind.run(stick.unplug())


async def _follow_power(stick: Stick, port: Port) -> None:
    while True:
        await _until_power_is(port, on=False)
        await _until_power_is(port, on=True)
        await stick.unplug()
        await stick.plug(port)


async def _until_power_is(port: Port, *, on: bool) -> None:
    """The kernel does not say so while it waits for a device's answer, which comes from this loop."""
    while await asyncio.to_thread(port.has_power) is not on:  # noqa: ASYNC110  nobody tells of a change
        await asyncio.sleep(0.1)


@contextmanager
def hub() -> Iterator[Hub]:
    subprocess.run(["modprobe", "vhci-hcd"], check=True)
    with background() as behind:
        yield Hub(behind)
