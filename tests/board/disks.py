"""A board's disk and its boot partition, as files that QEMU and the tools of their file systems write to."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

_LABEL = "bootfs"

_FSTAB = f"""\
/dev/vda / ext4 defaults 0 1
LABEL={_LABEL} /boot/firmware vfat defaults 0 2
"""


def debian(image: Path, disk: Path) -> None:
    """The disk of tests/vm/image as a board has one: with a journal, a boot partition, and nothing kept from dpkg."""
    subprocess.run(["cp", "--sparse=always", image / "disk", disk], check=True)
    subprocess.run(["tune2fs", "-O", "has_journal", disk], check=True, stdout=subprocess.DEVNULL)
    fstab = disk.with_name("fstab")
    fstab.write_text(_FSTAB)
    changes = ("rm /etc/dpkg/dpkg.cfg.d/99mmdebstrap", "rm /etc/fstab", f"write {fstab} /etc/fstab")
    for change in changes:
        subprocess.run(["debugfs", "-w", "-R", change, disk], check=True, capture_output=True)


def overlay(below: Path, disk: Path) -> None:
    """A disk that begins as another one is, which must stay as it is from then on."""
    kind = "raw" if below.suffix == ".raw" else "qcow2"
    subprocess.run(("qemu-img", "create", "-q", "-f", "qcow2", "-F", kind, "-b", below, disk), check=True)


@dataclass(frozen=True, slots=True)
class BootPartition:
    """What a user writes to when the card is in a card reader: only while the board is without power."""

    disk: Path

    @classmethod
    def made(cls, disk: Path) -> BootPartition:
        with disk.open("wb") as stream:
            stream.truncate(64 << 20)
        subprocess.run(["mkfs.vfat", "-n", _LABEL, disk], check=True, capture_output=True)
        return cls(disk)

    def write(self, name: str, data: bytes) -> None:
        subprocess.run(["mcopy", "-D", "o", "-i", self.disk, "-", f"::{name}"], input=data, check=True)

    def read(self, name: str) -> bytes:
        return subprocess.run(["mcopy", "-i", self.disk, f"::{name}", "-"], stdout=subprocess.PIPE, check=True).stdout

    def remove(self, name: str) -> None:
        subprocess.run(["mdel", "-i", self.disk, f"::{name}"], check=True)
