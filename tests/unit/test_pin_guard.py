"""When a PIN may be sent to a SIM, and when it may not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from nm_cellular.modems.modem import MODEM, Modem, Sim
from nm_cellular.modems.modem_enums import Lock, State
from nm_cellular.pins import pin_guard, pin_tries
from nm_cellular.pins.pin_guard import Nothing, Pin, Refused, Send, decide
from nm_cellular.pins.pin_tries import Outcome, Tries, Unreadable
from nm_cellular.profile import Secret

from . import pipeline

ICCID = "8944110065300000009"
DEVICE = "b1dadba7c57d14122729c38e0a791a63bc1399bc"
RIGHT, OTHER = Secret("1234"), Secret("9876")
NEVER = Tries(b"key")


def locked(*, lock: Lock = Lock.SIM_PIN, tries: int | None = 3, iccid: str = ICCID, **properties: Any) -> Modem:
    values: dict[str, Any] = {
        "State": State.LOCKED,
        "UnlockRequired": lock,
        "UnlockRetries": {} if tries is None else {Lock.SIM_PIN: tries},
        "EquipmentIdentifier": "867698040000001",
        "DeviceIdentifier": DEVICE,
        "Sim": "/org/freedesktop/ModemManager1/SIM/7",
    }
    sim = Sim.from_properties(values["Sim"], {"SimIdentifier": iccid})
    return Modem.from_interfaces("/org/freedesktop/ModemManager1/Modem/0", {MODEM: values | properties}, sim, [])


def given(text: Secret = RIGHT, **limits: str) -> Pin:
    return Pin(text, "/boot/cellular.conf#home", **limits)


def tried(outcome: Outcome, pin: Secret = RIGHT, sim: str = ICCID) -> Tries:
    return NEVER.noted(sim, pin, outcome)


def sent(modem: Modem, *pins: Pin, tries: Tries = NEVER) -> Send:
    decision = decide(modem, pins, tries)
    assert isinstance(decision, Send)
    return decision


def refusal(modem: Modem, *pins: Pin, tries: Tries = NEVER) -> Refused:
    decision = decide(modem, pins, tries)
    assert isinstance(decision, Refused)
    assert decision.hint
    assert not any(pin.text.reveal() in decision.message + decision.hint for pin in pins)
    return decision


def test_no_pin_is_sent_beside_networkmanagers_own() -> None:
    own = Pin(OTHER, "/etc/NetworkManager/system-connections/mine")
    decision = decide(locked(), [given()], NEVER, [own])
    assert isinstance(decision, Refused)
    assert decision.message.startswith(f"NetworkManager sends the PIN in {own.source} itself")
    of_another_sim = replace(own, sim_id="8944110065300000017")
    assert decide(locked(), [given()], NEVER, [of_another_sim]) == sent(locked(), given())


def test_a_pin_is_sent_while_a_try_remains_after_it() -> None:
    path = "/org/freedesktop/ModemManager1/SIM/7"
    assert decide(locked(), [given()], NEVER) == Send(path, locked().path, ICCID, RIGHT, 3)
    assert sent(locked(tries=2), given()).tries == 2
    assert sent(locked(tries=None), given()).tries is None
    assert sent(locked(tries=999), given()).tries is None


REFUSED = [
    # modem, pins, what was tried, the message
    (locked(tries=1), [given()], NEVER, "1 try is left, and a wrong PIN would block the SIM"),
    (locked(tries=0), [given()], NEVER, "0 tries are left, and a wrong PIN would block the SIM"),
    (locked(tries=1), [Pin(RIGHT)], NEVER, "1 try is left, and a wrong PIN would block the SIM"),
    (
        locked(tries=2),
        [given()],
        tried(Outcome.WRONG),
        "this PIN was wrong before, and is not tried again; 2 tries are left",
    ),
    (locked(), [given()], tried(Outcome.PAST), "this PIN was wrong before, and is not tried again; 3 tries are left"),
    (
        locked(),
        [Pin(RIGHT)],
        tried(Outcome.WRONG),
        "this PIN was wrong before, and is not tried again; 3 tries are left",
    ),
    (locked(tries=None), [given()], tried(Outcome.WRONG), "this PIN was wrong before, and is not tried again"),
    (
        locked(),
        [given()],
        tried(Outcome.SENT),
        "this PIN was sent before and no answer came, so it may be wrong; 3 tries are left",
    ),
    (
        locked(tries=None),
        [given()],
        tried(Outcome.WRONG, OTHER),
        "another PIN was wrong before, and the modem does not tell how many tries are left",
    ),
    (
        locked(tries=999),
        [given()],
        tried(Outcome.SENT, OTHER),
        "another PIN was wrong before, and the modem does not tell how many tries are left",
    ),
    (locked(lock=Lock.SIM_PUK), [given()], NEVER, "the SIM is blocked and asks for its PUK"),
    (locked(lock=Lock.PH_NET_PIN), [given()], NEVER, "the modem is locked (ph-net-pin), which no SIM's PIN opens"),
    (locked(lock=Lock(99)), [given()], NEVER, "the modem is locked (99), which no SIM's PIN opens"),
    (locked(), [], NEVER, "no PIN is given"),
    (locked(), [given(sim_id="8944110065300000017")], NEVER, "no PIN is given for this SIM"),
    (locked(), [given(modem="another")], NEVER, "no PIN is given for this SIM"),
    (locked(), [Pin(Secret("12"))], NEVER, "a PIN has 4 to 8 digits"),
    (locked(), [Pin(Secret("١٢٣٤"))], NEVER, "a PIN has 4 to 8 digits"),
    (
        locked(iccid="", EquipmentIdentifier="", DeviceIdentifier=""),
        [given()],
        NEVER,
        "nothing tells this SIM from others, so no try could be remembered",
    ),
]


@pytest.mark.parametrize(("modem", "pins", "tries", "message"), REFUSED)
def test_a_pin_is_refused_with_a_reason_and_what_to_do(
    modem: Modem, pins: list[Pin], tries: Tries, message: str
) -> None:
    assert refusal(modem, *pins, tries=tries).message == message


SENT = [
    # modem, pin, what was tried
    (locked(), Pin(RIGHT), tried(Outcome.SENT)),  # a person may repeat what nobody has answered
    (locked(tries=None), Pin(RIGHT), tried(Outcome.WRONG, OTHER)),
    (locked(), given(), tried(Outcome.WRONG, OTHER)),
    (locked(tries=None), given(), tried(Outcome.PAST, OTHER)),
    (locked(), given(), tried(Outcome.WRONG, sim="8944110065300000017")),
    (locked(), given(sim_id=ICCID), NEVER),
    (locked(iccid=ICCID + "F"), given(sim_id=ICCID), NEVER),
    (locked(iccid=ICCID + "f"), given(sim_id=ICCID + "F"), NEVER),
    (locked(iccid=""), given(sim_id=ICCID), NEVER),
    (locked(), given(sim_operator_id="23410"), NEVER),
    (locked(), given(modem=DEVICE), NEVER),
    (locked(), given(Secret("12345678")), NEVER),
]


@pytest.mark.parametrize(("modem", "pin", "tries"), SENT)
def test_what_keeps_nothing_apart_is_sent(modem: Modem, pin: Pin, tries: Tries) -> None:
    assert sent(modem, pin, tries=tries).pin == pin.text


@pytest.mark.parametrize("lock", [Lock.NONE, Lock.UNKNOWN, Lock.SIM_PIN2, Lock.SIM_PUK2])
def test_nothing_is_done_about_what_does_not_lock_the_modem(lock: Lock) -> None:
    assert decide(locked(lock=lock), [given()], NEVER) == Nothing()


@pytest.mark.parametrize("state", [state for state in State if state is not State.LOCKED])
def test_nothing_is_done_about_a_modem_that_is_not_locked(state: State) -> None:
    assert decide(locked(State=state), [given()], NEVER) == Nothing()


def test_two_pins_that_fit_one_sim_are_refused_and_the_sections_named() -> None:
    two = [given(), replace(given(OTHER), source="/boot/cellular.conf#away")]
    found = refusal(locked(), *two)
    assert found.message == "different PINs fit this SIM, in /boot/cellular.conf#away and /boot/cellular.conf#home"
    assert "write sim = …" in found.hint
    assert "write modem = …" in refusal(locked(iccid=""), *two).hint


def test_the_same_pin_in_two_sections_is_one_pin() -> None:
    assert sent(locked(), given(), given()).pin == RIGHT


def test_of_two_pins_the_one_for_the_sim_is_sent() -> None:
    theirs = given(OTHER, sim_id="8944110065300000017")
    assert sent(locked(), given(sim_id=ICCID), theirs).pin == RIGHT


def test_a_sim_that_hides_its_number_is_known_by_its_modem_and_slot() -> None:
    slots: dict[str, Any] = {"SimSlots": ["/", "/org/freedesktop/ModemManager1/SIM/7"], "PrimarySimSlot": 2}
    assert pin_guard.identity(locked(iccid="")) == "867698040000001 slot 1"
    assert pin_guard.identity(locked(iccid="", **slots)) == "867698040000001 slot 2"
    assert pin_guard.identity(locked(iccid="", EquipmentIdentifier="")) == f"{DEVICE} slot 1"


def test_the_pin_of_a_section_is_for_its_sim_and_modem() -> None:
    text = f"[home]\napn = a\npin = 1234\nsim = {ICCID}\nmodem = {DEVICE}\n[away]\napn = b\npin = 0000\nsim = 23410\n"
    home, away = pin_guard.configured(pipeline.make(text).parsed.profiles)
    assert home == Pin(RIGHT, f"{pipeline.CONF}#home", sim_id=ICCID, modem=DEVICE)
    assert away == Pin(Secret("0000"), f"{pipeline.CONF}#away", sim_operator_id="23410")
    assert pin_guard.configured(pipeline.make("[home]\napn = a\n").parsed.profiles) == ()


def test_a_right_pin_makes_others_past_and_is_itself_forgotten() -> None:
    tries = tried(Outcome.WRONG, OTHER).noted(ICCID, RIGHT, Outcome.SENT).unlocked(ICCID, RIGHT)
    assert tries.outcome(ICCID, RIGHT) is None
    assert tries.outcome(ICCID, OTHER) is Outcome.PAST
    assert not tries.have_failed(ICCID)
    assert tries.noted(ICCID, OTHER, Outcome.SENT).forgotten(ICCID, OTHER) == NEVER


def test_what_is_remembered_shows_neither_sim_nor_pin_and_needs_the_key() -> None:
    text = pin_tries.serialise(tried(Outcome.WRONG))
    assert ICCID not in text
    assert "1234" not in text
    assert pin_tries.parse(text, b"key") == tried(Outcome.WRONG)
    with pytest.raises(Unreadable, match="another key"):
        pin_tries.parse(text, b"another")
    assert tried(Outcome.WRONG) != Tries(b"another").noted(ICCID, RIGHT, Outcome.WRONG)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"key": 1}', "\0", "null"])
def test_a_memory_that_cannot_be_understood_is_not_taken_for_an_empty_one(text: str) -> None:
    with pytest.raises(Unreadable):
        pin_tries.parse(text, b"key")


def test_no_value_shows_a_pin() -> None:
    shown = repr([given(), sent(locked(), given()), tried(Outcome.SENT)])
    assert "1234" not in shown
