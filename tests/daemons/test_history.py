"""The history of a modem on the real daemons, with steps of a second."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.lab import BOOT, Lab, Modem

_ROOT = Path(__file__).parents[2]
_ENVIRONMENT = {"PYTHONPATH": str(_ROOT)}
_RECORD = """\
import asyncio, signal, sys, time
from nm_cellular.daemons.observing import attend, nudge
from nm_cellular.daemons.surveying import located
from nm_cellular.history import sampling
from nm_cellular.history.recorder import Recorder
from nm_cellular.layout import Layout

sampling.STEP = 1

def at():
    return time.clock_gettime(time.CLOCK_BOOTTIME)

recorder = Recorder(Layout(), print, at())

async def act(seen, daemons):
    if daemons.modemmanager and recorder.is_due(at()):
        seen = await located(daemons.modemmanager, seen)
    recorder.record(seen, at())

async def tick(nudges):
    while True:
        await asyncio.sleep(1)
        nudge(nudges)

async def main():
    nudges = asyncio.Queue()
    ticking = asyncio.create_task(tick(nudges))
    task = asyncio.create_task(attend(act, nudges))
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    try:
        await task
    except asyncio.CancelledError:
        recorder.close(at())

asyncio.run(main())
"""


def history(lab: Lab, *words: str) -> str:
    return lab.run(["/usr/bin/python3", "-m", "nm_cellular", "history", *words], env=_ENVIRONMENT, check=False).stdout


def samples(lab: Lab) -> list[dict[str, Any]]:
    modems = json.loads(history(lab, "--json"))["modems"]
    return list(modems[0]["samples"]) if modems else []


def test_what_a_modem_did_is_remembered_over_a_restart(lab: Lab) -> None:
    lab.path(f"{BOOT}/cellular.conf").write_text("[mobile]\napn = internet\nipv6 = disabled\n")
    lab.run(["/usr/bin/python3", "-m", "nm_cellular", "apply"], env=_ENVIRONMENT)
    recording = lab.spawn(["/usr/bin/python3", "-c", _RECORD], env=_ENVIRONMENT)
    lab.modemmanager.start([Modem()])
    lab.wait_for(lambda: sum(each["connects"] for each in samples(lab)) == 1, 30, what="a connection in the history")
    lab.wait_for(lambda: any(each["cell"] for each in samples(lab)), 30, what="a cell in the history")
    recording.terminate()
    assert recording.wait() == 0
    assert lab.path("/var/lib/nm-cellular/history.db").exists()
    found = samples(lab)
    assert found[-1]["technologies"] == ["lte"]
    assert found[-1]["cell"].startswith("234-10-")
    assert "1 connection made" in history(lab)
    assert "signal 100%" in history(lab, "--plot", "--since", "30min")
    assert history(lab, "--svg").startswith("<svg ")


def test_without_a_history_there_is_a_sentence(lab: Lab) -> None:
    done = lab.run(["/usr/bin/python3", "-m", "nm_cellular", "history"], env=_ENVIRONMENT, check=False)
    assert done.returncode == 1
    assert "there is no history of that time" in done.stderr
    assert json.loads(history(lab, "--json"))["modems"] == []
