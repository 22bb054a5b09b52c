"""Modes, bands and the initial EPS bearer: as cellular.conf has them, as NetworkManager gets them, as a modem tells."""

from __future__ import annotations

import ctypes

import pytest

from nm_cellular import build
from nm_cellular.modems import bands
from nm_cellular.modems.modem_enums import IpFamily
from nm_cellular.modems.radio import Auth, InitialEps, Mode, Modes, Radio, mode
from nm_cellular.profile import CellularProfile, Secret
from nm_cellular.setup import radio_settings

from . import pipeline

EPS = "initial-eps-bearer"


def profile(lines: str) -> CellularProfile:
    """As parsed, with all that NetworkManager may be too old for."""
    (found,) = pipeline.make(f"[home]\napn = a\n{lines}\n").parsed.profiles
    return found


def keyfile(lines: str, version: tuple[int, int]) -> dict[str, object]:
    """What NetworkManager gets of the initial EPS bearer."""
    # Not by the pipeline: the installed libnm may be older than that NetworkManager, and not know the properties.
    [wanted], _ = build.wanted([profile(lines)], version, pipeline.templates().keyfile)
    gsm = wanted.keyfile.sections["gsm"]
    return {key.removeprefix(f"{EPS}-"): value for key, value in gsm.items() if key.startswith(EPS)}


def libmm() -> ctypes.CDLL:
    try:
        return ctypes.CDLL("libmm-glib.so.0")
    except OSError:
        pytest.skip("libmm-glib is not installed")


def test_every_band_that_the_installed_modemmanager_knows_has_its_name() -> None:
    get_string = libmm().mm_modem_band_get_string
    get_string.restype = ctypes.c_char_p
    known = {number: name.decode() for number in range(1, 2000) if (name := get_string(number))}
    assert len(known) > 150
    assert {number: bands.name(number) for number in known} == known


@pytest.mark.parametrize("value", [0, 1, 4, 14, 24, 0xFFFFFFFF])
def test_modes_have_the_names_of_the_installed_modemmanager(value: int) -> None:
    build_string = libmm().mm_modem_mode_build_string_from_mask
    build_string.restype = ctypes.c_char_p
    assert Mode(value).label == build_string(ctypes.c_uint(value)).decode()


def test_no_two_bands_have_one_name() -> None:
    assert len(bands.NUMBERS) == len(bands.NAMES)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("4g", ("4g",)),
        ("3g|4g", ("3g", "4g")),
        ("4G, 3G", ("3g", "4g")),
        ("4g 5g", ("4g", "5g")),
        ("any", ("any",)),
    ],
)
def test_modes_as_people_and_mmcli_write_them(text: str, names: tuple[str, ...]) -> None:
    assert profile(f"modes = {text}").modes == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("eutran-20, eutran-3", ("eutran-3", "eutran-20")),
        ("eutran-3|egsm", ("egsm", "eutran-3")),
        ("B3 b20", ("eutran-3", "eutran-20")),
        ("n78", ("ngran-78",)),
        ("any", ("any",)),
    ],
)
def test_bands_as_people_and_mmcli_write_them(text: str, names: tuple[str, ...]) -> None:
    assert profile(f"bands = {text}").bands == names


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("modes = lte", "did you mean 4g?"),
        ("modes = 7g", "write 2g, 3g, 4g, 5g or any"),
        ("preferred-mode = 4g 3g", "write preferred-mode = 4g"),
        ("bands = eutrna-3", "did you mean eutran-3?"),
        ("bands = 20", "write eutran-20 (LTE), ngran-20 (5G) or utran-20 (3G)"),
        ("bands = 800MHz", "write the names that mmcli -m any shows, such as eutran-3"),
    ],
)
def test_what_is_no_mode_or_band_is_refused_with_what_to_write(line: str, hint: str) -> None:
    assert pipeline.error(f"[home]\napn = a\n{line}\n").hint == hint


def test_a_preferred_mode_that_is_not_allowed_is_refused() -> None:
    problem = pipeline.error("[home]\napn = a\nmodes = 3g\npreferred-mode = 4g\n")
    assert (problem.where.line, problem.where.column) == (4, 18)
    assert problem.message == "preferred-mode: 4g is not among the modes 3g"
    assert problem.hint == "write it in line 3 too"


@pytest.mark.parametrize("modes", ["", "modes = any\n", "modes = 3g, 4g\n"])
def test_a_preferred_mode_may_stand_alone_or_beside_any(modes: str) -> None:
    assert profile(f"{modes}preferred-mode = 4g").preferred_mode == "4g"


def test_a_networkmanager_that_can_gets_the_initial_eps_bearer() -> None:
    assert keyfile(f"{EPS} = ims", (1, 44)) == {"apn": "ims"}


@pytest.mark.parametrize("version", [(1, 42), (1, 44), (1, 50)])
def test_half_an_initial_eps_bearer_is_not_given_to_networkmanager(version: tuple[int, int]) -> None:
    """It would set the APN without the login, and setup the APN with it, for ever."""
    assert keyfile(f"{EPS} = ims\ngsm.{EPS}-username = joe", version) == {}
    assert radio_settings.of(profile(f"{EPS} = ims\ngsm.{EPS}-username = joe")).initial_eps


def test_a_newer_networkmanager_gets_the_login_too() -> None:
    found = keyfile(f"gsm.{EPS}-apn = ims\ngsm.{EPS}-username = joe\ngsm.{EPS}-password = p", (1, 52))
    assert found == {"apn": "ims", "username": "joe", "password": "p"}


def test_a_keyfile_of_the_boot_partition_may_ask_for_it_as_well() -> None:
    made = pipeline.make(f"[gsm]\napn=a\n{EPS}-apn=ims\n{EPS}-configure=true\n", pipeline.KEYFILE)
    assert made.warnings == []
    (wanted,) = made.wanted
    assert EPS not in wanted.text
    assert radio_settings.of(made.parsed.profiles[0]).initial_eps


@pytest.mark.parametrize(
    ("lines", "settings"),
    [
        (f"{EPS} = ims", InitialEps("ims", IpFamily.IPV4V6, "", Auth(0))),
        (f"{EPS} = ims\nipv6 = disabled", InitialEps("ims", IpFamily.IPV4, "", Auth(0))),
        (f"{EPS} = ims\nipv4 = disabled", InitialEps("ims", IpFamily.IPV6, "", Auth(0))),
        (f"gsm.{EPS}-configure = yes", InitialEps("", IpFamily.IPV4V6, "", Auth(0))),
        (
            f"{EPS} = ims\ngsm.{EPS}-username = joe\ngsm.{EPS}-noauth = no\ngsm.{EPS}-refuse-eap = yes\n"
            f"gsm.{EPS}-refuse-mschap = yes\ngsm.{EPS}-refuse-mschapv2 = yes",
            InitialEps("ims", IpFamily.IPV4V6, "joe", Auth.PAP | Auth.CHAP),
        ),
    ],
)
def test_the_initial_eps_bearer_that_a_section_asks_for(lines: str, settings: InitialEps) -> None:
    found = radio_settings.of(profile(lines)).initial_eps
    assert found
    assert found.settings == settings


def test_its_password_is_not_shown() -> None:
    found = radio_settings.of(profile(f"{EPS} = ims\ngsm.{EPS}-password = secret")).initial_eps
    assert found
    assert found.password == Secret("secret")
    assert "secret" not in repr(found)


def test_a_section_that_says_nothing_of_the_radio_leaves_it_alone() -> None:
    assert radio_settings.of(profile("")) == radio_settings.RadioSettings()


def test_modes_without_a_preference_and_a_preference_without_modes() -> None:
    only_4g, any_but_4g = (radio_settings.of(profile(line)).modes for line in ("modes = 4g", "preferred-mode = 4g"))
    assert only_4g
    assert any_but_4g
    assert only_4g.modes == Modes(mode(("4g",)), Mode.NONE)
    assert any_but_4g.modes == Modes(Mode.ANY, mode(("4g",)))


def test_what_modemmanager_tells_of_a_radio() -> None:
    eps = {"apn": "ims", "ip-type": 4, "user": "joe", "password": "secret", "allowed-auth": 2}
    found = Radio.from_properties(
        {
            "CurrentModes": [12, 8],
            "SupportedModes": [[8, 0], [12, 8]],
            "CurrentBands": [33],
            "SupportedBands": [33, 50],
        },
        {"InitialEpsBearerSettings": eps},
    )
    assert str(found.modes) == "3g, 4g with 4g preferred"
    assert list(map(str, found.supported_modes)) == ["4g", "3g, 4g with 4g preferred"]
    assert (found.bands, found.supported_bands) == ((33,), (33, 50))
    assert found.initial_eps == InitialEps("ims", IpFamily.IPV4V6, "joe", Auth.PAP)
    assert "secret" not in repr(found)


@pytest.mark.parametrize("value", [None, "x", 5, [1], [1, "x"], [True, 1], {"a": 1}, [[1, 2, 3]], [None]])
def test_a_radio_that_is_told_of_in_other_types_is_not_known(value: object) -> None:
    names = ("CurrentModes", "SupportedModes", "CurrentBands", "SupportedBands")
    found = Radio.from_properties(dict.fromkeys(names, value), {"InitialEpsBearerSettings": value})
    assert found.modes is None
    assert found.supported_modes == ()


def test_the_band_that_is_called_unknown_is_none_and_a_newer_one_its_number() -> None:
    found = Radio.from_properties({"CurrentBands": [0], "SupportedBands": [33, 4711]}, {})
    assert found.bands == ()
    assert list(map(bands.name, found.supported_bands)) == ["eutran-3", "4711"]


def test_modes_that_are_newer_than_we_are_their_numbers() -> None:
    assert Mode(8 | 1 << 5).label == "4g, 32"
