"""The system calls by which a run changes the disk, told by strace, and runs that are killed at one of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from .image import Done, Image

_CHANGING = (
    *("openat", "write", "pwrite64", "fsync", "fdatasync", "ftruncate", "fchmod", "fchown"),
    *("rename", "renameat", "renameat2", "link", "linkat", "unlink", "unlinkat", "mkdir", "mkdirat"),
)
_CALL = re.compile(r"(\w+)\((.*)\) += (-?\d+)")


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a run: its name, its how-manieth of that name it is (from 1), its arguments and its result."""

    name: str
    number: int
    arguments: str
    result: int

    def __str__(self) -> str:
        return f"{self.name} {self.number}"

    @property
    def changes_the_disk(self) -> bool:
        """Reading opens, and what goes to the standard streams, are not meant."""
        if self.name == "openat":
            return "O_CREAT" in self.arguments
        return self.name != "write" or self.descriptor > 2

    @property
    def descriptor(self) -> int:
        return int(self.arguments.split(",")[0])

    @property
    def paths(self) -> list[str]:
        return re.findall(r'"([^"]*)"', self.arguments)


def traced(image: Image, log: Path, *options: str) -> list[Call]:
    """The calls of a run that ends well."""
    done = image.run(*options, under=["strace", "-o", str(log), "-e", f"trace={','.join(_CHANGING)}"])
    assert done.returncode == 0, done.stderr
    return _calls(log)


def with_paths(calls: Iterable[Call]) -> Iterator[tuple[Call, str]]:
    """Each successful call with the path that it changes, also where it names an open file."""
    opened: dict[int, str] = {}
    for call in calls:
        if call.name == "openat" and call.result >= 0:
            opened[call.result] = call.paths[0]
        path = call.paths[-1] if call.paths and call.name != "write" else opened.get(call.descriptor, "")
        if call.result >= 0:
            yield call, path


def _calls(log: Path) -> list[Call]:
    seen: Counter[str] = Counter()
    calls = []
    for found in filter(None, map(_CALL.match, log.read_text().splitlines())):
        name, arguments, result = found.groups()
        seen[name] += 1
        calls.append(Call(name, seen[name], arguments, int(result)))
    return calls


def killed_at(call: Call, image: Image, log: Path, *options: str) -> Done:
    """A run that gets SIGKILL as it makes this call."""
    inject = f"inject={call.name}:signal=KILL:when={call.number}"
    done = image.run(*options, under=["strace", "-o", str(log), "-e", f"trace={call.name}", "-e", inject])
    assert log.read_text().endswith("+++ killed by SIGKILL +++\n"), f"{call} was not reached: {done.stderr}"
    return done
