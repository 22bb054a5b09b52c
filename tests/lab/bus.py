"""A private system bus, and our own connections to it from outside of the namespace."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from subprocess import Popen
from typing import Any

from dbus_next.aio.message_bus import MessageBus
from dbus_next.constants import MessageType
from dbus_next.message import Message

from tests.lab.background import Background
from tests.lab.logs import open_log
from tests.lab.namespace import Namespace

_CONFIG_FILE = "/run/lab/bus.conf"
_SOCKET = "/run/dbus/system_bus_socket"
# With many modems the stock limits (128 replies a connection) lose answers that nmcli waits for.
_CONFIG = f"""\
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <listen>unix:path={_SOCKET}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/>
    <allow own="*"/>
    <allow send_destination="*"/>
    <allow receive_sender="*"/>
  </policy>
  <limit name="max_replies_per_connection">100000</limit>
  <limit name="max_match_rules_per_connection">100000</limit>
</busconfig>
"""

Handler = Callable[[Message], Message | bool | None]
"""Answers a call; True: it is answered later, or never; None: the call is none of its own."""


class BusError(Exception):
    """The error that answered a call: its name, then its text."""


class Bus:
    """Calls methods on the private bus, and answers some.

    As we live outside of the pid namespace, the bus knows no pid of ours, and NetworkManager refuses whatever
    it asks permission for ("Unable to determine UID"). Such calls are for programs that run inside.
    """

    def __init__(self, connection: MessageBus, background: Background) -> None:
        self._connection = connection
        self._background = background
        self._writing = asyncio.Lock()
        self._replies: set[asyncio.Task[None]] = set()

    def call(self, name: str, path: str, member: str, signature: str = "", *arguments: Any) -> list[Any]:
        """The body of the answer to `member`, which is written in full: interface, dot, method."""
        interface, _, method = member.rpartition(".")
        message = Message(
            destination=name,
            path=path,
            interface=interface,
            member=method,
            signature=signature,
            body=list(arguments),
        )
        reply = self._background.run(self._connection.call(message))
        assert reply  # only a message that asks for no reply has none
        if reply.message_type is MessageType.ERROR:
            raise BusError(reply.error_name, *reply.body)
        body: list[Any] = reply.body
        return body

    def has_owner(self, name: str) -> bool:
        [owned] = self.call(
            "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus.NameHasOwner", "s", name
        )
        return bool(owned)

    def serve(self, name: str, handler: Handler) -> None:
        """Own the name; the handler answers the calls that it knows."""
        self._connection.add_message_handler(handler)
        self._background.run(self._connection.request_name(name))

    def emit(self, path: str, member: str, signature: str, *values: Any) -> None:
        """Send a signal; `member` is written in full: interface, dot, name."""
        interface, _, name = member.rpartition(".")
        signal = Message.new_signal(path, interface, name, signature, list(values))
        self._background.run(self._send(signal))

    def reply_later(self, reply: Message, seconds: float) -> None:
        """For a handler, which then says True."""
        task = asyncio.get_running_loop().create_task(self._send_later(reply, seconds))
        self._replies.add(task)
        task.add_done_callback(self._replies.discard)

    async def _send_later(self, reply: Message, seconds: float) -> None:
        await asyncio.sleep(seconds)
        await self._send(reply)

    async def _send(self, message: Message) -> None:
        # One at a time: with several waiting and a full socket, dbus-next 0.2.3 takes EAGAIN for a broken connection.
        async with self._writing:
            await self._connection.send(message)


class BusDaemon:
    """The dbus-daemon itself."""

    def __init__(self, namespace: Namespace) -> None:
        self._namespace = namespace
        self._process: Popen[str] | None = None

    def start(self) -> None:
        self._process = _start_daemon(self._namespace)

    def kill(self) -> None:
        """End it as a crash would; who was on the bus has none any more."""
        if self._process:
            self._process.kill()
            self._process.wait()
        self._namespace.path(_SOCKET).unlink()


@contextmanager
def connected(namespace: Namespace, background: Background) -> Iterator[Bus]:
    """A connection, for what comes and goes on the bus together."""
    connection = background.run(_connect(f"unix:path={namespace.path(_SOCKET)}"))
    try:
        yield Bus(connection, background)
    finally:
        background.run(_disconnect(connection))


def _start_daemon(namespace: Namespace) -> Popen[str]:
    namespace.path("/run/dbus").mkdir(exist_ok=True)
    namespace.path(_CONFIG_FILE).write_text(_CONFIG)
    argv = ["dbus-daemon", f"--config-file={_CONFIG_FILE}", "--nofork", "--nopidfile", "--print-address"]
    with open_log(namespace, "dbus-daemon") as log:
        daemon = namespace.popen(argv, stdout=subprocess.PIPE, stderr=log)
    assert daemon.stdout
    with daemon.stdout as listening:
        if not listening.readline():
            raise OSError("dbus-daemon did not start")
    return daemon


async def _connect(address: str) -> MessageBus:
    return await MessageBus(bus_address=address).connect()


async def _disconnect(connection: MessageBus) -> None:
    connection.disconnect()
    with suppress(OSError, EOFError):  # the bus may have gone before
        await connection.wait_for_disconnect()
