"""The device's end of the cable: standard requests, and what is behind each interface."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import IntEnum

from tests.vm.usb.descriptors import BULK, IN, Configuration, Descriptors, Interface
from tests.vm.usb.usbip import Link, Setup, Stall


class Request(IntEnum):
    """USB 2.0, table 9-4, but for SET_ADDRESS, which the host controller keeps for itself."""

    GET_STATUS = 0
    CLEAR_FEATURE = 1
    SET_FEATURE = 3
    GET_DESCRIPTOR = 6
    GET_CONFIGURATION = 8
    SET_CONFIGURATION = 9
    GET_INTERFACE = 10
    SET_INTERFACE = 11


class Function:
    """What is behind an interface. This one takes all and says nothing, as many a port of a modem."""

    def __init__(self, interface: Interface) -> None:
        self._bulk_in = next(
            (
                endpoint.number
                for endpoint in interface.endpoints
                if endpoint.address & IN and endpoint.transfer == BULK
            ),
            0,
        )

    def plugged(self, link: Link) -> None:
        self._link = link

    def unplugged(self) -> None:
        pass

    def control(self, setup: Setup, data: bytes) -> bytes:
        """Answer a request of the interface's class or vendor."""
        return b""

    def received(self, data: bytes) -> None:
        pass

    def cancelled(self, endpoint: int) -> None:
        """The host no longer asks this endpoint, without the bit IN, for data."""

    def _send(self, data: bytes) -> None:
        self._link.send(self._bulk_in, data)


MakeFunction = Callable[[Interface], Function]


class Peripheral:
    """A device in one of its modes; `roles` makes what is behind an interface by the interface's role."""

    def __init__(self, descriptors: Descriptors, roles: Mapping[str | None, MakeFunction]) -> None:
        self._descriptors = descriptors
        self._roles = roles
        self._configuration: Configuration | None = None
        self._by_interface: dict[int, Function] = {}
        self._by_endpoint: dict[int, Function] = {}

    @property
    def first_class(self) -> int | None:
        """Of its first interface, in the configuration that the host has chosen."""
        return self._configuration.interfaces[0].kind[0] if self._configuration else None

    def plugged(self, link: Link) -> None:
        self._link = link

    def unplugged(self) -> None:
        for function in self._by_interface.values():
            function.unplugged()

    def received(self, endpoint: int, data: bytes) -> None:
        self._by_endpoint[endpoint].received(data)

    def cancelled(self, endpoint: int) -> None:
        if endpoint | IN in self._by_endpoint:
            self._by_endpoint[endpoint | IN].cancelled(endpoint)

    def control(self, setup: Setup, data: bytes) -> bytes:
        if setup.is_standard:
            return self._standard(setup)
        function = self._by_interface.get(setup.index & 0xFF)
        if function is None:
            raise Stall
        return function.control(setup, data)

    def _standard(self, setup: Setup) -> bytes:
        match setup.request:
            case Request.GET_DESCRIPTOR:
                return self._describe(setup.value >> 8, setup.value & 0xFF)
            case Request.SET_CONFIGURATION:
                self._configure(setup.value)
                return b""
            case Request.GET_STATUS:
                return b"\0\0"
            case Request.GET_CONFIGURATION:
                return bytes((self._configuration.value if self._configuration else 0,))
            case Request.GET_INTERFACE:
                return b"\0"
            case Request.CLEAR_FEATURE | Request.SET_FEATURE | Request.SET_INTERFACE:
                return b""
        raise Stall

    def _describe(self, kind: int, index: int) -> bytes:
        descriptor = self._descriptors.descriptor(kind, index)
        if descriptor is None:
            raise Stall
        return descriptor

    def _configure(self, value: int) -> None:
        chosen = next((each for each in self._descriptors.configurations if each.value == value), None)
        if chosen is None and value:
            raise Stall
        self.unplugged()
        self._configuration = chosen
        self._by_interface.clear()
        self._by_endpoint.clear()
        if chosen:
            self._open(chosen)

    def _open(self, configuration: Configuration) -> None:
        # Of alternates the last one is the one with endpoints.
        for interface in {each.number: each for each in configuration.interfaces}.values():
            function = self._roles[interface.role](interface)
            function.plugged(self._link)
            self._by_interface[interface.number] = function
            for endpoint in interface.endpoints:
                self._by_endpoint[endpoint.address] = function
