"""IPv4 and IPv6 of one link, judged and repaired apart, beside an Ethernet that is the better way for all else."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.daemons.modem_states import PATH, run
from tests.lab import BOOT, Lab, Modem, two_ways_out
from tests.lab.two_ways_out import SERVER, SERVER_IPV6

_CONF = f"[home]\napn = internet\n[watch]\ntargets = {SERVER} {SERVER_IPV6}\nladder = reconnect\n"
_CALL = """\
import socket, sys
[(family, kind, *_, address)] = socket.getaddrinfo(sys.argv[1], 80, type=socket.SOCK_STREAM)
calling = socket.socket(family, kind)
calling.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b"ppp0")
calling.settimeout(2)
calling.connect(address)
"""


def state(lab: Lab) -> dict[str, Any]:
    path = lab.path("/run/nm-cellular/watch.json")
    found: dict[str, Any] = json.loads(path.read_text())["states"] if path.exists() else {}
    return dict(next(iter(found.values()), {}))


def connection(lab: Lab) -> str:
    return lab.run(["nmcli", "--terse", "--fields", "NAME,ACTIVE-PATH", "connection", "show", "--active"]).stdout


def reaches(lab: Lab, server: str) -> bool:
    """Over the modem, whatever the default route is."""
    return lab.run(["/usr/bin/python3", "-c", _CALL, server], check=False).returncode == 0


@pytest.mark.parametrize(("name", "dead", "other"), [("IPv4", SERVER, SERVER_IPV6), ("IPv6", SERVER_IPV6, SERVER)])
def test_a_dead_family_is_renewed_and_the_other_goes_on(lab: Lab, name: str, dead: str, other: str) -> None:
    two_ways_out.build(lab)
    (lab.path(BOOT) / "cellular.conf").write_text(_CONF)
    assert run(lab, "apply").returncode == 0
    lab.modemmanager.start([Modem()])
    for server in (SERVER, SERVER_IPV6):
        lab.wait_for(lambda: reaches(lab, server), what=server)  # noqa: B023  waited for at once
    lab.spawn(["/usr/bin/python3", "-m", "tests.daemons.quick_watch", "10"], env=PATH)
    lab.wait_for(lambda: len(state(lab).get("ways", {})) == 2, 60, what="an answer in both families")
    before = connection(lab)
    two_ways_out.silence_the_operator(lab, [dead])
    lab.wait_for(lambda: reaches(lab, dead) or f"renewing {name}" in lab.logs(), 60, what="the renewal")
    assert (connection(lab), reaches(lab, other)) == (before, True)
    two_ways_out.have_the_operator_answer(lab, [dead])
    lab.wait_for(lambda: reaches(lab, dead) and state(lab)["phase"] == "working", 60, what="its return")
    assert (connection(lab), state(lab)["strikes"]) == (before, 0)
