"""A PIN in a profile of an earlier version is taken out of it, and one that was moved there is not lost."""

from __future__ import annotations

import json
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from nm_cellular import keyfile, ownership
from tests.lab import BOOT, KEYFILES, Lab

ROOT = Path(__file__).parents[2]
PROFILE = f"{KEYFILES}/a.nmconnection"
KEPT = "/var/lib/nm-cellular/pins.json"


def apply(lab: Lab, *options: str) -> CompletedProcess[str]:
    return lab.run(["/usr/bin/python3", "-m", "nm_cellular", "apply", *options], env={"PYTHONPATH": str(ROOT)})


def of_an_earlier_version(lab: Lab, options: tuple[str, ...], conf: str) -> None:
    """The profile of that section as it was when PINs were written into it, loaded by NetworkManager."""
    (lab.path(BOOT) / "cellular.conf").write_text(conf)
    apply(lab, *options)
    path = lab.path(PROFILE)
    text = path.read_text().partition("\n[user]")[0].replace("\n[gsm]\n", "\n[gsm]\npin=4711\n")
    marked, _ = ownership.marked(text, keyfile.parse(text), f"{BOOT}/cellular.conf#a")
    path.write_text(marked)
    lab.run(["nmcli", "connection", "load", PROFILE])
    assert pin(lab) == "4711"


def pin(lab: Lab) -> str:
    return lab.run(["nmcli", "--show-secrets", "--get-values", "gsm.pin", "connection", "show", "a"]).stdout.strip()


@pytest.mark.parametrize("options", [(), ("--via", "dbus")], ids=["files", "dbus"])
@pytest.mark.parametrize("password", ["", "username = u\npassword = hunter2\n"], ids=["pin alone", "with a password"])
def test_a_pin_in_an_earlier_profile_is_taken_out(lab: Lab, options: tuple[str, ...], password: str) -> None:
    of_an_earlier_version(lab, options, f"[a]\napn = a.example\n{password}pin = 4711\n")
    assert "1 updated" in apply(lab, *options).stdout
    assert pin(lab) == ""
    assert "4711" not in lab.path(PROFILE).read_text()
    assert "1 unchanged" in apply(lab, *options).stdout


@pytest.mark.parametrize("options", [(), ("--via", "dbus")], ids=["files", "dbus"])
def test_a_pin_that_was_moved_into_the_profile_is_handed_over(lab: Lab, options: tuple[str, ...]) -> None:
    comment = "# pin was moved into NetworkManager's profile; write pin = ... to replace it"
    of_an_earlier_version(lab, options, f"[a]\napn = a.example\n{comment}\n")
    assert "1 updated" in apply(lab, *options).stdout
    assert pin(lab) == ""
    assert [each["pin"] for each in json.loads(lab.path(KEPT).read_text()).values()] == ["4711"]
    assert lab.path(KEPT).stat().st_mode & 0o777 == 0o600
