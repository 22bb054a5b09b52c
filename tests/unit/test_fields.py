"""Every key of cellular.conf: what it may hold, and what NetworkManager then has."""

from __future__ import annotations

import pytest

from nm_cellular.fields import FIELDS, SAME_AS, dial_number
from nm_cellular.problem import ValueRefused
from nm_cellular.profile import DIAL_NUMBER

from . import pipeline

UUID = "3b8f359e-4df2-4997-99d8-04e15742d38f"
ICCID = "8944110068256270054"

GOOD = [
    ("apn = internet", "gsm", "apn", "internet"),
    ("apn = web.gprs_x-1.net", "gsm", "apn", "web.gprs_x-1.net"),
    (f"apn = {'a' * 64}", "gsm", "apn", "a" * 64),
    ("apn =", "gsm", "apn", None),
    ("apn = auto", "gsm", "auto-config", "true"),
    ("username = joe", "gsm", "username", "joe"),
    ("username = jöe;x # y", "gsm", "username", "jöe;x # y"),
    ("username =", "gsm", "username", None),
    ('username = " joe "', "gsm", "username", " joe "),
    ("password = p;a\\s=s #w", "gsm", "password", "p;a\\s=s #w"),
    ("password =", "gsm", "password", None),
    # NetworkManager would try a wrong one at every boot.
    ("pin = 0000", "gsm", "pin", None),
    ("pin = 12345678", "gsm", "pin", None),
    ("pin =", "gsm", "pin", None),
    ("ipv4 = disabled", "ipv4", "method", "disabled"),
    *(
        (f"ipv6 = {method}", "ipv6", "method", method)
        for method in ["ignore", "auto", "dhcp", "link-local", "disabled"]
    ),
    ("ipv6 = shared", "ipv6", "method", "shared"),
    ("number = *99#", "gsm", "number", "*99#"),
    ("number =", "gsm", "number", "*99#"),
    ("number = *99***3#", "gsm", "number", "*99***3#"),
    ("roaming = no", "gsm", "home-only", "true"),
    ("roaming = yes", "gsm", "home-only", "false"),
    ("roaming = TRUE", "gsm", "home-only", "false"),
    ("network = 23410", "gsm", "network-id", "23410"),
    ("network = 310-410", "gsm", "network-id", "310410"),
    # None of these is a property, or not one of NetworkManager 1.42's: test_radio.py.
    ("modes = 3g, 4g", "gsm", "modes", None),
    ("preferred-mode = 4g", "gsm", "preferred-mode", None),
    ("bands = eutran-3", "gsm", "bands", None),
    ("initial-eps-bearer = ims", "gsm", "initial-eps-bearer-apn", None),
    (f"sim = {ICCID}", "gsm", "sim-id", ICCID),
    ("sim = 8944 1100 6825 6270 0546", "gsm", "sim-id", "89441100682562700546"),
    ("sim = 26201", "gsm", "sim-operator-id", "26201"),
    ("sim = 310-410", "gsm", "sim-operator-id", "310410"),
    ("modem = 1f0f3a9d", "gsm", "device-id", "1f0f3a9d"),
    ("port = /dev/ttyAMA0", "gsm", "device-id", None),
    ("metric = 50", "ipv4", "route-metric", "50"),
    ("metric = 50", "ipv6", "route-metric", "50"),
    ("mtu = 1400", "gsm", "mtu", "1400"),
    ("metered = yes", "connection", "metered", "1"),
    ("metered = no", "connection", "metered", "2"),
    ("dns = 1.1.1.1 9.9.9.9", "ipv4", "dns", "1.1.1.1;9.9.9.9;"),
    # What the watch counts is no property: test_data_limits.py.
    ("data-limit = 2 GB/month", "gsm", "data-limit", None),
    ("data-limit-stop = no", "gsm", "data-limit-stop", None),
    ("dns = 1.1.1.1, 2606:4700:4700::1111", "ipv6", "dns", "2606:4700:4700::1111;"),
    ("autoconnect = no", "connection", "autoconnect", "false"),
    ("autoconnect = on", "connection", "autoconnect", "true"),
    ("priority = -999", "connection", "autoconnect-priority", "-999"),
    ("retries = 3", "connection", "autoconnect-retries", "3"),
    ("retries = forever", "connection", "autoconnect-retries", "0"),
    ("id = Büro & Co", "connection", "id", "Büro & Co"),
    (f"uuid = {UUID.upper()}", "connection", "uuid", UUID),
]

BAD = [
    ("apn = inter net", 7),
    ("apn = “a” b", 7),
    (f"apn = {'a' * 65}", 7),
    ("apn = a, auto", 10),
    ("apn = a,,b", 7),
    ("apn = a, a", 7),
    ("apn = ok, inter!net", 11),
    ("pin = 123", 7),
    ("pin = 123456789", 7),
    ("pin = abcd", 7),
    ("pin = ١٢٣٤", 7),
    ("ipv4 = ignore", 8),
    ("ipv6 = on", 8),
    ("ipv6 =", 1),
    ("number = call me", 10),
    ("number = #777", 10),
    ("roaming = maybe", 11),
    ("network = 2341", 11),
    ("network = vodafone", 11),
    ("modes = 3g, lte", 13),
    ("modes = 6g", 9),
    ("modes = any, 4g", 9),
    ("modes =", 1),
    ("preferred-mode = 3g, 4g", 22),
    ("preferred-mode = any", 18),
    ("bands = eutran-3, eutrun-20", 19),
    ("bands = 20", 9),
    ("bands = any eutran-3", 9),
    ("initial-eps-bearer = a b", 22),
    ("initial-eps-bearer =", 1),
    ("sim = 1234", 7),
    ("sim = giffgaff", 7),
    ("modem =", 1),
    ("port = /dev/ttyUSB2", 8),
    ("port =", 1),
    ("metric = -2", 10),
    ("metric = 1.5", 10),
    ("mtu = big", 7),
    ("metered = perhaps", 11),
    ("data-limit = 2", 14),
    ("data-limit = 2 GB/day", 14),
    ("data-limit =", 1),
    ("data-limit-stop = maybe", 19),
    ("dns = 1.1.1.1, 1.1.1.1.1", 16),
    ("dns = 8.8.8", 7),
    ("autoconnect = always", 15),
    ("priority = 1000", 12),
    ("retries = -2", 11),
    ("id =", 1),
    ("uuid = 1234", 8),
]

FORUM = "99**1# 99# 99*1# 99***1# *99*1# *99**1# **99# *99*# *99***# *99** *99 99 *99***1 9912# ＊99＃"
MANGLED = [*FORUM.split(), "*99***1 #", "\\*99#", "\\*99\\*\\*\\*1#"]


@pytest.mark.parametrize(("line", "section", "key", "value"), GOOD)
def test_a_key_becomes_a_property(line: str, section: str, key: str, value: str | None) -> None:
    apn = "" if line.startswith("apn") else "apn = internet\n"
    found = pipeline.profile(f"[home]\n{line}\n{apn}").keyfile
    assert (found.sections[section][key] if key == "dns" else found.get(section, key)) == value


@pytest.mark.parametrize(("line", "column"), BAD)
def test_a_bad_value_is_refused_with_its_place_and_a_hint(line: str, column: int) -> None:
    problem = pipeline.error(f"[home]\n{line}\n")
    assert str(problem.where) == f"{pipeline.CONF}:2:{column}"
    assert problem.message.startswith(f"{line.partition(' ')[0]}: ")
    assert problem.hint


def test_no_key_is_left_untested() -> None:
    assert {line.partition(" ")[0] for line, *_ in GOOD} == set(FIELDS)


@pytest.mark.parametrize("name", SAME_AS)
def test_a_property_that_is_a_key_of_ours_may_go_by_its_nmcli_name(name: str) -> None:
    line = next(line for line, *_ in GOOD if line.startswith(f"{SAME_AS[name]} = "))
    value = line.partition(" = ")[2]
    apn = "" if SAME_AS[name] == "apn" else "apn = a\n"
    ours, theirs = (pipeline.profile(f"[home]\n{apn}{key} = {value}\n") for key in (SAME_AS[name], name))
    assert ours.text == theirs.text


@pytest.mark.parametrize("name", SAME_AS)
def test_both_names_of_a_key_at_once_are_refused(name: str) -> None:
    line = next(line for line, *_ in GOOD if line.startswith(f"{SAME_AS[name]} = "))
    value = line.partition(" = ")[2]
    problem = pipeline.error(f"[home]\n{SAME_AS[name]} = {value}\n{name} = {value}\n")
    assert (problem.where.line, problem.where.column) == (3, 1)
    assert "decided in line 2" in problem.message


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("roaming = no", "gsm.home-only = yes"),
        ("metric = 5", "ipv6.route-metric = 6"),
        ("dns = 1.1.1.1", "ipv4.dns = 9.9.9.9"),
        (f"sim = {ICCID}", "gsm.sim-operator-id = 26201"),
        ("apn = auto", "gsm.auto-config = no"),
        ("apn = a", "apn = b"),
    ],
)
def test_a_property_is_decided_once(first: str, second: str) -> None:
    assert "decided in line 2" in pipeline.error(f"[home]\n{first}\n{second}\n").message


@pytest.mark.parametrize("number", ["*99#", "*99***1#", "*99***16#"])
def test_a_number_as_the_standard_has_it_is_left_alone(number: str) -> None:
    assert dial_number(number) == (number, "")


@pytest.mark.parametrize("number", MANGLED)
def test_a_number_that_a_forum_mangled_is_repaired_with_a_warning(number: str) -> None:
    made = pipeline.warning(f"[home]\napn = a\nnumber = {number}\n")
    assert (made.where.line, number in made.message, DIAL_NUMBER in made.hint) == (3, True, True)
    assert pipeline.profile(f"[home]\napn = a\nnumber = {number}\n").profile.number == DIAL_NUMBER


@pytest.mark.parametrize("number", ["*98*1#", "+4912345", "0190"])
def test_a_number_of_another_kind_is_the_users_affair(number: str) -> None:
    assert dial_number(number) == (number, "")


@pytest.mark.parametrize("number", ["hello", "*99#; reboot", "#777", "*99#\n", "9" * 40])
def test_what_is_no_number_is_refused(number: str) -> None:
    with pytest.raises(ValueRefused):
        dial_number(number)
