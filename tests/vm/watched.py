"""nm-cellular-watch.service as it is installed, confined as it is, and what it says and remembers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.vm.system import System

SERVICE = "nm-cellular-watch.service"

_RUNNING, _LASTING = Path("/run/nm-cellular/watch.json"), Path("/var/lib/nm-cellular/watch.json")
_DROP_IN = Path(f"/run/systemd/system/{SERVICE}.d/scenario.conf")


@contextmanager
def watching(system: System, conf: str, *, service: str = "") -> Iterator[None]:
    """With that cellular.conf, and that in the unit's [Service]; afterwards nothing is left of it."""
    system.apply(conf)
    if service:
        _DROP_IN.parent.mkdir(parents=True, exist_ok=True)
        _DROP_IN.write_text(f"[Service]\n{service}")
        system.run("systemctl", "daemon-reload")
    system.run("systemctl", "start", SERVICE)
    try:
        yield
    finally:
        system.run("systemctl", "stop", SERVICE)
        for path in (_RUNNING, _LASTING, _DROP_IN):
            path.unlink(missing_ok=True)
        system.run("systemctl", "daemon-reload")
        system.apply("")


def state() -> dict[str, Any]:
    """What it remembers of the one modem; empty where there is none."""
    states = json.loads(_RUNNING.read_text())["states"] if _RUNNING.exists() else {}
    return dict(next(iter(states.values()), {}))


def looked_at() -> float:
    """When it did last, in seconds since boot."""
    return float(json.loads(_RUNNING.read_text())["at"]) if _RUNNING.exists() else 0.0


def works(system: System) -> bool:
    return "watch          works" in system.status()


def wait_until_it_works(system: System) -> None:
    system.wait_until_connected("home")
    system.wait_for(lambda: works(system), "the watch to see it")


def told(system: System, since: float = 0.0) -> str:
    return system.journal(SERVICE, since=since)


def property_of(system: System, name: str) -> str:
    """systemd's, of the service."""
    return system.run("systemctl", "show", "--value", f"--property={name}", SERVICE).strip()
