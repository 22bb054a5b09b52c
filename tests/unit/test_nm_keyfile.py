"""Keyfiles in system-connections/: whole or partial, from NetworkManager, balena's documents or a forum."""

from __future__ import annotations

import pytest

from nm_cellular.profile import Secret

from .pipeline import KEYFILE, NM, Made, error, make, profile, warning

FULL = """\
[connection]
id=modem
uuid=3b8f359e-4df2-4997-99d8-04e15742d38f
type=gsm
autoconnect-priority=5
autoconnect-retries=3
metered=1

[gsm]
apn=internet
username=joe
password=a\\\\b\\sc;d
pin=1234
number=*99#
home-only=true
mtu=1400

[serial]
baud=115200

[ppp]
refuse-chap=true

[ipv4]
method=manual
address1=10.0.0.2/24,10.0.0.1
dns=1.1.1.1;
route-metric=50

[ipv6]
addr-gen-mode=stable-privacy
method=ignore
"""


def read(data: str) -> Made:
    return make(data, KEYFILE)


def gsm(line: str) -> str:
    """A small good keyfile with one more line in [gsm]."""
    return f"[connection]\ntype=gsm\n\n[gsm]\napn=internet\n{line}\n"


def test_a_whole_keyfile_is_carried_over_in_silence() -> None:
    made = read(FULL)
    assert made.problems == ()
    (wanted,) = made.wanted
    assert wanted.profile.password == Secret("a\\b c;d")
    for section, keys in {"serial": {"baud": "115200"}, "ppp": {"refuse-chap": "true"}}.items():
        assert wanted.keyfile.sections[section] == keys
    assert wanted.keyfile.sections["ipv4"] == {
        "method": "manual",
        "address1": "10.0.0.2/24,10.0.0.1",
        "dns": "1.1.1.1;",
        "route-metric": "50",
    }
    assert wanted.keyfile.sections["ipv6"] == {"method": "ignore", "addr-gen-mode": "stable-privacy"}
    assert wanted.keyfile.get("connection", "autoconnect-retries") == "3"


def test_what_a_partial_keyfile_lacks_is_filled_in() -> None:
    found = profile("[gsm]\napn=internet\n", KEYFILE).keyfile.sections
    assert found["connection"] == {
        "id": "modem",
        "uuid": "39f15313-557c-5b00-9e64-78da5c0ff753",
        "type": "gsm",
        "autoconnect": "true",
        "autoconnect-retries": "0",
    }
    assert found["gsm"] == {"apn": "internet", "number": "*99#"}
    assert found["ipv4"] == found["ipv6"] == {"method": "auto"}


def test_the_file_gives_its_name_to_a_profile_without_an_id() -> None:
    assert profile("[gsm]\n", "/boot/system-connections/My Modem.nmconnection").profile.id == "My Modem"


@pytest.mark.parametrize("kind", ["gsm", "GSM", '"gsm"', "“gsm”"])
def test_a_cellular_keyfile_is_known_by_its_type(kind: str) -> None:
    made = read(f"[connection]\ntype={kind}\n")
    assert len(made.wanted) == 1
    assert [problem.where.line for problem in made.warnings] == ([] if kind == "gsm" else [2])


@pytest.mark.parametrize(
    "data",
    [
        "[connection]\ntype=wifi\n[wifi]\nssid=x\n",
        "[connection]\ntype=ethernet\nnonsense\n",
        "[connection]\ntype=wifi\n[gsm]\n",
        "[connection]\nid=x\n",
        "",
        "no keyfile at all",
        "[vpn]\nIPSec gateway=x\nkey [x]=1\n",
    ],
)
def test_a_keyfile_that_is_not_cellular_is_left_alone_and_counted(data: str) -> None:
    made = read(data)
    assert (made.wanted, made.problems, made.parsed.others) == ((), (), 1)


def test_an_unreadable_keyfile_is_our_affair_only_where_it_seems_cellular() -> None:
    assert make(b"[wifi]\nssid=\xff\n", KEYFILE).parsed.others == 1
    assert str(error(b"[gsm]\napn=\xff\n", KEYFILE).where) == f"{KEYFILE}:2:5"
    assert error("[gsm]\napn=x\0\n".encode("utf-16"), KEYFILE).is_error


def test_a_type_of_another_section_says_nothing() -> None:
    assert len(read("[gsm]\napn=a\n[user]\nexample.type=x\n[match]\ntype=wifi\n").wanted) == 1


@pytest.mark.parametrize("number", ["99**1#", "\\*99#", "*99**1#", '"*99#"', "“*99#”"])
def test_a_mangled_number_is_repaired_with_a_warning(number: str) -> None:
    made = read(gsm(f"number={number}"))
    assert made.errors == []
    assert made.wanted[0].keyfile.get("gsm", "number") == "*99#"
    assert [problem.where.line for problem in made.warnings] == ([] if number[0] == '"' else [6])


def test_an_empty_number_is_refused_as_networkmanager_would() -> None:
    assert (error(gsm("number="), KEYFILE).where.line, error(gsm("number="), KEYFILE).is_error) == (6, True)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("username=", "gsm.username cannot be"),
        ("sim-id=", "gsm.sim-id cannot be"),
        ("apn=a b", "gsm.apn cannot be"),
        (f"apn={'a' * 65}", "gsm.apn cannot be"),
        ("network-id=1", "gsm.network-id cannot be"),
        ('apn="internet"', "gsm.apn cannot be"),
    ],
)
def test_what_networkmanager_would_refuse_is_an_error(line: str, said: str) -> None:
    data = f"[gsm]\n{line}\n"
    (problem,) = make(data, KEYFILE).errors
    assert problem.where.line == 2
    assert said in problem.message
    assert problem.hint
    assert make(data, KEYFILE).parsed.broken == {KEYFILE}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("home-only=yes", "ignores it; the line was left out write true or false"),
        ("mtu=many", "NetworkManager ignores it"),
        ("pin=abcd", "NetworkManager does not notice; the line was left out"),
        ("anp=x", "did you mean gsm.apn?"),
        ("roaming=no", "NetworkManager knows no gsm.roaming"),
        ("mtu=010", "octal 8"),
    ],
)
def test_what_networkmanager_would_drop_is_warned_of_and_left_out(line: str, said: str) -> None:
    problem = warning(gsm(line), KEYFILE)
    assert problem.where.line == 6
    assert said in f"{problem.message} {problem.hint}"
    assert profile(gsm(line), KEYFILE).keyfile.sections["gsm"].keys() == {"apn", "number"}


def test_an_unknown_section_is_warned_of_and_left_out() -> None:
    problem = warning(gsm("[serail]\nbaud=9600"), KEYFILE)
    assert (problem.where.line, problem.hint) == (6, "did you mean [serial]?")
    assert "serail" not in profile(gsm("[serail]\nbaud=9600"), KEYFILE).text


@pytest.mark.parametrize("section", ["802-1x", "wifi", "bond", "ethtool", "vpn-secrets"])
def test_a_section_that_is_not_for_modems_is_warned_of_and_left_out(section: str) -> None:
    problem = warning(gsm(f"[{section}]\npassword=hunter2"), KEYFILE)
    assert (problem.where.line, "no place in a cellular profile" in problem.message) == (6, True)
    assert section not in profile(gsm(f"[{section}]\npassword=hunter2"), KEYFILE).keyfile.sections


def test_upper_case_is_understood_with_a_warning() -> None:
    made = read("[Connection]\nID=Modem\n[GSM]\nAPN=Internet\n")
    assert made.wanted[0].profile.id == "Modem"
    assert made.wanted[0].profile.apn == "Internet"
    assert sorted(problem.where.line or 0 for problem in made.warnings) == [1, 2, 3, 4]


def test_of_a_repeated_key_the_last_counts_as_for_networkmanager() -> None:
    problem = warning(gsm("apn=other"), KEYFILE)
    assert (problem.where.line, "after line 5" in problem.message) == (6, True)
    assert profile(gsm("apn=other"), KEYFILE).profile.apn == "other"


def test_curly_quotes_are_left_out_with_a_warning() -> None:
    problem = warning(gsm("username=“joe”"), KEYFILE)
    assert (problem.where.line, problem.where.column) == (6, 10)
    assert profile(gsm("username=“joe”"), KEYFILE).profile.username == "joe"


def test_straight_quotes_are_a_part_of_the_value_with_a_warning() -> None:
    problem = warning(gsm('password="hunter2"'), KEYFILE)
    assert (problem.where.line, problem.hint) == (6, "write it without quotes")
    assert profile(gsm('password="hunter2"'), KEYFILE).profile.password == Secret('"hunter2"')
    assert "hunter2" not in problem.message


@pytest.mark.parametrize(("value", "column"), [("a\\;b", 11), ("a\\d", 11), ("a\\", 11), ("\\\\\\x", 12)])
def test_an_escape_that_makes_networkmanager_drop_the_value_is_refused(value: str, column: int) -> None:
    problem = error(gsm(f"password={value}"), KEYFILE)
    assert str(problem.where) == f"{KEYFILE}:6:{column}"
    assert "drops the whole value" in problem.message


def test_a_profile_that_was_copied_from_an_installed_one_can_be_used() -> None:
    installed = profile(FULL, KEYFILE).text
    again = profile(installed, "/boot/system-connections/copy")
    assert again.text.count("nm-cellular.source=") == 1
    assert again.profile.uuid == "3b8f359e-4df2-4997-99d8-04e15742d38f"


@pytest.mark.parametrize("section", ["[gsm", "gsm]"])
def test_a_torn_heading_is_refused(section: str) -> None:
    made = read(f"[connection]\ntype=gsm\n{section}\napn=x\n")
    assert made.wanted == ()
    assert [problem.where.line for problem in made.errors] == [3]


def test_a_property_of_a_newer_networkmanager_is_left_out_and_the_version_named() -> None:
    made = make(gsm("device-uid=usb1"), KEYFILE, version=NM)
    (problem,) = made.warnings
    assert (problem.where.line, "1.56" in problem.message) == (6, True)
    assert "device-uid" not in made.wanted[0].text


def test_a_keyfile_may_be_named_on_the_command_line() -> None:
    assert len(make(FULL, "/home/joe/some.conf").wanted) == 1
    assert len(make("[gsm]\napn=a\n", "/home/joe/modem").wanted) == 1


@pytest.mark.parametrize("key", ["a[b]", "a#b", "a b", "a:b"])
def test_a_key_that_would_tear_the_keyfile_is_refused(key: str) -> None:
    problem = error(f"[gsm]\n[ethtool]\n{key}=1\n", KEYFILE)
    assert problem.where.line == 3


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("home-only=yes", "write true or false"),
        ("mtu=010", "write a decimal number; 010 is the octal 8"),
        ("pin=12", "write a PIN: 4 to 8 digits"),
        ("mtu=1400 # bytes", "a comment needs a line of its own"),
        ("password-flags=1", "set gsm.password-flags to 0"),
    ],
)
def test_a_hint_says_what_to_write(line: str, hint: str) -> None:
    assert warning(gsm(line), KEYFILE).hint == hint


@pytest.mark.parametrize("section", ["user", "User"])
def test_the_keys_of_user_data_keep_their_capitals(section: str) -> None:
    made = read(gsm(f"[{section}]\nmy.Key=Blue\nmy.key=red"))
    assert made.wanted[0].keyfile.sections["user"].items() >= {"my.Key": "Blue", "my.key": "red"}.items()
    assert [problem.where.line for problem in made.warnings] == ([] if section == "user" else [6])


def test_the_rest_of_a_secret_that_was_pasted_in_two_lines_is_not_repeated() -> None:
    made = read(gsm("password=c2VjcmV0c2Vj\nZm9vYmFy==\nZm9vYmFy=="))
    assert {problem.where.line for problem in made.warnings} == {7, 8}
    assert "zm9v" not in str(made.problems).lower()


def test_a_misspelt_heading_is_recognised() -> None:
    assert warning(gsm("[gms]\npin=1234"), KEYFILE).hint == "did you mean [gsm]?"
