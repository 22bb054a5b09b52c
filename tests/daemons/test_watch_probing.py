"""Probes over a real link: what answers, by which way, and that the bytes said are those on the wire."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.lab import Lab

ROOT = Path(__file__).parents[2]
PROBE = """
import asyncio, json, sys
from ipaddress import ip_address
from nm_cellular.watch.event import Family
from nm_cellular.watch.links import Link
from nm_cellular.watch.probing import probe
from nm_cellular.watch.settings import Target
family, way, resolver, targets = json.loads(sys.argv[1])
address = {"ipv4": "10.9.0.1", "ipv6": "fd00::1"}[family]
link = Link("wwan0", Family(family), address, (ip_address(resolver),) if resolver else ())
answer = asyncio.run(probe(link, way, [Target(ip_address(each), port) for each, port in targets]))
print(json.dumps([answer.way, answer.spent]))
"""
RESOLVER = """
import socket
made = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
made.bind(("::", 53))
while True:
    question, who = made.recvfrom(2048)
    made.sendto(question[:2] + b"\\x81\\x80" + question[4:] + bytes(75), who)
"""
PEER = {"ipv4": "10.9.0.2", "ipv6": "fd00::2"}
ETHERNET = 14


@pytest.fixture
def isp(lab: Lab) -> Lab:
    """A link to a peer that answers echoes and DNS, and whose TCP ports are closed."""
    for argv in (
        "ip netns add isp",
        "ip link add wwan0 address 02:00:00:00:00:01 type veth peer name wwan0 address 02:00:00:00:00:02 netns isp",
        "sysctl -qw net.ipv6.conf.wwan0.accept_dad=0 net.ipv6.conf.wwan0.router_solicitations=0",
        "ip netns exec isp sysctl -qw net.ipv6.conf.wwan0.accept_dad=0 net.ipv6.conf.wwan0.router_solicitations=0",
        "ip address add 10.9.0.1/24 dev wwan0",
        "ip address add fd00::1/64 dev wwan0",
        "ip netns exec isp ip address add 10.9.0.2/24 dev wwan0",
        "ip netns exec isp ip address add fd00::2/64 dev wwan0",
        "ip link set wwan0 up",
        "ip netns exec isp ip link set wwan0 up",
        *(f"ip neigh replace {each} lladdr 02:00:00:00:00:02 dev wwan0 nud permanent" for each in PEER.values()),
        "ip netns exec isp ip neigh replace 10.9.0.1 lladdr 02:00:00:00:00:01 dev wwan0 nud permanent",
        "ip netns exec isp ip neigh replace fd00::1 lladdr 02:00:00:00:00:01 dev wwan0 nud permanent",
    ):
        lab.run(argv.split())
    lab.spawn(["ip", "netns", "exec", "isp", "/usr/bin/python3", "-c", RESOLVER])
    lab.wait_for(lambda: ":53 " in lab.run(["ip", "netns", "exec", "isp", "ss", "-lnu"]).stdout, what="the resolver")
    # What the kernel itself says when a link comes up.
    lab.wait_for(lambda: carried(lab) == carried(lab, pause=1.0), what="silence")
    return lab


def carried(lab: Lab, pause: float = 0.0) -> int:
    """Bytes of IP packets, both directions."""
    told = "sleep $0; cd /sys/class/net/wwan0/statistics; cat rx_bytes tx_bytes rx_packets tx_packets"
    rx, tx, *packets = map(int, lab.run(["sh", "-c", told, str(pause)]).stdout.split())
    return rx + tx - ETHERNET * sum(packets)


def probe(lab: Lab, family: str, way: str, resolver: str, *targets: tuple[str, int]) -> tuple[Any, ...]:
    words = json.dumps([family, way, resolver, targets])
    done = lab.run(["/usr/bin/python3", "-c", PROBE, words], env={"PYTHONPATH": str(ROOT)})
    return tuple(json.loads(done.stdout))


@pytest.mark.parametrize("family", ["ipv4", "ipv6"])
@pytest.mark.parametrize("way", ["resolver", "dns"])
def test_what_is_said_to_be_spent_is_what_was_on_the_wire(isp: Lab, family: str, way: str) -> None:
    before = carried(isp)
    answered, spent = probe(isp, family, way, PEER[family])
    assert (answered, spent) == (way, carried(isp) - before)


@pytest.mark.parametrize("family", ["ipv4", "ipv6"])
def test_a_closed_port_answers_too_and_costs_less_than_is_said(isp: Lab, family: str) -> None:
    before = carried(isp)
    answered, spent = probe(isp, family, "target", "", (PEER[family], 4))
    assert answered == "target"
    assert carried(isp) - before <= spent


@pytest.mark.parametrize("family", ["ipv4", "ipv6"])
def test_a_link_that_passes_nothing_costs_no_more_than_is_said(isp: Lab, family: str) -> None:
    isp.run(["ip", "netns", "exec", "isp", "ip", "link", "set", "wwan0", "down"])
    before = carried(isp)
    answered, spent = probe(isp, family, "", PEER[family], (PEER[family], 0), (PEER[family], 4))
    assert answered == ""
    assert carried(isp) - before <= spent


def test_where_the_resolver_does_not_answer_the_target_may(isp: Lab) -> None:
    answered, _ = probe(isp, "ipv4", "", "10.9.0.77", (PEER["ipv4"], 0))
    assert answered == "target"


def test_a_link_that_is_gone_answers_nothing(isp: Lab) -> None:
    isp.run(["ip", "link", "delete", "wwan0"])
    assert probe(isp, "ipv4", "", PEER["ipv4"], (PEER["ipv4"], 0))[0] == ""
