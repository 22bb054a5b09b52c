"""Makes every modem as a cellular.conf wants it, once: the boot file's path and NetworkManager's version are given.

What was asked for and what is wrong goes to standard output as JSON; run inside the lab.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

from nm_cellular import formats
from nm_cellular.daemons import modemmanager
from nm_cellular.daemons.bus import CallFailed, Service, system_bus
from nm_cellular.modems.modem import Modem
from nm_cellular.profile import CellularProfile
from nm_cellular.setup.modem_changes import Change, changes
from nm_cellular.setup.radio_settings import for_modem


def main(file: str, version: str) -> None:
    major, minor = map(int, version.split("."))
    asyncio.run(change_all(formats.parse(file, Path(file).read_bytes()).profiles, (major, minor)))


async def change_all(profiles: tuple[CellularProfile, ...], version: tuple[int, int]) -> None:
    async with system_bus() as bus:
        daemon = await modemmanager.find(bus)
        for modem in await modemmanager.read(daemon):
            print(json.dumps(await changed(daemon, modem, profiles, version)))


async def changed(
    daemon: Service, modem: Modem, profiles: tuple[CellularProfile, ...], version: tuple[int, int]
) -> dict[str, list[str]]:
    wanted, conflicts = for_modem(profiles, modem)
    made = changes(modem, wanted, version)
    return {
        "asked": [await answer(daemon, call) for call in made.calls],
        "problems": [f"{problem.message}: {problem.hint}" for problem in (*conflicts, *made.problems)],
    }


async def answer(daemon: Service, change: Change) -> str:
    try:
        await daemon.call(change.path, change.interface, change.method, change.signature, *change.arguments)
    except CallFailed as failed:
        return f"{change.sentence}: {failed}"
    return change.sentence


main(*sys.argv[1:])
