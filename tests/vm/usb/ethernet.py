"""The network card that a HiLink stick pretends to be; its cable ends in the operator's network."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from tests.vm.usb.descriptors import Interface
from tests.vm.usb.peripheral import Function
from tests.vm.usb.usbip import Link


class Cable(Protocol):
    def write(self, frame: bytes) -> None: ...

    def close(self) -> None: ...


LayCable = Callable[[Callable[[bytes], None]], Cable]
"""Makes a cable from what takes its frames."""


class EthernetCard(Function):
    def __init__(self, interface: Interface, lay_cable: LayCable) -> None:
        super().__init__(interface)
        self._lay_cable = lay_cable

    def plugged(self, link: Link) -> None:
        super().plugged(link)
        self._cable = self._lay_cable(self._send)

    def unplugged(self) -> None:
        self._cable.close()

    def received(self, data: bytes) -> None:
        self._cable.write(data)
