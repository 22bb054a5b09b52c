"""Ethernet sticks beside one another."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from nm_cellular.modeswitch.cards import Card, clashes, networks

ROUTES = """\
Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
eth1\t00000000\t0108A8C0\t0003\t0\t0\t700\t00000000\t0\t0\t0
eth1\t0008A8C0\t00000000\t0001\t0\t0\t700\t00FFFFFF\t0\t0\t0
eth0\t00000A0A\t00000000\t0001\t0\t0\t100\t0000FFFF\t0\t0\t0
ppp0\t00000000\t00000000\t0001\t0\t0\t700\t00000000\t0\t0\t0
"""
FACTORY_MAC = "0c:5b:8f:27:9a:64"
LAN = ("192.168.8.0/24",)


def said(*cards: Card) -> list[str]:
    return [f"{problem.where}: {problem.message}" for problem in clashes(cards)]


def test_the_kernels_routes_name_the_networks_of_each_interface() -> None:
    assert networks(ROUTES) == {"eth1": ("192.168.8.0/24",), "eth0": ("10.10.0.0/16",)}


def test_the_routes_of_this_machine_can_be_read() -> None:
    networks(Path("/proc/net/route").read_text())


def test_two_sticks_as_they_come_out_of_the_box_are_told_of() -> None:
    one, two = Card("1-1", "eth1", FACTORY_MAC, LAN), Card("1-2", "eth2", FACTORY_MAC, LAN)
    assert said(one, two) == [
        f"eth2 at 1-2: it has the same MAC address as eth1 at 1-1, {FACTORY_MAC}",
        "eth2 at 1-2: it is in the same network as eth1 at 1-1, 192.168.8.0/24; "
        "what is sent there goes by one of the two",
    ]


def test_sticks_with_networks_of_their_own_get_along() -> None:
    one, two = Card("1-1", "eth1", FACTORY_MAC, LAN), Card("1-2", "eth2", "0c:5b:8f:27:9a:65", ("192.168.9.0/24",))
    assert said(one, two) == []
    assert said(one) == []


CARD = r"""P: /devices/1-{0}
E: DEVTYPE=usb_device
E: SUBSYSTEM=usb
A: idVendor=12d1\n
A: idProduct={1}\n

P: /devices/1-{0}/1-{0}:1.0
E: DEVTYPE=usb_interface
E: SUBSYSTEM=usb
A: bInterfaceNumber=00\n
A: bInterfaceClass=02\n

P: /devices/1-{0}/1-{0}:1.0/net/eth{0}
E: SUBSYSTEM=net
E: INTERFACE=eth{0}
A: address=0c:5b:8f:27:9a:64\n
"""
ROUTE = "eth{}\t0008A8C0\t00000000\t0001\t0\t0\t700\t00FFFFFF\t0\t0\t0\n"


def told_by_switch(root: Path, *products: str) -> list[str]:
    """What `nm-cellular switch --all` warns of where such Huawei devices are network cards, all in one network."""
    if not shutil.which("umockdev-run"):
        pytest.skip("umockdev is not installed")
    (root / "proc/net").mkdir(parents=True)
    rows = [ROUTE.format(number) for number in range(1, len(products) + 1)]
    (root / "proc/net/route").write_text(ROUTES.splitlines(keepends=True)[0] + "".join(rows))
    (root / "tree").write_text("\n".join(CARD.format(*each) for each in enumerate(products, 1)))
    argv = ["umockdev-run", "-d", str(root / "tree"), "--", "/usr/bin/python3", "-m", "nm_cellular", "switch", "--all"]
    top = Path(__file__).resolve().parents[2]
    done = subprocess.run([*argv, "--root", root, "--boot", root], capture_output=True, text=True, cwd=top)
    assert done.returncode == 0, done.stderr
    return done.stderr.splitlines()


def test_switch_warns_of_two_cards_that_are_plugged_in(tmp_path: Path) -> None:
    mac, _, network, _ = told_by_switch(tmp_path, "14dc", "14db")
    assert mac.startswith("eth2 at 1-2: warning: it has the same MAC address as eth1 at 1-1")
    assert network.startswith("eth2 at 1-2: warning: it is in the same network as eth1 at 1-1, 192.168.8.0/24")


def test_switch_says_nothing_of_other_network_cards(tmp_path: Path) -> None:
    assert told_by_switch(tmp_path, "14dc", "3f0e") == []
