"""What may go wrong with a call over D-Bus is said in a sentence, with what to do about it."""

from __future__ import annotations

import pytest

from nm_cellular.daemons.dbus_errors import CallFailed

BUS = "org.freedesktop.DBus.Error"
CORE = "org.freedesktop.ModemManager1.Error.Core"
REJECTED = (
    'Rejected send message, 2 matched rules; type="method_call", sender=":1.7" (uid=65534 pid=9 comm="python3") '
    'interface="org.freedesktop.ModemManager1.Modem" member="GetCellInfo" error name="(unset)" requested_reply="0" '
    'destination=":1.2" (uid=0 pid=3 comm="/usr/sbin/ModemManager")'
)


@pytest.mark.parametrize(
    ("name", "text", "message", "hint"),
    [
        (
            f"{BUS}.NameHasNoOwner",
            "x",
            "ModemManager is not running",
            "systemctl start ModemManager, then run this again",
        ),
        (f"{BUS}.ServiceUnknown", "x", "ModemManager stopped or restarted before it had answered", "run this again"),
        (f"{BUS}.NoReply", "x", "ModemManager stopped or restarted before it had answered", "run this again"),
        (
            f"{BUS}.AccessDenied",
            REJECTED,
            "the D-Bus policy does not let this user ask ModemManager for this",
            "run it as root",
        ),
        (
            f"{CORE}.Unauthorized",
            "not authorized",
            "ModemManager does not allow this: not authorized",
            "run it as root, or give this user the right in polkit",
        ),
        (
            "",
            "did not answer in 10 s",
            "ModemManager did not answer in 10 s",
            "systemctl restart ModemManager, then run this again",
        ),
        (f"{CORE}.WrongState", "not enabled", "ModemManager: not enabled", "journalctl -u ModemManager says more"),
    ],
)
def test_each_kind_of_failure_has_its_sentence(name: str, text: str, message: str, hint: str) -> None:
    failed = CallFailed("ModemManager", name, text)
    assert (failed.message, failed.hint) == (message, hint)


def test_only_what_the_daemon_itself_has_against_a_call_is_a_refusal() -> None:
    assert CallFailed("ModemManager", f"{CORE}.WrongState", "not enabled").is_refusal
    assert not CallFailed("ModemManager", f"{BUS}.AccessDenied", REJECTED).is_refusal
    assert not CallFailed("ModemManager", "", "did not answer in 10 s").is_refusal
