"""What `nm-cellular watch` costs at rest: in the lab, with a connected modem over which nothing goes but its probes."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from tests.daemons.modem_states import run, spawn
from tests.lab import BOOT, Lab, Modem

_SETTLED = 300
"""Seconds, after which a link counts as idle."""

_BARE = """\
import asyncio
from dbus_next import BusType
from dbus_next.aio import MessageBus

async def main():
    await MessageBus(bus_type=BusType.SYSTEM).connect()
    await asyncio.Event().wait()

asyncio.run(main())
"""


class Case(NamedTuple):
    name: str
    modems: int
    settings: str = ""


CASES = (
    Case("one modem", 1),
    Case("one modem, `data-budget = 0`", 1, "data-budget = 0"),
    Case("ten modems", 10),
)


class Rested(NamedTuple):
    """wakeups: in a minute; cpu: percent; kilobytes: of memory, and bare: of a process that only has the bus."""

    case: Case
    wakeups: float
    cpu: float
    kilobytes: int
    bare: int


def rest(seconds: float) -> Iterator[Rested]:
    """All cases, at the same time."""
    with ThreadPoolExecutor(len(CASES)) as pool:
        yield from pool.map(lambda case: _rest(case, seconds), CASES)


def _rest(case: Case, seconds: float) -> Rested:
    with Lab() as lab:
        # One profile for all of them.
        (lab.path(BOOT) / "cellular.conf").write_text("[home]\napn = internet\nconnection.multi-connect = multiple\n")
        run(lab, "apply")
        lab.modemmanager.start([_modem(number) for number in range(case.modems)])
        with (lab.path(BOOT) / "cellular.conf").open("a") as file:
            file.write(f"[watch]\n{case.settings}\n")
        bare = lab.spawn(["/usr/bin/python3", "-c", _BARE]).pid
        watch = spawn(lab, "watch").pid
        lab.wait_for(lambda: _works(lab), 60, what="a link that works")
        time.sleep(_SETTLED)
        wakeups, cpu = _number(watch, "voluntary_ctxt_switches"), _cpu(watch)
        time.sleep(seconds)
        wakeups, cpu = _number(watch, "voluntary_ctxt_switches") - wakeups, _cpu(watch) - cpu
        memory = (_number(each, "VmRSS") for each in (watch, bare))
        return Rested(case, wakeups * 60 / seconds, cpu * 100 / seconds, *memory)


def _modem(number: int) -> Modem:
    return Modem(iccid=f"89441100653000{number:05d}", imsi=f"2341030000{number:05d}", imei=f"86769804{number:07d}")


def _works(lab: Lab) -> bool:
    file = lab.path("/run/nm-cellular/watch.json")
    states = json.loads(file.read_text())["states"].values() if file.exists() else ()
    return bool(states) and all(state["phase"] == "working" for state in states)


def _number(process: int, name: str) -> int:
    fields = dict(line.split(":", 1) for line in Path(f"/proc/{process}/status").read_text().splitlines())
    return int(fields[name].split()[0])


def _cpu(process: int) -> float:
    """Seconds."""
    user, system = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
