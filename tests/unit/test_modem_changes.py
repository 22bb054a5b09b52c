"""What is asked of a modem for it to be as cellular.conf wants it, and what is not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from nm_cellular.modems.modem import MODEM, Modem, Sim
from nm_cellular.modems.modem_enums import State
from nm_cellular.profile import CellularProfile
from nm_cellular.setup.modem_changes import FIT, changes
from nm_cellular.setup.radio_settings import RadioSettings, for_modem, of

from . import pipeline

PATH = "/org/freedesktop/ModemManager1/Modem/0"
ICCID = "8944110065300000009"
DEVICE = "1f0f3a9d"
DEBIAN_12, DEBIAN_13 = (1, 42), (1, 52)

CS, G2, G3, G4 = 1, 2, 4, 8
ANY = 0xFFFFFFFF

TELIT = [[G2, 0], [G3, 0], [G2 | G3, 0], [G4, 0], [G3 | G4, 0], [G2 | G3 | G4, 0]]
"""As seen on the real ModemManager."""
QMI = [
    [G2, 0],
    [G3, 0],
    [G4, 0],
    [G3 | G4, G3],
    [G3 | G4, G4],
    [G2 | G3 | G4, G4],
    [G2 | G3 | G4, G3],
    [G2 | G3 | G4, G2],
]
"""As most LTE modems that speak QMI have it: several modes always come with a preference."""
ALL = G2 | G3 | G4

EPS_3GPP = f"{MODEM}.Modem3gpp"


def modem(eps: dict[str, Any] | None = None, **properties: Any) -> Modem:
    values = {"State": State.REGISTERED.value, "DeviceIdentifier": DEVICE, "SupportedIpFamilies": 7} | properties
    sim = Sim.from_properties("/sim", {"SimIdentifier": ICCID, "OperatorIdentifier": "23410"})
    return Modem.from_interfaces(PATH, {MODEM: values, EPS_3GPP: {"InitialEpsBearerSettings": eps or {}}}, sim, ())


def profiles(text: str) -> tuple[CellularProfile, ...]:
    return pipeline.make(text).parsed.profiles


def settings(lines: str) -> RadioSettings:
    return of(*profiles(f"[home]\napn = a\n{lines}\n"))


def asked(found: Modem, lines: str, version: tuple[int, int] | None = DEBIAN_12) -> list[tuple[str, object]]:
    """The methods and their arguments."""
    made = changes(found, settings(lines), version)
    assert made.problems == ()
    assert all(call.path == PATH for call in made.calls)
    return [(call.method, *call.arguments) for call in made.calls]


def refused(found: Modem, lines: str) -> tuple[str, str]:
    made = changes(found, settings(lines), DEBIAN_12)
    assert made.calls == ()
    (problem,) = made.problems
    assert problem.where.line == 3
    return problem.message, problem.hint


@pytest.mark.parametrize(
    ("supported", "current", "lines", "pair"),
    [
        (TELIT, [ALL, 0], "modes = 4g", [G4, 0]),
        (TELIT, [ALL, 0], "modes = 3g, 4g", [G3 | G4, 0]),
        (TELIT, [G4, 0], "modes = any", [ALL, 0]),
        (TELIT, [G4, 0], "modes = 2g, 3g, 4g", [ALL, 0]),
        (QMI, [ALL, G4], "modes = 3g, 4g", [G3 | G4, G4]),
        (QMI, [G4, 0], "modes = any", [ALL, G4]),
        (QMI, [ALL, G4], "modes = 3g, 4g\npreferred-mode = 3g", [G3 | G4, G3]),
        (QMI, [ALL, G4], "preferred-mode = 3g", [ALL, G3]),
        (QMI, [G4, 0], "preferred-mode = 2g", [ALL, G2]),
        ([[ANY, 0], [G2, 0]], [G2, 0], "modes = 3g, 4g\npreferred-mode = 4g", [G3 | G4, G4]),
        ([[ANY, 0], [G2, 0]], [G2, 0], "modes = any", [ANY, 0]),
    ],
)
def test_other_modes_are_asked_for(supported: list[list[int]], current: list[int], lines: str, pair: list[int]) -> None:
    found = modem(SupportedModes=supported, CurrentModes=current)
    assert asked(found, lines) == [("SetCurrentModes", pair)]


@pytest.mark.parametrize(
    ("supported", "current", "lines"),
    [
        (TELIT, [G4, 0], "modes = 4g"),
        (TELIT, [ALL, 0], "modes = any"),
        (TELIT, [ANY, 0], "modes = any"),
        (TELIT, [ANY, 0], "modes = 2g, 3g, 4g"),
        (QMI, [G3 | G4, G3], "modes = 3g, 4g"),
        (QMI, [G3 | G4, G3], "modes = 3g, 4g\npreferred-mode = 3g"),
        (QMI, [ALL, G3], "modes = any"),
        (QMI, [ALL, G4], "preferred-mode = 4g"),
        ([[ALL, 0]], [ALL, 0], "modes = 2g, 3g, 4g"),
        ([[ALL, 0]], [ALL, 0], "modes = any"),
        ([[ANY, 0]], [ANY, 0], "modes = any"),
    ],
)
def test_modes_that_the_modem_has_are_not_asked_for(supported: list[list[int]], current: list[int], lines: str) -> None:
    assert asked(modem(SupportedModes=supported, CurrentModes=current), lines) == []


@pytest.mark.parametrize(
    ("supported", "lines", "message", "hint"),
    [
        ([[G2, 0], [G3, 0]], "modes = 4g", "the modes 4g", "it offers 2g; 3g"),
        (QMI[:5], "modes = 2g, 3g", "the modes 2g, 3g", "it offers 2g; 3g; 4g; 3g, 4g with 3g preferred; "),
        (TELIT, "modes = 3g, 4g\npreferred-mode = 4g", "the modes 3g, 4g with 4g preferred", "it offers 2g; "),
        ([[ALL, 0]], "modes = 4g", "the modes 4g", "it offers 2g, 3g, 4g"),
        ([[ANY, 0]], "modes = 4g", "the modes 4g", "it offers any"),
        ([], "modes = 4g", "the modes 4g", "it offers nothing that ModemManager knows"),
    ],
)
def test_modes_that_the_modem_does_not_offer_are_refused(
    supported: list[list[int]], lines: str, message: str, hint: str
) -> None:
    said = refused(modem(SupportedModes=supported, CurrentModes=[G2, 0]), lines)
    assert said[0] == f"modem 0 does not offer {message}"
    assert said[1].startswith(hint)


EGSM, E3, E20, E45 = 1, 33, 50, 45


@pytest.mark.parametrize(
    ("supported", "current", "lines", "numbers"),
    [
        ([EGSM, E3, E20], [EGSM, E3, E20], "bands = eutran-20, eutran-3", [E3, E20]),
        ([EGSM, E3, E20], [E3], "bands = any", [256]),
        ([256], [256], "bands = eutran-3", [E3]),
        ([EGSM, E3, 4711], [E3], "bands = any", [256]),
    ],
)
def test_other_bands_are_asked_for(supported: list[int], current: list[int], lines: str, numbers: list[int]) -> None:
    assert asked(modem(SupportedBands=supported, CurrentBands=current), lines) == [("SetCurrentBands", numbers)]


@pytest.mark.parametrize(
    ("supported", "current", "lines"),
    [
        ([EGSM, E3, E20], [E20, E3], "bands = eutran-3, eutran-20"),
        ([EGSM, E3, E20], [E20, EGSM, E3], "bands = any"),
        ([EGSM, E3, E20], [256], "bands = any"),
        ([256], [256], "bands = any"),
    ],
)
def test_bands_that_the_modem_has_are_not_asked_for(supported: list[int], current: list[int], lines: str) -> None:
    assert asked(modem(SupportedBands=supported, CurrentBands=current), lines) == []


def test_bands_that_the_modem_lacks_are_named() -> None:
    said = refused(modem(SupportedBands=[EGSM, E3], CurrentBands=[E3]), "bands = eutran-3, eutran-20, n78")
    assert said == ("modem 0 does not have eutran-20, ngran-78", "it has egsm, eutran-3")


def test_a_modem_that_tells_no_bands_cannot_be_given_any() -> None:
    said = refused(modem(SupportedBands=[0], CurrentBands=[0]), "bands = eutran-3")
    assert said == ("ModemManager cannot choose the bands of modem 0", "delete the line")


IMS = "initial-eps-bearer = ims"
EMPTY = {"apn": ("s", ""), "ip-type": ("u", 4), "allowed-auth": ("u", 1)}
GIVEN = EMPTY | {"apn": ("s", "ims")}
USER = "gsm.initial-eps-bearer-username = joe"


@pytest.mark.parametrize(
    ("eps", "lines", "given"),
    [
        ({}, IMS, GIVEN),
        ({"apn": "internet", "ip-type": 4}, IMS, GIVEN),
        ({"apn": "ims", "ip-type": 4}, f"{IMS}\nipv6 = ignore", GIVEN | {"ip-type": ("u", 1)}),
        ({"apn": "ims", "ip-type": 1}, IMS, GIVEN),
        ({"apn": "ims", "ip-type": 4}, "gsm.initial-eps-bearer-configure = yes", EMPTY),
        (
            {"apn": "ims", "ip-type": 4},
            f"{IMS}\n{USER}\ngsm.initial-eps-bearer-password = p",
            {"apn": ("s", "ims"), "ip-type": ("u", 4), "user": ("s", "joe"), "password": ("s", "p")},
        ),
        (
            {"apn": "ims", "ip-type": 4, "allowed-auth": 2},
            f"{IMS}\ngsm.initial-eps-bearer-noauth = no\ngsm.initial-eps-bearer-refuse-pap = yes",
            {"apn": ("s", "ims"), "ip-type": ("u", 4), "allowed-auth": ("u", 4 | 8 | 16 | 32)},
        ),
    ],
)
def test_another_initial_eps_bearer_is_asked_for(eps: dict[str, Any], lines: str, given: dict[str, object]) -> None:
    assert asked(modem(eps), lines) == [("SetInitialEpsBearerSettings", given)]


@pytest.mark.parametrize(
    ("eps", "lines"),
    [
        ({"apn": "ims", "ip-type": 4}, IMS),
        ({"apn": "ims", "ip-type": 1}, f"{IMS}\nipv6 = disabled"),
        ({"apn": "ims"}, IMS),
        ({"apn": "ims", "ip-type": 4, "user": "joe", "allowed-auth": 4}, f"{IMS}\n{USER}"),
        ({"apn": "ims", "ip-type": 4, "user": "joe"}, f"{IMS}\n{USER}\ngsm.initial-eps-bearer-refuse-eap = yes"),
        ({"apn": "", "ip-type": 4}, "gsm.initial-eps-bearer-configure = yes"),
        ({"apn": "internet"}, "gsm.initial-eps-bearer-configure = no"),
        ({"apn": "internet"}, ""),
    ],
)
def test_an_initial_eps_bearer_that_the_modem_has_is_not_asked_for(eps: dict[str, Any], lines: str) -> None:
    assert asked(modem(eps), lines) == []


def test_a_modem_without_both_families_at_once_attaches_with_ipv4() -> None:
    assert asked(modem({"apn": "ims", "ip-type": 1}, SupportedIpFamilies=3), IMS) == []


@pytest.mark.parametrize("version", [(1, 44), DEBIAN_13, None])
def test_what_networkmanager_does_itself_is_left_to_it(version: tuple[int, int] | None) -> None:
    assert asked(modem(), IMS, version) == []


def test_a_login_is_given_where_networkmanager_knows_the_apn_alone() -> None:
    assert asked(modem(), f"{IMS}\n{USER}", (1, 44))
    assert asked(modem(), f"{IMS}\n{USER}", DEBIAN_13) == []


EVERYTHING = f"modes = 4g\nbands = eutran-3\n{IMS}\ngsm.initial-eps-bearer-password = secret"
OTHERWISE = {"SupportedModes": TELIT, "CurrentModes": [ALL, 0], "SupportedBands": [E3, E20], "CurrentBands": [E20]}


def test_the_bearer_comes_last_because_it_makes_the_modem_attach_anew() -> None:
    methods = [method for method, _ in asked(modem(**OTHERWISE), EVERYTHING)]
    assert methods == ["SetCurrentModes", "SetCurrentBands", "SetInitialEpsBearerSettings"]


def test_each_change_is_said_and_no_password_is_shown() -> None:
    made = changes(modem(**OTHERWISE), settings(EVERYTHING), DEBIAN_12)
    assert [call.sentence for call in made.calls] == [
        "modes: 2g, 3g, 4g → 4g",
        "bands: eutran-20 → eutran-3",
        "initial EPS bearer: the network's own → ims",
    ]
    assert "secret" in str(made.calls[2].arguments)
    assert "secret" not in repr(made)


@pytest.mark.parametrize("state", [state for state in State if state not in FIT])
def test_a_modem_that_is_locked_failed_or_between_two_states_is_left_alone(state: State) -> None:
    found = replace(modem(**OTHERWISE), state=state)
    assert changes(found, settings(f"{EVERYTHING}\npreferred-mode = 4g"), DEBIAN_12) == changes(
        found, RadioSettings(), DEBIAN_12
    )


def test_a_modem_that_nothing_is_wanted_of_is_left_alone() -> None:
    assert asked(modem(**OTHERWISE), "") == []


def agreed(text: str) -> RadioSettings:
    found, conflicts = for_modem(profiles(text), modem())
    assert conflicts == ()
    return found


@pytest.mark.parametrize("line", ["modem = 99999999", "sim = 8931080620043344006", "sim = 26201"])
def test_a_section_for_another_modem_or_sim_does_not_count(line: str) -> None:
    assert agreed(f"[a]\napn = a\nmodes = 4g\n{line}\n") == RadioSettings()


@pytest.mark.parametrize("line", ["", f"modem = {DEVICE}", f"sim = {ICCID}", "sim = 23410", f"sim = {ICCID}F"])
def test_a_section_for_this_modem_and_sim_counts(line: str) -> None:
    assert agreed(f"[a]\napn = a\nmodes = 4g\n{line}\n").modes


def test_sections_add_to_one_another_and_may_say_the_same_twice() -> None:
    found = agreed("[a]\napn = a\nmodes = 4g\n[b]\napn = b\nmodes = 4g\nbands = eutran-3\n[c]\napn = c\n")
    assert found.modes
    assert found.bands


def test_two_sections_that_disagree_are_named_and_the_rest_is_done() -> None:
    text = "[a]\napn = a\nmodes = 4g\nbands = b3\n[b]\napn = b\nmodes = 3g\nbands = eutran-3\n"
    found, (problem,) = for_modem(profiles(text), modem())
    assert found.modes is None
    assert found.bands
    assert str(problem.where) == f"{pipeline.CONF}:7:9"
    assert f"{pipeline.CONF}:3:9" in problem.message
    assert "sim = …" in problem.hint
