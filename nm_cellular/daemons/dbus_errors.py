"""What went wrong with a call over D-Bus, as a sentence that says what to do."""

from __future__ import annotations

from ..errors import CommandError

_STOPPED = ("ServiceUnknown", "NoReply", "Disconnected")
_FORBIDDEN = ("AccessDenied", "AuthFailed", "PermissionDenied", "NotAuthorized", "Unauthorized")
"""How the names of errors end, whoever sends them: the bus, polkit, NetworkManager or ModemManager."""

_BY_THE_BUS = "Rejected send message"
"""How dbus-daemon begins; it goes on with the rule's number and both programs' command lines."""


class CallFailed(CommandError):
    """A call that was answered by an error, whose name and text these are, or by none, when the name is empty.

    is_refusal: the daemon is well and this user is allowed, but it has something against this call.
    """

    def __init__(self, daemon: str, name: str, text: str) -> None:
        # From 1.24 on ModemManager begins its texts with the error's name.
        text = text.removeprefix(f"{name.rpartition('.')[2]}: ")
        super().__init__(*_explain(daemon, name, text))
        self.name = name
        self.text = text
        self.is_refusal = bool(name) and not name.endswith(("NameHasNoOwner", *_STOPPED, *_FORBIDDEN))


def _explain(daemon: str, name: str, text: str) -> tuple[str, str]:
    if name.endswith("NameHasNoOwner"):
        return f"{daemon} is not running", f"systemctl start {daemon}, then run this again"
    if name.endswith(_STOPPED):
        return f"{daemon} stopped or restarted before it had answered", "run this again"
    if text.startswith(_BY_THE_BUS):
        return f"the D-Bus policy does not let this user ask {daemon} for this", "run it as root"
    if name.endswith(_FORBIDDEN):
        return f"{daemon} does not allow this: {text}", "run it as root, or give this user the right in polkit"
    if not name:
        return f"{daemon} {text}", f"systemctl restart {daemon}, then run this again"
    return f"{daemon}: {text or name}", f"journalctl -u {daemon} says more"
