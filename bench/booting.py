"""bench/boot: a board of tests/board boots with and without the package, one after the other."""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.tables import markdown
from tests.board import disks, making
from tests.board.board import Board
from tests.vm.machine import CHECKOUT, make_image

BOOT_FILE = b"[home]\napn = internet\n"

UNITS = ("multi-user.target", "NetworkManager.service", "ModemManager.service")

LOOK = f"""\
systemd-notify --ready
systemctl is-system-running --wait
systemctl show --property=ActiveEnterTimestampMonotonic --value {" ".join(UNITS)} >/srv/out/times.new
mv /srv/out/times.new /srv/out/times
"""


@dataclass(frozen=True, slots=True)
class Boot:
    """Seconds: from power-on until all units have started, as seen from outside; and from the kernel's start until each
    of UNITS has.
    """

    outside: float
    units: tuple[float, ...]


def boot(board: Board) -> Boot:
    (board.out / "times").unlink(missing_ok=True)
    began = time.monotonic()
    try:
        board.power_on(LOOK)
        times = board.wait_for_file("times")
        outside = time.monotonic() - began
    finally:
        board.cut_power()
    return Boot(outside, tuple(int(each) / 1e6 for each in times.read_text().split()))


def kinds(work: Path, release: str) -> dict[str, Board]:
    """Boards by what is on them; each has booted since."""
    image = make_image(release)
    debian = work / "debian.raw"
    disks.debian(image, debian)
    package = making.installed(image, debian, _package(work), _made(work / "installed"))
    bare = making.board(image, debian, _made(work / "bare"))
    used = making.board(image, package, _made(work / "used"))
    used.boot_partition.write("cellular.conf", BOOT_FILE)
    boards = {"without the package": bare, "with it and a boot file": used}
    for board in boards.values():
        board.boot()
        board.shut_down()
    return boards


def _made(directory: Path) -> Path:
    directory.mkdir()
    return directory


def _package(work: Path) -> Path:
    argv = [str(CHECKOUT / "packaging/build-deb"), "--worktree", str(work)]
    return Path(subprocess.run(argv, stdout=subprocess.PIPE, text=True, check=True).stdout.strip())


def row(kind: str, boots: Sequence[Boot]) -> list[str]:
    """Medians."""
    times = zip(*((each.outside, *each.units) for each in boots), strict=True)
    return [kind, *(f"{statistics.median(each):.2f} s" for each in times)]


def main(argv: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="bench/boot", description="Prints medians, as Markdown.")
    parser.add_argument("--runs", type=int, default=5, metavar="N", help="so many of each (default: 5)")
    parser.add_argument("--release", default=platform.freedesktop_os_release()["VERSION_CODENAME"])
    arguments = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="nm-cellular-bench-") as work:
        boards = kinds(Path(work), arguments.release)
        boots: dict[str, list[Boot]] = {kind: [] for kind in boards}
        for _ in range(arguments.runs):
            for kind, board in boards.items():
                boots[kind].append(boot(board))
    print(markdown(["", "power-on to all units", *UNITS], [row(kind, found) for kind, found in boots.items()]), end="")
    print(f"load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main(sys.argv[1:])
