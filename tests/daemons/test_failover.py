"""`[failover]` on the real NetworkManager: a house's line that is up and dead, and a modem."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.lab import BOOT, Lab, Modem, two_ways_out
from tests.lab.two_ways_out import SERVER, SERVER_IPV6

_ROOT = Path(__file__).parents[2]
_FILE = "/etc/NetworkManager/conf.d/90-nm-cellular.conf"
_MOBILE = "[mobile]\napn = internet\n"
_FAILOVER = f"[failover]\nuri = http://{two_ways_out.NAME}/\ninterval = 10 s\n"


def apply(lab: Lab, conf: str, *options: str) -> Any:
    lab.path(f"{BOOT}/cellular.conf").write_text(conf)
    argv = ["/usr/bin/python3", "-m", "nm_cellular", "apply", "--json", *options]
    report = json.loads(lab.run(argv, env={"PYTHONPATH": str(_ROOT)}).stdout)
    return {each["id"]: each["action"] for each in report["profiles"]}


def networkmanagers(lab: Lab, name: str) -> str:
    """A property, as busctl shows it."""
    path, interface = "/org/freedesktop/NetworkManager", "org.freedesktop.NetworkManager"
    return lab.run(["busctl", "get-property", interface, path, interface, name]).stdout.strip()


def is_checking(lab: Lab) -> bool:
    return networkmanagers(lab, "ConnectivityCheckEnabled") == "b true"


# NMMetered
METERED, UNMETERED, PROBABLY_METERED, PROBABLY_UNMETERED = (f"u {number}" for number in (1, 2, 3, 4))


def connect(lab: Lab) -> None:
    """Both ways, which NetworkManager has found good."""
    two_ways_out.build(lab)
    apply(lab, _MOBILE + _FAILOVER)
    lab.modemmanager.start([Modem()])
    for family in ("-4", "-6"):
        for interface, wanted in (("ppp0", "700"), ("eth0", "100")):
            lab.wait_for(
                lambda: two_ways_out.metric(lab, interface, family) == wanted,  # noqa: B023  waited for at once
                what=f"{interface} checked by {family}",
            )
    assert ways_out(lab) == ("eth0", "eth0")


def ways_out(lab: Lab) -> tuple[str, str]:
    """Of IPv4 and of IPv6."""
    return two_ways_out.way_out(lab), two_ways_out.way_out(lab, SERVER_IPV6)


def test_cellular_takes_over_from_a_dead_line_in_both_families_and_gives_them_back(lab: Lab) -> None:
    connect(lab)
    two_ways_out.cut_the_houses_line(lab)
    lab.wait_for(lambda: ways_out(lab) == ("ppp0", "ppp0"), 60, what="cellular in its place")
    assert "connected:house" in lab.run(["nmcli", "-t", "-f", "STATE,CONNECTION", "device"]).stdout
    # Programs that put off what is large ask for this.
    assert networkmanagers(lab, "Metered") == PROBABLY_METERED
    two_ways_out.mend_the_houses_line(lab)
    lab.wait_for(lambda: ways_out(lab) == ("eth0", "eth0"), 60, what="Ethernet again")
    assert networkmanagers(lab, "Metered") == PROBABLY_UNMETERED


@pytest.mark.parametrize(("metered", "wanted"), [("yes", METERED), ("no", UNMETERED)])
def test_what_cellular_conf_says_of_metering_programs_are_told(lab: Lab, metered: str, wanted: str) -> None:
    apply(lab, f"{_MOBILE}metered = {metered}\n")
    lab.modemmanager.start([Modem()])
    lab.wait_for(lambda: networkmanagers(lab, "Metered") == wanted, what=wanted)


@pytest.mark.parametrize(("dead", "ways"), [(SERVER, ("ppp0", "eth0")), (SERVER_IPV6, ("eth0", "ppp0"))])
def test_where_one_family_is_dead_cellular_takes_that_one(lab: Lab, dead: str, ways: tuple[str, str]) -> None:
    connect(lab)
    two_ways_out.cut_the_houses_line(lab, [dead])
    lab.wait_for(lambda: ways_out(lab) == ways, 60, what="cellular in its place")
    two_ways_out.mend_the_houses_line(lab, [dead])
    lab.wait_for(lambda: ways_out(lab) == ("eth0", "eth0"), 60, what="Ethernet again")


def test_networkmanager_begins_and_ends_to_check_without_a_restart(lab: Lab) -> None:
    assert not is_checking(lab)
    assert apply(lab, _MOBILE + _FAILOVER) == {"mobile": "create", "failover": "create"}
    assert is_checking(lab)
    assert apply(lab, _MOBILE + _FAILOVER) == {"mobile": "unchanged", "failover": "unchanged"}
    assert apply(lab, _MOBILE) == {"mobile": "unchanged", "failover": "remove"}
    assert not is_checking(lab)
    assert not lab.path(_FILE).exists()


def test_a_file_that_somebody_changed_is_kept_until_forced(lab: Lab) -> None:
    apply(lab, _MOBILE + _FAILOVER)
    theirs = lab.path(_FILE).read_text().replace("interval=10", "interval=99")
    lab.path(_FILE).write_text(theirs)
    assert apply(lab, _MOBILE)["failover"] == "conflict"
    assert apply(lab, _MOBILE + _FAILOVER)["failover"] == "conflict"
    assert lab.path(_FILE).read_text() == theirs
    assert apply(lab, _MOBILE + _FAILOVER, "--force")["failover"] == "update"
    assert "interval=10\n" in lab.path(_FILE).read_text()


def test_a_file_that_somebody_deleted_comes_back(lab: Lab) -> None:
    apply(lab, _MOBILE + _FAILOVER)
    lab.path(_FILE).unlink()
    assert apply(lab, _MOBILE + _FAILOVER)["failover"] == "create"
    assert is_checking(lab)


def test_a_section_with_a_mistake_leaves_what_is_there(lab: Lab) -> None:
    apply(lab, _MOBILE + _FAILOVER)
    before = lab.path(_FILE).read_text()
    lab.path(f"{BOOT}/cellular.conf").write_text(_MOBILE + "[failover]\nuri = nonsense\n")
    done = lab.run(["/usr/bin/python3", "-m", "nm_cellular", "apply"], env={"PYTHONPATH": str(_ROOT)}, check=False)
    assert done.returncode == 3
    assert lab.path(_FILE).read_text() == before


def test_over_dbus_it_is_left_out_and_said(lab: Lab) -> None:
    assert apply(lab, _MOBILE + _FAILOVER, "--via", "dbus") == {"mobile": "create"}
    assert not lab.path(_FILE).exists()
