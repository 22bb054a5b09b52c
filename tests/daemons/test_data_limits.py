"""A data limit on the real daemons: counted by the kernel's counters, and the connection ended and begun again."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.lab import BOOT, Lab, Modem

_ROOT = Path(__file__).parents[2]
_CONF = "[mobile]\napn = internet\nipv6 = disabled\ndata-limit = 1 MB/month\ndata-limit-stop = yes\n"
_NOW = "/run/nm-cellular/data.json"
_WATCH = """\
import asyncio, sys, time
from nm_cellular.daemons.observing import attend
from nm_cellular.data_limits.limiting import Limiting
from nm_cellular.layout import Layout

def at():
    return time.clock_gettime(time.CLOCK_BOOTTIME)

def tell(line):
    print(line, file=sys.stderr, flush=True)

limiting = Limiting(["/boot/firmware"], Layout(), tell, at())

async def act(seen, daemons):
    await limiting.act(seen, daemons, at())

asyncio.run(attend(act))
"""

_SEND = """\
import socket, time
sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for _ in range(75):
    sender.sendto(bytes(1200), ("10.64.64.1", 9))
    time.sleep(0.001)
"""


def run(lab: Lab, *words: str) -> str:
    return lab.run(
        ["/usr/bin/python3", "-m", "nm_cellular", *words], env={"PYTHONPATH": str(_ROOT)}, check=False
    ).stdout


def connected(lab: Lab) -> bool:
    return "connected:mobile" in lab.run(["nmcli", "-t", "-f", "STATE,CONNECTION", "device"]).stdout


def account(lab: Lab) -> dict[str, Any]:
    file = lab.path(_NOW)
    modems = json.loads(file.read_text())["modems"] if file.exists() else {}
    return dict(next(iter(modems.values()), {}))


def use_until(lab: Lab, condition: Callable[[], object], what: str) -> None:
    """Ninety kilobytes at a time; a machine that is busy may lose some."""

    def more() -> object:
        lab.run(["/usr/bin/python3", "-c", _SEND], check=False)  # it may be ended meanwhile
        # The kernel does not signal what it counts, but any change makes the watch look.
        for switch in ("off", "on"):
            lab.run(["nmcli", "radio", "wifi", switch])
        return condition()

    lab.wait_for(more, 60, what=what)


def test_a_limit_ends_the_connection_and_a_higher_one_begins_it_again(lab: Lab) -> None:
    lab.path(f"{BOOT}/cellular.conf").write_text(_CONF)
    run(lab, "apply")
    lab.modemmanager.start([Modem()])
    lab.wait_for(lambda: connected(lab), what="a connection")
    watch = lab.spawn(["/usr/bin/python3", "-c", _WATCH], env={"PYTHONPATH": str(_ROOT)})
    lab.wait_for(lambda: account(lab).get("limit") == 1_000_000, what="an account")
    use_until(lab, lambda: account(lab).get("stopped"), "the limit")
    lab.wait_for(lambda: not connected(lab), what="the end of the connection")
    assert "over the limit" in run(lab, "status")
    assert run(lab, "status").startswith("does not work: the SIM's data limit is used up")
    assert "it is disconnected until the next month" in lab.logs()
    watch.kill()
    watch.wait()
    assert not connected(lab)
    lab.path(f"{BOOT}/cellular.conf").write_text(_CONF.replace("1 MB", "1 GB"))
    lab.spawn(["/usr/bin/python3", "-c", _WATCH], env={"PYTHONPATH": str(_ROOT)})
    lab.wait_for(lambda: connected(lab), what="the connection again")
    assert account(lab)["used"] > 1_000_000


def test_the_watch_warns_at_four_fifths_and_leaves_what_it_has_ended(lab: Lab) -> None:
    lab.path(f"{BOOT}/cellular.conf").write_text(f"{_CONF}[watch]\ndata-budget = 0\nfirst-wait = 5 s\n")
    run(lab, "apply")
    lab.modemmanager.start([Modem()])
    lab.wait_for(lambda: connected(lab), what="a connection")
    lab.spawn(["/usr/bin/python3", "-m", "nm_cellular", "watch"], env={"PYTHONPATH": str(_ROOT)})
    lab.wait_for(lambda: account(lab).get("limit") == 1_000_000, what="an account")
    use_until(lab, lambda: "the data limit is near: " in lab.logs(), "the warning")
    assert connected(lab)
    assert "near the limit" in run(lab, "status")
    use_until(lab, lambda: not connected(lab), "the end of the connection")
    lab.wait_for(lambda: watched(lab)["phase"] == "held", what="the watch to leave it")
    assert watched(lab)["strikes"] == 0


def watched(lab: Lab) -> dict[str, Any]:
    states = json.loads(lab.path("/run/nm-cellular/watch.json").read_text())["states"]
    return dict(next(iter(states.values())))
