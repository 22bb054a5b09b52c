"""The data service of a QMI modem: a call for each family of addresses, over one bearer."""

from __future__ import annotations

import struct
from collections.abc import Callable
from ipaddress import IPv4Interface, IPv6Interface
from typing import Protocol

from tests.vm.usb.qmi.modem import QmiModem
from tests.vm.usb.qmi.qmux import Error, Fields, Message, Refused, Service
from tests.vm.usb.qmi.services import Indicate, Table

_IPV4, _IPV6 = 4, 6
_DISCONNECTED, _CONNECTED = 1, 2
_OF_3GPP, _UNKNOWN_APN = 6, 27
_OF_CALL_MANAGER, _NO_SERVICE = 3, 2001
_UNSPECIFIED = 1
_MTU = 1500


class Bearer(Protocol):
    """Carries packets to the network and back, between the addresses that it has for either end."""

    ipv4: IPv4Interface
    ipv4_gateway: IPv4Interface
    ipv6: IPv6Interface
    ipv6_gateway: IPv6Interface

    def write(self, data: bytes) -> None: ...

    def close(self) -> None: ...


OpenBearer = Callable[[Callable[[bytes], None]], Bearer]
"""Makes a bearer from what takes its packets."""


class Calls(Table):
    """A client has one call at most; its number is the call's handle."""

    def __init__(self, modem: QmiModem, indicate: Indicate, open_bearer: Callable[[], Bearer]) -> None:
        super().__init__()
        self._modem = modem
        self._indicate = indicate
        self._open_bearer = open_bearer
        self._bearer: Bearer | None = None
        self._families: dict[int, int] = {}
        self._active: set[int] = set()
        self._answers = {
            0x01: lambda _: {},
            0x20: self._start,
            0x21: self._stop,
            0x22: lambda message: {1: bytes((self._status(message.client),))},
            0x2D: self._settings,
            0x4D: self._choose_family,
        }

    def write(self, packet: bytes) -> None:
        """NetworkManager announces its address by ARP even here; no network knows what to do with that."""
        if self._bearer and packet[0] >> 4 in (_IPV4, _IPV6):
            self._bearer.write(packet)

    def close(self) -> None:
        """All calls, without a word: nobody hears it."""
        self._active.clear()
        if self._bearer:
            self._bearer.close()
            self._bearer = None

    def _status(self, client: int) -> int:
        return _CONNECTED if client in self._active else _DISCONNECTED

    def _choose_family(self, message: Message) -> Fields:
        self._families[message.client] = message.fields[1][0]
        return {}

    def _start(self, message: Message) -> Fields:
        apn = message.fields.get(0x14, b"").decode()
        self._modem.dialled.append(apn)
        if not self._modem.is_registered:
            raise _failed(_OF_CALL_MANAGER, _NO_SERVICE)
        if self._modem.apns is not None and apn not in self._modem.apns:
            raise _failed(_OF_3GPP, _UNKNOWN_APN)
        if 0x19 in message.fields:
            self._families[message.client] = message.fields[0x19][0]
        self._bearer = self._bearer or self._open_bearer()
        self._active.add(message.client)
        self._tell(message.client)
        return {1: struct.pack("<I", message.client)}

    def _stop(self, message: Message) -> Fields:
        if message.client not in self._active:
            raise Refused(Error.NO_EFFECT)
        self._end(message.client)
        return {}

    def _end(self, client: int) -> None:
        self._active.discard(client)
        self._tell(client)
        if not self._active:
            self.close()

    def _tell(self, client: int) -> None:
        fields = {1: bytes((self._status(client), 0)), 0x12: bytes((self._family(client),))}
        self._indicate(Message(Service.DATA, client, 0, 0x22, fields))

    def _family(self, client: int) -> int:
        return self._families.get(client, _IPV4)

    def _settings(self, message: Message) -> Fields:
        if message.client not in self._active or not self._bearer:
            raise Refused(Error.OUT_OF_CALL)
        addresses = _ipv6(self._bearer) if self._family(message.client) == _IPV6 else _ipv4(self._bearer)
        return addresses | {0x29: struct.pack("<I", _MTU), 0x2B: bytes((self._family(message.client),))}


def _failed(kind: int, reason: int) -> Refused:
    return Refused(Error.CALL_FAILED, {0x10: struct.pack("<H", _UNSPECIFIED), 0x11: struct.pack("<Hh", kind, reason)})


def _ipv4(bearer: Bearer) -> dict[int, bytes]:
    """The network's end answers for names, too."""
    gateway = int(bearer.ipv4_gateway)
    numbers = {0x15: gateway, 0x1E: int(bearer.ipv4), 0x20: gateway, 0x21: int(bearer.ipv4.netmask)}
    return {kind: struct.pack("<I", number) for kind, number in numbers.items()}


def _ipv6(bearer: Bearer) -> dict[int, bytes]:
    prefix = bytes((bearer.ipv6.network.prefixlen,))
    gateway = bearer.ipv6_gateway.packed
    return {0x25: bearer.ipv6.packed + prefix, 0x26: gateway + prefix, 0x27: gateway}
