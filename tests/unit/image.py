"""A system below a directory, with a boot partition, and the command line in this process to work on it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HOME = "[home]\napn = internet\n"
SECRET = f"{HOME}username = joe\npassword = hunter2\npin = 4711\n"


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run said, and its exit status."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        return self.out + self.err


Run = Callable[..., Ran]
"""Takes the words after `nm-cellular`."""


@dataclass(frozen=True, slots=True)
class Image:
    root: Path
    run: Run

    @property
    def boot(self) -> Path:
        return self.root / "boot"

    @property
    def conf(self) -> Path:
        return self.boot / "cellular.conf"

    @property
    def profiles(self) -> dict[str, str]:
        directory = self.root / "etc/NetworkManager/system-connections"
        return {path.name: path.read_text() for path in directory.iterdir()} if directory.exists() else {}

    def path(self, name: str) -> Path:
        return self.root / "etc/NetworkManager/system-connections" / name

    def apply(self, *arguments: str) -> Ran:
        return self.run("apply", "--root", str(self.root), "--boot", str(self.boot), "--nm-version", "1.42", *arguments)

    def report(self, *arguments: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.apply("--json", *arguments).out)
        return found

    def actions(self, *arguments: str) -> list[tuple[str, str]]:
        return [(each["action"], each["id"]) for each in self.report(*arguments)["profiles"]]
