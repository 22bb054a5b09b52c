"""What goes wrong on D-Bus, as the sentences that people read, and as what a caller may do about it."""

from __future__ import annotations

import pytest

from nm_cellular.daemons.dbus_errors import CallFailed

BUS = "org.freedesktop.DBus.Error"
CORE = "org.freedesktop.ModemManager1.Error.Core"


@pytest.mark.parametrize(
    ("name", "text", "message", "hint"),
    [
        (
            f"{BUS}.NameHasNoOwner",
            "Could not get owner of name",
            "ModemManager is not running",
            "systemctl start ModemManager, then run this again",
        ),
        (
            f"{BUS}.NoReply",
            "Message recipient disconnected from message bus without replying",
            "ModemManager stopped or restarted before it had answered",
            "run this again",
        ),
        (
            f"{BUS}.ServiceUnknown",
            "The name :1.7 was not provided by any .service files",
            "ModemManager stopped or restarted before it had answered",
            "run this again",
        ),
        (
            f"{CORE}.Unauthorized",
            "PolicyKit authorization failed",
            "ModemManager does not allow this: PolicyKit authorization failed",
            "run it as root, or give this user the right in polkit",
        ),
        (
            f"{BUS}.AccessDenied",
            'Rejected send message, 2 matched rules; type="method_call", sender=":1.9" (uid=1000 comm="python3")',
            "the D-Bus policy does not let this user ask ModemManager for this",
            "run it as root",
        ),
        (
            "",
            "did not answer in 10 s",
            "ModemManager did not answer in 10 s",
            "systemctl restart ModemManager, then run this again",
        ),
        (
            f"{CORE}.WrongState",
            "modem in failed state",
            "ModemManager: modem in failed state",
            "journalctl -u ModemManager says more",
        ),
        (
            "org.example.Error.OfTomorrow",
            "",
            "ModemManager: org.example.Error.OfTomorrow",
            "journalctl -u ModemManager says more",
        ),
    ],
    ids=lambda value: value.rpartition(".")[2] if value.startswith("org.") else "",
)
def test_an_error_is_a_sentence_that_says_what_to_do(name: str, text: str, message: str, hint: str) -> None:
    failed = CallFailed("ModemManager", name, text)
    assert (failed.message, failed.hint) == (message, hint)


@pytest.mark.parametrize(
    ("name", "is_refusal"),
    [
        (f"{CORE}.WrongState", True),
        (f"{CORE}.Unauthorized", False),
        (f"{BUS}.AccessDenied", False),
        (f"{BUS}.NoReply", False),
        (f"{BUS}.NameHasNoOwner", False),
        ("", False),
    ],
)
def test_only_a_daemon_that_is_well_and_lets_us_in_has_refused(name: str, *, is_refusal: bool) -> None:
    assert CallFailed("ModemManager", name, "").is_refusal == is_refusal
