"""What `setup` would do about a modem: its steps, as values."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from nm_cellular.apns import apn_memory, auto_apn
from nm_cellular.apns.apn_memory import NOTHING, AccessPoint, Memory
from nm_cellular.modems.modem import MODEM, Modem, Sim
from nm_cellular.modems.modem_enums import Lock, State
from nm_cellular.modems.nm_device import Device, DeviceState
from nm_cellular.pins.pin_guard import Pin, Refused, Send, configured
from nm_cellular.pins.pin_tries import Outcome, Tries
from nm_cellular.problem import Problem
from nm_cellular.profile import CellularProfile, Secret
from nm_cellular.setup.attempts import MAX_TRIES, Attempts
from nm_cellular.setup.modem_changes import Change
from nm_cellular.setup.setup_steps import Known, Learn, Measure, Proven, Redial, Step, is_settled, steps

from . import pipeline

PATH = "/org/freedesktop/ModemManager1/Modem/0"
SIM_PATH = "/org/freedesktop/ModemManager1/SIM/0"
ICCID = "8944110065300000009"
OTHER = "8944110065300000017"
POINT = AccessPoint("giffgaff.com", "gg", "p")
NEVER = Tries(b"key")
MEMORY = apn_memory.seen(apn_memory.seen(NOTHING, ICCID, "23410", [POINT]), OTHER, "23410", [POINT], present=2)
AUTO, LTE_ONLY = "apn = auto", "apn = a\nmodes = 4g"


def sim(iccid: str = ICCID) -> Sim:
    return Sim.from_properties(SIM_PATH, {"SimIdentifier": iccid, "OperatorIdentifier": "23410"})


def modem(
    state: State = State.REGISTERED, lock: Lock = Lock.NONE, rate: int = 30, iccid: str = ICCID, tries: int = 3
) -> Modem:
    values: dict[str, Any] = {
        "State": state.value,
        "UnlockRequired": lock.value,
        "UnlockRetries": {Lock.SIM_PIN.value: tries},
        "EquipmentIdentifier": "867698040000001",
        "SupportedModes": [[12, 8], [8, 0]],
        "CurrentModes": [12, 8],
    }
    return Modem.from_interfaces(PATH, {MODEM: values, f"{MODEM}.Signal": {"Rate": rate}}, sim(iccid), ())


def locked(tries: int = 3) -> Modem:
    return modem(State.LOCKED, Lock.SIM_PIN, tries=tries)


def profiles(lines: str) -> tuple[CellularProfile, ...]:
    return pipeline.make(f"[home]\n{lines}\n").parsed.profiles


def known(lines: str, *, memory: Memory = NOTHING, tries: Tries = NEVER, theirs: tuple[Pin, ...] = ()) -> Known:
    asked = profiles(lines)
    return Known(asked, configured(asked), tries, memory, (1, 42), theirs)


def runs(iccid: str, state: DeviceState = DeviceState.ACTIVATED) -> Device:
    """NetworkManager's device, with the profile of that SIM's access point."""
    uuid = auto_apn.uuid_of(profiles(AUTO)[0], iccid, POINT)
    return Device("ttyUSB0", "ppp0", state, "home", uuid, (), (), 1, "/devices/2")


def won() -> Memory:
    return apn_memory.won(MEMORY, ICCID, POINT.name, "2026-11-20")


PIN = "apn = a\npin = 1234"
SEND = Send(SIM_PATH, PATH, ICCID, Secret("1234"), 3)
MODES = Change(PATH, MODEM, "SetCurrentModes", "(uu)", "modes: 3g, 4g with 4g preferred → 4g", ([8, 0],))
LEARN = Learn(sim())
MEASURE = Measure(PATH)

PLANS: dict[str, tuple[Modem, Device | None, Known, list[Step]]] = {
    "nothing is asked": (modem(), None, known("apn = a"), []),
    "the radio is not measured yet": (modem(rate=0), None, known("apn = a"), [MEASURE]),
    "off, it cannot measure": (modem(State.DISABLED, rate=0), None, known("apn = a"), []),
    "the PIN is given": (locked(), None, known(PIN), [SEND]),
    "a locked modem gets its PIN first": (locked(), None, known(f"{AUTO}\npin = 1234\nmodes = 4g"), [SEND]),
    "nothing asks for the PIN": (modem(), None, known(PIN), []),
    "modes are to be changed": (modem(), None, known(LTE_ONLY), [MODES]),
    "off, they can be changed too": (modem(State.DISABLED), None, known(LTE_ONLY), [MODES]),
    "between two states nothing is done": (modem(State.CONNECTING, rate=0), None, known(LTE_ONLY), []),
    "starting, nothing is done": (modem(State.INITIALIZING, rate=0), None, known(LTE_ONLY), []),
    "all at once, in order": (
        modem(rate=0),
        None,
        known(f"{AUTO}\nmodes = 4g"),
        [MODES, MEASURE, LEARN],
    ),
    "the SIM's APN is to be found": (modem(), None, known(AUTO), [LEARN]),
    "it is learnt as soon as the SIM can be read": (modem(State.ENABLING), None, known(AUTO), [LEARN]),
    "apn = auto of another SIM": (modem(), None, known(f"{AUTO}\nsim = {OTHER}"), []),
    "an access point has worked": (modem(), runs(ICCID), known(AUTO, memory=MEMORY), [LEARN, Proven(ICCID, POINT)]),
    "it is known that it works": (modem(), runs(ICCID), known(AUTO, memory=won()), [LEARN]),
    "it is not up yet": (modem(), runs(ICCID, DeviceState.CONFIG), known(AUTO, memory=MEMORY), [LEARN]),
    "another SIM's profile is dialled": (
        modem(),
        runs(OTHER),
        known(AUTO, memory=MEMORY),
        [LEARN, Redial("/devices/2", runs(OTHER).uuid)],
    ),
}


@pytest.mark.parametrize(("found", "device", "what", "plan"), PLANS.values(), ids=PLANS)
def test_the_plan_for_a_modem(found: Modem, device: Device | None, what: Known, plan: list[Step]) -> None:
    assert list(steps(found, device, what)) == plan


REFUSED = {
    "no PIN": (locked(), known("apn = a"), "no PIN is given"),
    "one that was wrong": (
        locked(2),
        known(PIN, tries=NEVER.noted(ICCID, Secret("1234"), Outcome.WRONG)),
        "this PIN was wrong before, and is not tried again; 2 tries are left",
    ),
    "the last try": (locked(1), known(PIN), "1 try is left, and a wrong PIN would block the SIM"),
    "NetworkManager's own": (
        locked(),
        known(PIN, theirs=(Pin(Secret("9999"), "/etc/x"),)),
        "NetworkManager sends the PIN in /etc/x itself, so no other is sent",
    ),
    "the PUK": (
        modem(State.LOCKED, Lock.SIM_PUK),
        known(PIN),
        "the SIM is blocked and asks for its PUK",
    ),
    "a SIM without a number": (
        modem(iccid=""),
        known(AUTO),
        "the modem does not tell the SIM's number (ICCID), by which apn = auto would remember it",
    ),
}


@pytest.mark.parametrize(("found", "what", "said"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused_is_the_only_step_and_has_a_hint(found: Modem, what: Known, said: str) -> None:
    (refused,) = steps(found, None, what)
    assert isinstance(refused, Refused)
    assert refused.message == said
    assert refused.hint


def test_what_the_modem_cannot_do_is_told_and_the_rest_done() -> None:
    problem, measure = steps(modem(rate=0), None, known("apn = a\nmodes = 5g"))
    assert isinstance(problem, Problem)
    assert problem.message == "modem 0 does not offer the modes 5g"
    assert measure == MEASURE


def test_a_plan_shows_neither_pin_nor_sim() -> None:
    planned = [*steps(locked(), None, known(PIN)), *steps(modem(), runs(ICCID), known(AUTO, memory=MEMORY))]
    assert "1234" not in repr(planned)
    assert ICCID not in repr(planned[1:])


@pytest.mark.parametrize("state", State)
def test_a_modem_is_settled_where_only_somebody_else_can_change_it(state: State) -> None:
    passing = {"UNKNOWN", "INITIALIZING", "DISABLING", "ENABLING", "DISCONNECTING", "CONNECTING"}
    assert is_settled(modem(state)) == (state.name not in passing)


def test_each_step_is_taken_once() -> None:
    attempts = Attempts()
    assert attempts.due([MODES, MEASURE], State.REGISTERED) == (MODES, MEASURE)
    attempts = attempts.noted(MODES, State.REGISTERED, failed=False)
    assert attempts.due([MODES, MEASURE], State.CONNECTED) == (MEASURE,)
    assert not attempts.have_failed


@pytest.mark.parametrize("step", [MODES, MEASURE, LEARN])
def test_a_step_that_failed_is_taken_again_in_another_state_and_three_times_in_all(step: Step) -> None:
    attempts, taken = Attempts(), 0
    for state in [State.ENABLED, State.ENABLED, State.SEARCHING, State.REGISTERED, State.CONNECTED]:
        for due in attempts.due([step], state):
            attempts, taken = attempts.noted(due, state, failed=True), taken + 1
    assert taken == MAX_TRIES == 3
    assert attempts.have_failed


def test_a_step_that_succeeds_after_all_is_no_failure() -> None:
    attempts = Attempts().noted(MODES, State.ENABLED, failed=True).noted(MODES, State.REGISTERED, failed=False)
    assert not attempts.have_failed
    assert attempts.due([MODES], State.CONNECTED) == ()


@pytest.mark.parametrize("step", [SEND, Refused("a", "b")])
def test_neither_a_pin_nor_a_refusal_comes_twice(step: Step) -> None:
    attempts = Attempts().noted(step, State.LOCKED, failed=True)
    assert attempts.due([step], State.REGISTERED) == ()


def test_that_a_pin_was_wrong_is_not_told_again_as_a_refusal() -> None:
    attempts = Attempts().noted(SEND, State.LOCKED, failed=True)
    assert attempts.due([Refused("this PIN was wrong before", "")], State.LOCKED) == ()
    other = Refused("the modem does not tell the SIM's number", "")
    assert attempts.due([other], State.REGISTERED) == (other,)


def test_a_sim_that_took_its_pin_is_told_from_one_that_refused_it() -> None:
    assert Attempts().noted(SEND, State.LOCKED, failed=False).have_unlocked
    assert not Attempts().noted(SEND, State.LOCKED, failed=True).have_unlocked
    assert not Attempts().noted(replace(MODES), State.ENABLED, failed=False).have_unlocked
