"""The wire between ModemManager and a modem: a unix socket in the place of a serial port."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.lab.at_modem import Modem


class AtPort(asyncio.Protocol):
    """Cuts what arrives into command lines, and frames each answer as a modem does."""

    def __init__(self, modem: Modem) -> None:
        self._modem = modem
        self._received = ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        *lines, self._received = (self._received + data.decode("ascii", "replace")).split("\r")
        for line in lines:
            self._reply(line.strip())

    def _reply(self, line: str) -> None:
        if line.startswith("AT"):
            answer = self._modem.answer(line.removeprefix("AT"))
            self._transport.write("".join(f"\r\n{text}\r\n" for text in answer.splitlines()).encode())


async def open_port(modem: Modem, socket: Path) -> asyncio.AbstractServer:
    """Connect the modem to everyone who opens the socket, until the port is closed."""
    return await asyncio.get_running_loop().create_unix_server(lambda: AtPort(modem), socket)


async def close_port(port: asyncio.AbstractServer) -> None:
    port.close()
