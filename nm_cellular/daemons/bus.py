"""D-Bus, by dbus-next or, where that is not installed, by its fork dbus-fast (the sole importer of either).

Calls are single messages: proxy objects would ask every object for its introspection first.  Values go in and come
out without Variant: in a call's body a tuple (signature, value) is one, in an answer nothing shows that it was.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any, TypeVar

try:
    from dbus_next import AuthError, BusType, InvalidAddressError, Message, MessageType, Variant
    from dbus_next.aio import MessageBus

    _ONLY_ASCII = False
except ImportError:
    from dbus_fast import AuthError, BusType, InvalidAddressError, Message, MessageType, Variant
    from dbus_fast.__version__ import __version__ as _version
    from dbus_fast.aio import MessageBus

    # Before 2.11.1 it counted a string's characters where D-Bus wants bytes (its pull request 261); the bus hangs up.
    _ONLY_ASCII = tuple(map(int, _version.split("."))) < (2, 11, 1)

from ..errors import CommandError
from .dbus_errors import CallFailed

__all__ = ["Bus", "CallFailed", "Service", "Signal", "broken", "system_bus", "together"]

_Result = TypeVar("_Result")

TIMEOUT = 60
"""Seconds; a daemon that is busy with a modem may well need 30."""

READ_TIMEOUT = 10
"""Seconds; properties are answered from memory, so that a daemon that needs longer hangs."""

_BUS = "org.freedesktop.DBus"
_BUS_PATH = "/org/freedesktop/DBus"

_CALLS_AT_ONCE = 64
"""The stock bus takes 128 calls without an answer from a connection, and drops it at the next one."""


@dataclass(frozen=True, slots=True)
class Signal:
    """A signal as it came, its body without Variant."""

    path: str
    interface: str
    member: str
    body: list[Any]


class Bus:
    """A connection to the system bus; DBUS_SYSTEM_BUS_ADDRESS may name another one."""

    def __init__(self, connection: MessageBus) -> None:
        self._connection = connection
        self._slots = asyncio.Semaphore(_CALLS_AT_ONCE)
        self._daemon = Service(self, _BUS, _BUS)

    async def service(self, name: str) -> Service:
        """The daemon that has that name now; raises CallFailed where there is none."""
        try:
            owner = await self._daemon.ask(str, _BUS_PATH, _BUS, "GetNameOwner", "s", name)
        except CallFailed as failed:
            raise CallFailed(_program(name), failed.name, failed.text) from None
        return Service(self, name, owner)

    async def send(self, message: Message, program: str, limit: float) -> list[Any]:
        """The body of the answer; raises CallFailed."""
        try:
            async with self._slots, asyncio.timeout(limit):
                reply = await self._connection.call(message) if self._connection.connected else None
        except TimeoutError:
            raise CallFailed(program, "", f"did not answer in {limit:g} s") from None
        except (OSError, EOFError):
            reply = None
        if reply is None:
            raise broken()
        if reply.message_type is MessageType.ERROR:
            raise CallFailed(program, reply.error_name, str(reply.body[0]) if reply.body else "")
        body: list[Any] = _unwrapped(reply.body)
        return body

    async def until_broken(self) -> None:
        """Returns when the connection is gone: one that waits for signals would wait for ever."""
        with suppress(OSError, EOFError):
            await self._connection.wait_for_disconnect()

    @asynccontextmanager
    async def signals(self, owner: str, wanted: Sequence[str] = ("",)) -> AsyncIterator[asyncio.Queue[Signal]]:
        """wanted: the rest of match rules, each with a comma before it."""
        queue: asyncio.Queue[Signal] = asyncio.Queue()

        def receive(message: Message) -> None:
            if message.message_type is MessageType.SIGNAL and message.sender == owner:
                body = _unwrapped(message.body)
                queue.put_nowait(Signal(message.path, message.interface, message.member, body))

        rules = [f"type='signal',sender='{owner}'{each}" for each in wanted]
        self._connection.add_message_handler(receive)
        await self._match("AddMatch", rules)
        try:
            yield queue
        finally:
            self._connection.remove_message_handler(receive)
            with suppress(CommandError):
                await self._match("RemoveMatch", rules)

    async def _match(self, method: str, rules: Sequence[str]) -> None:
        await together(self._daemon.call(_BUS_PATH, _BUS, method, "s", each) for each in rules)


class Service:
    """One run of a daemon: when another has taken its name, calls fail and never mix what the two say."""

    def __init__(self, bus: Bus, name: str, owner: str) -> None:
        self._bus = bus
        self._program = _program(name)
        self.owner = owner

    async def call(
        self,
        path: str,
        interface: str,
        member: str,
        signature: str = "",
        *arguments: object,
        limit: float = TIMEOUT,
    ) -> list[Any]:
        """The body of the answer, which may take `limit` seconds; raises CallFailed, or CommandError without a bus."""
        body = [_wrapped(argument) for argument in arguments]
        message = Message(self.owner, path, interface, member, signature=signature, body=body)
        return await self._bus.send(message, self._program, limit)

    async def ask(
        self, kind: type[_Result], path: str, interface: str, member: str, signature: str = "", *arguments: object
    ) -> _Result:
        """The one value of an answer that only reads; raises CallFailed too where it is not of that kind."""
        answer = await self.call(path, interface, member, signature, *arguments, limit=READ_TIMEOUT)
        if len(answer) != 1 or not isinstance(answer[0], kind):
            name = "org.freedesktop.DBus.Error.InconsistentMessage"
            raise CallFailed(self._program, name, f"its answer to {member} has another form than is documented")
        return answer[0]

    async def properties(self, path: str, interface: str) -> dict[str, Any]:
        return await self.ask(dict, path, "org.freedesktop.DBus.Properties", "GetAll", "s", interface)

    async def managed_objects(self, path: str) -> dict[str, dict[str, dict[str, Any]]]:
        """All objects below the path: properties by interface, by object path."""
        return await self.ask(dict, path, "org.freedesktop.DBus.ObjectManager", "GetManagedObjects")

    @asynccontextmanager
    async def signals(self, wanted: Sequence[str] = ("",)) -> AsyncIterator[asyncio.Queue[Signal]]:
        """Its signals from now on; enter this before the first read, and no change is missed.  wanted: see Bus."""
        async with self._bus.signals(self.owner, wanted) as queue:
            yield queue


@asynccontextmanager
async def system_bus() -> AsyncIterator[Bus]:
    """A connection for the time of the block; raises CommandError where there is no bus."""
    try:
        async with asyncio.timeout(TIMEOUT):
            connection = await MessageBus(bus_type=BusType.SYSTEM).connect()
    except AuthError as exc:
        raise CommandError(f"the D-Bus system bus does not let this user in: {exc}", "run it as root") from None
    except (OSError, EOFError, InvalidAddressError) as exc:
        raise _no_bus(exc) from None
    asyncio.get_running_loop().set_exception_handler(_report)
    try:
        yield Bus(connection)
    finally:
        connection.disconnect()


def _report(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Where a connection breaks, its calls tell; the libraries' other futures would print a traceback each."""
    if not isinstance(context.get("exception"), OSError | EOFError):
        loop.default_exception_handler(context)


async def together(calls: Iterable[Coroutine[Any, Any, _Result]]) -> list[_Result]:
    """Their results, in order; the first failure ends the others, and is raised."""
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(call) for call in calls]
    except BaseExceptionGroup as failures:
        raise failures.exceptions[0] from None
    return [task.result() for task in tasks]


def broken() -> CommandError:
    return CommandError("the connection to the D-Bus system bus broke", "run this again")


def _no_bus(exc: Exception) -> CommandError:
    hint = "start dbus, or name the bus: DBUS_SYSTEM_BUS_ADDRESS=unix:path=/host/run/dbus/system_bus_socket"
    reason = exc.strerror if isinstance(exc, OSError) and exc.strerror else str(exc) or "no answer"
    return CommandError(f"no D-Bus system bus can be reached: {reason}", hint)


def _program(name: str) -> str:
    """org.freedesktop.ModemManager1 is ModemManager's name."""
    return name.rpartition(".")[2].rstrip("0123456789")


def _unwrapped(value: Any) -> Any:  # noqa: ANN401  what comes off the bus is of any type
    match value:
        case Variant():
            return _unwrapped(value.value)
        case bytearray():  # dbus-fast's bytes
            return bytes(value)
        case list():
            return [_unwrapped(item) for item in value]
        case dict():
            return {key: _unwrapped(item) for key, item in value.items()}
    return value


def _wrapped(value: object) -> object:
    match value:
        case tuple((str() as signature, content)):
            return Variant(signature, _wrapped(content))
        case str() if _ONLY_ASCII and not value.isascii():
            raise CommandError("the installed dbus-fast can send ASCII text only", "install python3-dbus-next")
        case list():
            return [_wrapped(item) for item in value]
        case dict():
            return {key: _wrapped(item) for key, item in value.items()}
    return value
