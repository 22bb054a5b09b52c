"""A stub of polkit, which ModemManager asks before every method call."""

from __future__ import annotations

from dbus_next.message import Message
from dbus_next.signature import Variant

from tests.lab.bus import Bus

_NAME = "org.freedesktop.PolicyKit1"
_PROPERTIES = {
    "BackendName": Variant("s", "lab"),
    "BackendVersion": Variant("s", "1"),
    "BackendFeatures": Variant("u", 0),
}


class PolicyKit:
    """Says yes to everything, or no where `allows` is set to False."""

    def __init__(self, bus: Bus) -> None:
        self.allows = True
        bus.serve(_NAME, self._answer)

    def _answer(self, call: Message) -> Message | None:
        match call.member:
            case "CheckAuthorization":
                return Message.new_method_return(call, "(bba{ss})", [[self.allows, False, {}]])
            case "GetAll":
                return Message.new_method_return(call, "a{sv}", [_PROPERTIES])
        return None
