"""Virtual modems to measure with: one of them connected, so that the machine's status is a good one."""

from __future__ import annotations

import json

from bench.machine import Machine
from tests.lab import Modem

_PROFILE = "[connection]\nid=bench\ntype=gsm\n[gsm]\napn=internet\n"


def plug(machine: Machine, count: int) -> None:
    """Returns when all are registered and one is connected."""
    lab = machine.lab
    lab.modemmanager.start([Modem(imei=f"86769804000{number:04}") for number in range(count)])
    lab.networkmanager.add_keyfile("bench.nmconnection", _PROFILE)
    lab.run(["nmcli", "connection", "reload"])
    lab.wait_for(lambda: _are_ready(machine, count), timeout=120, what=f"{count} modems")


def _are_ready(machine: Machine, count: int) -> bool:
    shown = machine.lab.run(
        [machine.installation.command, "status", "--json"],
        env={"PYTHONPATH": machine.installation.modules},
        check=False,
    )
    found = json.loads(shown.stdout)
    ready = [modem for modem in found["modems"] if modem["state"] in ("registered", "connected")]
    return found["verdict"]["works"] and len(ready) == count
