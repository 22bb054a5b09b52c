"""cellular.conf as people write it: what is understood, what is refused, and what is said."""

from __future__ import annotations

import codecs

import pytest

from nm_cellular.profile import Secret

from .pipeline import CONF, error, make, profile, warning

HOME = "[home]\napn = internet\n"


def test_a_section_with_an_apn_is_all_that_is_needed() -> None:
    made = make(HOME)
    assert made.problems == ()
    (wanted,) = made.wanted
    assert (wanted.profile.id, wanted.profile.apn, wanted.profile.retries) == ("home", "internet", 0)


def test_a_profile_is_tried_for_ever_unless_said_otherwise() -> None:
    """NetworkManager's own default gives up after four."""
    assert profile(HOME).keyfile.get("connection", "autoconnect-retries") == "0"
    assert profile(f"{HOME}retries = 4\n").keyfile.get("connection", "autoconnect-retries") == "4"


def test_an_empty_file_asks_for_nothing() -> None:
    assert make("").problems == ()
    assert make("# nothing\n").wanted == ()


@pytest.mark.parametrize(
    ("data", "said", "line"),
    [
        (codecs.BOM_UTF8 + HOME.encode(), "byte-order mark", 1),
        (HOME.encode("utf-16"), "UTF-16", 1),
        (HOME.encode("utf-16-le"), "UTF-16 without", 1),
        (codecs.BOM_UTF16_BE + HOME.encode("utf-16-be"), "UTF-16", 1),
        (HOME.replace("\n", "\r\n").encode(), "CR LF", 1),
        (HOME.rstrip("\n").encode(), "last line", 2),
        (HOME.replace("apn", "\tapn").encode(), "tabs", 2),
        (HOME.replace("internet", "internet   ").encode(), "blanks", 2),
        (HOME.replace(" = ", "\u00a0=\u00a0").encode(), "special spaces", 2),
        (HOME.replace("internet", "“internet”").encode(), "curly quotes, which were left out", 2),
        (HOME.replace("internet", "‘internet’").encode(), "curly quotes, which were left out", 2),
        (HOME.replace("internet", "„internet“").encode(), "curly quotes, which were left out", 2),
        (HOME.replace("internet", "«internet»").encode(), "curly quotes, which were left out", 2),
        (HOME.replace("apn", "APN").encode(), "`APN` was read as `apn`", 2),
    ],
)
def test_damage_from_windows_and_forums_is_understood_and_its_line_named(data: bytes, said: str, line: int) -> None:
    problem = warning(data)
    assert (problem.where.file, problem.where.line) == (CONF, line)
    assert said in problem.message
    assert problem.hint
    assert make(data).wanted[0].text == profile(HOME).text


def test_all_damage_at_once_is_understood() -> None:
    data = codecs.BOM_UTF16_LE + "[home]\r\n\tAPN\u00a0=\u00a0“internet” \r\nNumber = 99**1#".encode("utf-16-le")
    made = make(data)
    assert made.errors == []
    assert made.wanted[0].text == profile(HOME).text
    assert len(made.warnings) == 8


def test_straight_quotes_are_left_out_in_silence() -> None:
    assert profile('[home]\napn = internet\npassword = " a b "\n').profile.password == Secret(" a b ")


@pytest.mark.parametrize("value", ["o’clock", "a “b” c", "“"])
def test_curly_quotes_inside_a_value_are_kept_with_a_warning(value: str) -> None:
    made = make(f"{HOME}password = {value}\n")
    assert made.wanted[0].profile.password == Secret(value)
    (problem,) = made.warnings
    assert (problem.where.line, problem.where.column) == (3, 12)
    assert "curly quotes in it" in problem.message


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("anp", "apn"),
        ("user", "username"),
        ("passwd", "password"),
        ("roming", "roaming"),
        ("ipv6.ip6-privcy", "ipv6.ip6-privacy"),
        ("ip6-privacy", "ipv6.ip6-privacy"),
        ("conection.zone", "connection.zone"),
        ("gsm.pasword", "password"),
    ],
)
def test_an_unknown_key_is_an_error_with_a_suggestion(key: str, meant: str) -> None:
    problem = error(f"{HOME}{key} = x\n")
    assert str(problem.where) == f"{CONF}:3:1"
    assert problem.message == f"{key}: there is no such key"
    assert problem.hint == f"did you mean `{meant}`?"


def test_a_key_that_is_like_no_other_is_an_error_too() -> None:
    assert "docs/cellular.conf.md" in error(f"{HOME}qqqqqqqq = x\n").hint


@pytest.mark.parametrize("key", ["user.nm-cellular.source", "user.nm-cellular.digest"])
def test_our_own_records_cannot_be_written(key: str) -> None:
    assert error(f"{HOME}{key} = /etc/passwd\n").where.line == 3


def test_a_connection_of_another_type_is_refused() -> None:
    assert "always of type gsm" in error(f"{HOME}connection.type = ethernet\n").message


@pytest.mark.parametrize(
    ("line", "section", "key", "raw"),
    [
        ("ipv6.ip6-privacy = 2", "ipv6", "ip6-privacy", "2"),
        ("connection.zone = trusted", "connection", "zone", "trusted"),
        ("serial.baud = 115200", "serial", "baud", "115200"),
        ("gsm.password-flags = 1", "gsm", "password-flags", "1"),
        ("connection.permissions = user:joe", "connection", "permissions", "user:joe:;"),
        ("ipv4.routes = 10.0.0.0/8 10.0.0.1", "ipv4", "route1", "10.0.0.0/8,10.0.0.1"),
        ("user.example.colour = blue; green", "user", "example.colour", "blue; green"),
        ("ppp.refuse-chap = yes", "ppp", "refuse-chap", "true"),
    ],
)
def test_any_property_goes_by_its_nmcli_name(line: str, section: str, key: str, raw: str) -> None:
    made = make(f"{HOME}{line}\n")
    assert made.errors == []
    assert made.wanted[0].keyfile.sections[section][key] == raw


def test_a_secret_that_nobody_would_give_is_warned_of() -> None:
    problem = warning(f"{HOME}gsm.password-flags = 1\n")
    assert "there may be nobody" in problem.message
    assert problem.where.line == 3


def test_a_property_that_the_installed_networkmanager_lacks_is_left_out_and_the_version_named() -> None:
    made = make(f"{HOME}gsm.device-uid = usb1\n", version=(1, 42))
    (problem,) = made.warnings
    assert problem.where.line == 3
    assert "needs NetworkManager 1.56; version 1.42 ignores it" in problem.message
    assert "device-uid" not in made.wanted[0].text


@pytest.mark.parametrize("line", ["ipv6.method = manual", "ipv4.gateway = 10.0.0.1"])
def test_what_networkmanager_would_refuse_together_is_an_error(line: str) -> None:
    problem = error(f"{HOME}{line}\n")
    assert problem.where.line == 3


def test_auto_is_left_to_networkmanager_with_a_warning_until_a_sim_is_known() -> None:
    made = make("[home]\napn = auto\n")
    (problem,) = made.warnings
    assert problem.where.line == 2
    assert "NetworkManager guesses the APN" in problem.message
    assert "nm-cellular setup" in problem.hint
    assert made.wanted[0].keyfile.get("gsm", "auto-config") == "true"


def test_a_missing_apn_is_said() -> None:
    problem = warning("[home]\nusername = x\n")
    assert (problem.where.line, "network's default" in problem.message) == (1, True)


def test_a_bad_section_keeps_its_neighbours() -> None:
    made = make("[bad]\napn = a b\n[good]\napn = a\n[worse]\nnonsense\n")
    assert [each.profile.id for each in made.wanted] == ["good"]
    assert [problem.where.line for problem in made.errors] == [6, 2]
    assert made.parsed.broken == {f"{CONF}#bad", f"{CONF}#worse"}


def test_all_mistakes_are_told_at_once() -> None:
    lines = [problem.where.line for problem in make("[a]\napn = a b\npin = 1\nfoo = 1\nmtu = x\n").errors]
    assert lines == [2, 3, 4, 5]


def test_a_section_that_stands_twice_is_refused_as_a_whole() -> None:
    made = make("[a]\napn = x\n[b]\napn = y\n[a]\npin = 1234\n")
    assert [each.profile.id for each in made.wanted] == ["b"]
    (problem,) = made.errors
    assert (problem.where.line, "after line 1" in problem.message) == (5, True)


def test_the_second_section_of_a_uuid_is_refused() -> None:
    line = "uuid = 3b8f359e-4df2-4997-99d8-04e15742d38f\n"
    made = make(f"[a]\napn = x\n{line}[b]\napn = y\n{line}")
    assert [each.profile.id for each in made.wanted] == ["a"]
    (problem,) = made.errors
    assert (problem.where.line, problem.message) == (6, f"`b` has the same uuid as `a` in {CONF}:3:8")
    assert made.parsed.broken == {f"{CONF}#b"}


def test_an_unreadable_heading_may_have_been_anyones() -> None:
    made = make("[good]\napn = a\n[bad\napn = b\n")
    assert [each.profile.id for each in made.wanted] == ["good"]
    assert CONF in made.parsed.broken


@pytest.mark.parametrize(("value", "moves"), [("move", True), ("keep", False)])
def test_the_settings_section_says_what_becomes_of_secrets(value: str, moves: bool) -> None:  # noqa: FBT001
    made = make(f"[nm-cellular]\nsecrets = {value}\n{HOME}")
    assert made.parsed.move_secrets is moves
    assert [each.profile.id for each in made.wanted] == ["home"]


def test_the_settings_section_knows_nothing_else_and_repeats_no_secret() -> None:
    made = make(f"[nm-cellular]\npassword = hunter2\n{HOME}")
    (problem,) = made.errors
    assert problem.where.line == 2
    assert "hunter2" not in problem.message + problem.hint


@pytest.mark.parametrize("name", ["watch", "watch sim"])
def test_sections_for_the_watch_are_no_connections(name: str) -> None:
    made = make(f"{HOME}[{name}]\nprobe-every = 10 min\n")
    assert [each.profile.id for each in made.wanted] == ["home"]
    complaints = [] if name == "watch" else [f"[{name}] was read as [watch]"]
    assert [problem.message for problem in made.warnings] == complaints


@pytest.mark.parametrize("name", ["a;b", "a=b", "é", " x ", "#a", "a]b"[:1], "../../etc", "a\\nb"])
def test_a_section_may_have_any_name(name: str) -> None:
    assert profile(f"[{name}]\napn = a\n").profile.id == name.strip()


def test_no_value_opens_a_section_or_a_key() -> None:
    text = profile('[home]\napn = a\nid = x\\n[gsm]\\napn=evil\nusername = "[ipv4]"\npassword = a\\nb=c\n').text
    assert [line for line in text.splitlines() if line.startswith("[")] == [
        "[connection]",
        "[gsm]",
        "[ipv4]",
        "[ipv6]",
        "[user]",
    ]
    assert text.count("apn=") == 2
    assert "\napn=a\n" in text


def test_the_file_may_be_shown_in_upper_case() -> None:
    found = make("[gsm]\napn = a\n", "/boot/CELLULAR.CONF")
    assert [each.profile.id for each in found.wanted] == ["gsm"]


@pytest.mark.parametrize("name", ["bad\udcff.conf", "a\nb", "\x1b[2J"])
def test_a_file_name_that_is_no_text_is_refused(name: str) -> None:
    made = make("[gsm]\napn = a\n", f"/boot/{name}")
    (problem,) = made.errors
    assert problem.hint == "rename it"
    str(problem.where).encode()


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("ipv6 = yes", "write ignore, auto, dhcp, link-local, manual, shared or disabled"),
        ("ipv6 = atuo", "did you mean auto? It takes ignore, auto, dhcp, link-local, manual, shared or disabled"),
        ("metric = -5", "write a whole number from -1 to 4294967295"),
        ("roaming = home", "write yes, or no to stay in the home network"),
        ("pin = 12", "write a PIN: 4 to 8 digits"),
        ("username = x # joe\nmtu = 1400 # bytes", "a comment needs a line of its own"),
        ("mtu = 1400 ; bytes", "a comment needs a line of its own"),
        ("pin = '1234'", "write it without the quotes"),
        ("ipv4 = `auto`", "write it without the quotes"),
        ('id = ""', "write one, or delete the line"),
        ("xyz = 1", "cellular.conf(5), or docs/cellular.conf.md, has the keys"),
        ("ipv4 = manual", "set ipv4.addresses, such as 10.0.0.2/24 (address1 in a keyfile)"),
    ],
)
def test_a_hint_says_what_to_write(line: str, hint: str) -> None:
    assert error(f"{HOME}{line}\n").hint == hint


def test_a_bad_value_in_straight_quotes_is_not_blamed_on_them() -> None:
    assert error('[home]\napn = "a b"\n').hint.startswith("write an APN")


def test_a_word_about_roaming_names_no_property_of_the_opposite_sense() -> None:
    assert error(f"{HOME}roaming = home\n").message == "roaming: this is neither yes nor no"


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("apn internet", "write apn = internet"),
        ("APN: internet", "write apn = internet"),
        ("password hunter2", "write key = value"),
        ("pin: hunter2", "write pin = ..."),
        ("apn internet hunter2", "write key = value"),
        ("kennwort hunter2", "write key = value"),
    ],
)
def test_a_missing_equals_sign_is_supplied_where_the_value_is_no_secret(line: str, hint: str) -> None:
    assert error(f"[home]\n{line}\n").hint == hint


@pytest.mark.parametrize("rest", ["Zm9vYmFy==", "Zm9vYmFyCg=", "zm9vymfy =", "zm9v= ="])
def test_the_rest_of_a_secret_that_was_pasted_in_two_lines_is_not_repeated(rest: str) -> None:
    made = make(f"{HOME}password = c2VjcmV0c2Vj\n{rest}\n")
    (problem,) = made.errors
    assert (problem.where.line, "there is no such key" in problem.message) == (4, True)
    assert "zm9v" not in str(made.problems).lower()


def test_the_keys_of_user_data_keep_their_capitals() -> None:
    made = make(f"{HOME}User.my.Key = Blue\nuser.my.key = red\n")
    assert made.errors == []
    assert made.wanted[0].keyfile.sections["user"].items() >= {"my.Key": "Blue", "my.key": "red"}.items()
    assert [problem.message for problem in made.warnings] == ["`User.my.Key` was read as `user.my.Key`"]


def test_an_address_that_cannot_be_used_is_told_at_its_line() -> None:
    problem = error(f"{HOME}ipv4 = disabled\nipv4.addresses = 10.0.0.2/24\n")
    assert (problem.where.line, problem.hint) == (4, "delete ipv4.addresses")


@pytest.mark.parametrize("value", ["Move", "MOVE"])
def test_the_settings_section_may_be_written_in_any_case(value: str) -> None:
    made = make(f"[NM-Cellular]\nSecrets = {value}\n{HOME}")
    assert made.parsed.move_secrets
    assert [each.profile.id for each in made.wanted] == ["home"]
    assert "[NM-Cellular] was read as [nm-cellular]" in [problem.message for problem in made.warnings]


def test_auto_may_be_written_in_any_case() -> None:
    assert profile("[home]\napn = Auto\n").keyfile.get("gsm", "auto-config") == "true"


def test_a_line_that_may_have_been_the_apn_is_the_only_complaint() -> None:
    assert "key = value" in error("[home]\napn: internet\n").message
