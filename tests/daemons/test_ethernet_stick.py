"""The connection of `prefer = ethernet` on the real NetworkManager, with a virtual card in the place of the stick."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lab import BOOT, Lab

_ROOT = Path(__file__).parents[2]
_NAME = "Ethernet stick 12d1:15ca"
_CONF = "[modeswitch 12d1:15ca]\nprefer = ethernet\nmetric = 650\n"
_FOR_ANY_CARD = "[connection]\nid=any\nuuid=0f0b1e5c-94c1-4e0a-8f0e-4d6c1d0a7d11\ntype=ethernet\nmulti-connect=3\n"
_TEMPLATES = "/etc/nm-cellular/templates"


def apply(lab: Lab, conf: str, *options: str) -> str:
    lab.path(f"{BOOT}/cellular.conf").write_text(conf)
    argv = ["/usr/bin/python3", "-m", "nm_cellular", "apply", *options]
    return lab.run(argv, env={"PYTHONPATH": str(_ROOT)}).stdout


def shown(lab: Lab, *fields: str) -> list[str]:
    return lab.run(["nmcli", "--get-values", ",".join(fields), "connection", "show", _NAME]).stdout.splitlines()


def names(lab: Lab) -> list[str]:
    return lab.run(["nmcli", "--escape", "no", "--get-values", "NAME", "connection", "show"]).stdout.splitlines()


@pytest.mark.parametrize("store", ["files", "dbus"])
def test_networkmanager_has_it_keeps_it_and_loses_it(lab: Lab, store: str) -> None:
    assert "created" in apply(lab, _CONF, "--via", store)
    assert shown(lab, "connection.type", "match.driver", "ipv4.route-metric") == [
        "802-3-ethernet",
        "cdc_ether,rndis_host",
        "650",
    ]
    assert "1 unchanged" in apply(lab, _CONF, "--via", store)
    assert "removed" in apply(lab, "# nothing\n", "--via", store)
    assert _NAME not in names(lab)


def card(lab: Lab, name: str) -> None:
    lab.run(["ip", "link", "add", name, "type", "veth", "peer", "name", f"{name}-peer"])
    for end in (name, f"{name}-peer"):
        lab.run(["ip", "link", "set", end, "up"])


def test_cards_of_that_driver_get_it_rather_than_a_profile_for_any_card(lab: Lab) -> None:
    lab.path(_TEMPLATES).mkdir(parents=True)
    ours = (_ROOT / "templates/ethernet.nmconnection.j2").read_text()
    (lab.path(_TEMPLATES) / "ethernet.nmconnection.j2").write_text(ours.replace("profile.drivers", "'veth'"))
    path = lab.networkmanager.add_keyfile("any.nmconnection", _FOR_ANY_CARD)
    lab.run(["nmcli", "connection", "load", path])
    apply(lab, _CONF)
    card(lab, "one")
    card(lab, "two")
    for name in ("one", "two"):
        values = ["nmcli", "--escape", "no", "--get-values", "GENERAL.CONNECTION", "device", "show", name]
        lab.wait_for(lambda values=values: lab.run(values).stdout.strip() == _NAME, what=f"{name} has it")
