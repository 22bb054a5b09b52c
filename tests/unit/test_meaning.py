"""Any text for any value: our error, or a keyfile that libnm reads back as it was meant.  And no secret ever shows."""

from __future__ import annotations

import json
import traceback

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from nm_cellular import masking, moving, planning, properties, report
from nm_cellular.fields import FIELDS, SAME_AS
from nm_cellular.plan import Installed, Scope

from . import pipeline
from .pipeline import CONF, KEYFILE, Made

PLANTED = "hunter2S3CRET"

ODD = st.sampled_from(list(" ;,[]=\"'\\#:“”‘\t\r\n\u00a0\u200b\u2028\x00\x1b\x85é\ufeff"))
TEXTS = st.text(ODD | st.characters(blacklist_categories=("Cs",)), max_size=40)
ALMOST = "yes no true 0 1 -1 010 auto manual ignore disabled 1234 26201 a.b a,b 10.0.0.2/24 ::1 *99# 99**1# user:joe"
NEARLY = st.sampled_from([*ALMOST.split(), '"a b"', "“a”", "a\\sb", "\\;", "a" * 64, "a" * 65, "x" * 300])
VALUES = TEXTS | NEARLY
PROPERTIES = [str(prop) for prop in properties.all_properties()]
KEYS = st.sampled_from([*FIELDS, *SAME_AS, "user.a.b", "x"]) | st.sampled_from(PROPERTIES)
ENCODINGS = st.sampled_from(["utf-8", "utf-16", "utf-8-sig"])

SECTIONS = "connection gsm ipv4 ipv6 serial ppp proxy user match ethtool GSM unknown"
KEYFILE_KEYS = """
id uuid type apn username password pin number sim-id sim-operator-id device-id mtu home-only network-id auto-config
method dns address1 route1 addr-gen-mode may-fail autoconnect autoconnect-retries autoconnect-priority permissions baud
password-flags metered a.b nm-cellular.source nm-cellular.digest
"""
BLOCK = st.tuples(
    st.sampled_from(SECTIONS.split()),
    st.lists(st.tuples(st.sampled_from(KEYFILE_KEYS.split()) | TEXTS, VALUES), max_size=3),
)

thorough = settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))


def make(data: str, file: str, encoding: str = "utf-8") -> Made:
    """pipeline.make compares every profile with what libnm reads."""
    return pipeline.make(data.encode(encoding), file)


@thorough
@given(st.lists(st.tuples(KEYS, VALUES), max_size=4), st.just("home") | TEXTS, ENCODINGS)
@example([("id", "a\r[gsm]\rapn = evil")], "home", "utf-8")
@example([("username", "a\\n[ipv4]")], "home", "utf-8")
@example([("password", '"  "')], "home", "utf-8")
@example([("apn", "a"), ("gsm.auto-config", "yes")], "home", "utf-8")
def test_any_value_in_cellular_conf(pairs: list[tuple[str, str]], section: str, encoding: str) -> None:
    made = make(f"[{section}]\n" + "".join(f"{key} = {value}\n" for key, value in pairs), CONF, encoding)
    _assert_every_problem_has_a_place(made)


@thorough
@given(st.lists(BLOCK, max_size=5))
def test_any_value_in_a_keyfile(sections: list[tuple[str, list[tuple[str, str]]]]) -> None:
    blocks = [f"[{name}]\n" + "".join(f"{key}={value}\n" for key, value in pairs) for name, pairs in sections]
    made = make("".join([*blocks, "[gsm]\n"]), KEYFILE)
    _assert_every_problem_has_a_place(made)


@thorough
@given(st.binary(max_size=200), st.sampled_from([CONF, KEYFILE]))
def test_any_bytes(data: bytes, file: str) -> None:
    made = pipeline.make(data, file)
    _assert_every_problem_has_a_place(made)


@thorough
@given(st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=60))
def test_credentials_reach_libnm_as_they_were_typed(typed: str) -> None:
    made = make(f'[home]\napn = a\nusername = "{typed}"\npassword = "{typed}"\n', CONF)
    (wanted,) = made.wanted
    assert wanted.profile.username == typed
    assert wanted.profile.password is not None
    assert wanted.profile.password.reveal() == typed


def _assert_every_problem_has_a_place(made: Made) -> None:
    if not made.wanted and not made.parsed.others:
        assert made.errors or not made.parsed.profiles
    for problem in made.errors:
        assert problem.where.file in (CONF, KEYFILE)
        assert problem.where.line
        assert problem.message
        assert problem.hint


LINES = st.sampled_from(
    [
        "password = {}",
        "password: {}",
        "pin = {}",
        "gsm.password = {}",
        "gsm.pin = {}",
        "gsm.initial-eps-bearer-password = {}",
        "password {}",
        "password {} =",
        "PASSWORD={}",
        "pw : {}==",
        "password = “{}",
        'password = "{}"',
        "password = {}\\q",
        "pin=“{}”",
        "[password = {}]x",
        "802-1x.password = {}",
        "password = {}\npassword = {}",
        "password = {}\npin = {}",
    ]
)


@thorough
@given(
    st.lists(LINES, min_size=1, max_size=3),
    st.sampled_from(["[gsm]", "[nm-cellular]", "[802-1x]", "[a"]),
    TEXTS.filter(lambda text: not set(text) & {"\r", "\n"}),
)
@pytest.mark.parametrize("file", [CONF, KEYFILE])
def test_a_planted_secret_never_shows(file: str, lines: list[str], section: str, around: str) -> None:
    secret = f"{around[:3]}{PLANTED}{around[3:6]}"
    data = f"[gsm]\napn = a\n{section}\n" + "".join(f"{line.replace('{}', secret)}\n" for line in lines)
    try:
        shown = _everything_shown(data.encode(), file)
    except Exception:  # noqa: BLE001  a traceback must not tell it either
        shown = traceback.format_exc().replace(repr(data), "")
    assert PLANTED not in shown


def _everything_shown(data: bytes, file: str) -> str:
    made = pipeline.make(data, file)
    actions = planning.make(made.wanted, (), "/etc", Scope([], []))
    told = report.make(actions, made.problems, 0)
    diffs = [masking.diff(action.before, action.after, action.path) for action in actions]
    masked = [masking.masked(each.text) for each in made.wanted]
    words = [json.dumps(told), *report.problem_lines(told, colour=True), *diffs, *masked, repr((made, actions, told))]
    return "\n".join(words)


@thorough
@given(st.lists(LINES, min_size=1, max_size=2))
@pytest.mark.parametrize("file", [CONF, KEYFILE])
def test_what_is_moved_is_installed(file: str, lines: list[str]) -> None:
    data = "[gsm]\napn = a\n" + "".join(f"{line.replace('{}', '12345678')}\n" for line in lines)
    made = pipeline.make(data, file)
    held = {str(each.profile.source): each.keyfile.sections["gsm"].keys() for each in made.wanted}
    left = moving.without_secrets(file, data.encode(), held)
    if left is not None:
        again = pipeline.make(
            left,
            file,
            installed=[Installed("/etc/x", here=True, text=each.text, keyfile=each.keyfile) for each in made.wanted],
        )
        assert [each.text for each in again.wanted] == [each.text for each in made.wanted]
