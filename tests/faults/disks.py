"""Disks that are full, read-only or a real boot partition, mounted where only the test sees them."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.lab.namespace import Namespace, new_namespace

from .image import ENVIRONMENT, Done, Image

_BLOCK = 4096


@dataclass(frozen=True, slots=True)
class Disk:
    """An image in a mount namespace.  inside: by its paths there; seen: the same by paths from here."""

    namespace: Namespace
    inside: Image
    seen: Image

    def run(self, *options: str) -> Done:
        return self.namespace.run(self.inside.argv(*options), env=ENVIRONMENT, check=False)

    def fill(self, *, spare: int) -> None:
        """Fill the disk up to a number of blocks of 4 KiB."""
        stuffing = self.seen.root / "stuffing"
        with stuffing.open("wb", buffering=0) as stream:
            try:
                while True:
                    stream.write(bytes(_BLOCK))
            except OSError:
                stream.truncate(stream.tell() - spare * _BLOCK)


@contextmanager
def mounted(root: Path, kind: str, options: str, source: str = "none") -> Iterator[Disk]:
    """That file system over root; ends without a trace with the namespace."""
    root.mkdir(exist_ok=True)
    with new_namespace() as namespace:
        namespace.mount(f"{source} {root} {kind} {options} 0 0\n")
        yield Disk(namespace, Image(root), Image(namespace.path(root)))


def made(image: Path, kilobytes: int, *mkfs: str) -> str:
    """A file that holds a new file system."""
    with image.open("wb") as stream:
        stream.truncate(kilobytes * 1024)
    subprocess.run([*mkfs, str(image)], check=True, capture_output=True)
    return str(image)
