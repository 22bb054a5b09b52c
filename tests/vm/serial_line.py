"""A modem on a serial line: a cable goes from ttyS2, where the board has it, to ttyS3, where it is played."""

from __future__ import annotations

import asyncio
import os
import tty
from collections.abc import Iterator
from contextlib import contextmanager

from tests.lab import Modem
from tests.lab.background import background
from tests.vm.isp import Call
from tests.vm.usb.descriptors import Interface
from tests.vm.usb.serial_port import SerialPort

PORT = "/dev/ttyS2"
_OTHER_END = "/dev/ttyS3"
_BLOCK = 4096
_NO_USB = Interface(0, (0xFF, 0xFF, 0xFF), ())


class _Line(SerialPort):
    """As a modem's port on USB, with bytes in the place of transfers."""

    def __init__(self, modem: Modem) -> None:
        super().__init__(_NO_USB, modem, Call)
        self._descriptor = os.open(_OTHER_END, os.O_RDWR | os.O_NOCTTY)
        tty.setraw(self._descriptor)
        asyncio.get_running_loop().add_reader(self._descriptor, self._pump)

    def close(self) -> None:
        self.unplugged()
        asyncio.get_running_loop().remove_reader(self._descriptor)
        os.close(self._descriptor)

    def _pump(self) -> None:
        self.received(os.read(self._descriptor, _BLOCK))

    def _send(self, data: bytes) -> None:
        os.write(self._descriptor, data)


async def _connected(modem: Modem) -> _Line:
    return _Line(modem)


async def _closed(line: _Line) -> None:
    line.close()


@contextmanager
def on_serial_line(modem: Modem) -> Iterator[None]:
    with background() as behind:
        line = behind.run(_connected(modem))
        try:
            yield
        finally:
            behind.run(_closed(line))
