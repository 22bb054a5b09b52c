"""A ModemManager that says what the real one cannot be made to say: of versions to come, late, or wrong."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

from dbus_next.constants import MessageType
from dbus_next.message import Message
from dbus_next.signature import Variant

from tests.lab.background import Background
from tests.lab.bus import connected
from tests.lab.namespace import Namespace

_NAME = "org.freedesktop.ModemManager1"
_PROPERTIES = "org.freedesktop.DBus.Properties"

Objects = dict[str, dict[str, dict[str, Variant]]]
"""Properties by interface, by object path."""


class FakeModemManager:
    """Serves `objects`, which a test may change at any time.

    `answers` are those of other methods, by their names: a signature and the values; `errors` the names of the errors
    that answer methods. `delay` is the time in seconds that each answer takes; None: there is none.
    """

    def __init__(self, namespace: Namespace, background: Background) -> None:
        self.objects: Objects = {}
        self.answers: dict[str, tuple[str, list[Any]]] = {}
        self.errors: dict[str, str] = {}
        self.delay: float | None = 0.0
        self._namespace = namespace
        self._background = background
        self._resources = ExitStack()

    def start(self, objects: Objects) -> None:
        """Take the real one's name, which must not run."""
        self.objects = objects
        self._bus = self._resources.enter_context(connected(self._namespace, self._background))
        self._bus.serve(_NAME, self._answer)

    def stop(self) -> None:
        self._resources.close()

    def change(self, path: str, interface: str, **properties: Variant) -> None:
        """Change properties, and tell of it as the real one does."""
        self.objects[path][interface] |= properties
        self._bus.emit(path, f"{_PROPERTIES}.PropertiesChanged", "sa{sv}as", interface, properties, [])

    def _answer(self, call: Message) -> Message | bool | None:
        if call.message_type is not MessageType.METHOD_CALL or call.interface == "org.freedesktop.DBus.Peer":
            return None
        if self.delay is not None:
            self._bus.reply_later(self._reply(call), self.delay)
        return True

    def _reply(self, call: Message) -> Message:
        match call.member:
            case member if member in self.errors:
                return Message.new_error(call, self.errors[member], "as the test wants it")
            case "GetManagedObjects":
                modems = {path: interfaces for path, interfaces in self.objects.items() if "/Modem/" in path}
                return Message.new_method_return(call, "a{oa{sa{sv}}}", [modems])
            case "GetAll" if call.body[0] in self.objects.get(call.path, {}):
                return Message.new_method_return(call, "a{sv}", [self.objects[call.path][call.body[0]]])
            case member if member in self.answers:
                return Message.new_method_return(call, *self.answers[member])
        return Message.new_error(call, "org.freedesktop.DBus.Error.UnknownMethod", f"no {call.member} here")
