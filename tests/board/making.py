"""Makes boards, and the disks that they begin with."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.board import disks
from tests.board.board import Board
from tests.board.disks import BootPartition


def board(image: Path, disk: Path, work: Path) -> Board:
    """With a disk of its own in the directory `work`, which begins as this one is, and an empty boot partition."""
    own, out = work / "disk.qcow2", work / "out"
    disks.overlay(disk, own)
    out.mkdir()
    return Board(image, own, BootPartition.made(work / "boot.vfat"), out)


def installed(image: Path, disk: Path, package: Path, work: Path) -> Path:
    """A disk as this one is, and the package."""
    made = board(image, disk, work)
    try:
        made.boot()
        apt_install(made, package)
        made.shut_down()
    finally:
        made.cut_power()
    return made.disk


def apt_install(board: Board, package: Path) -> None:
    """As a user does who has copied the file to the board, which has no network."""
    shutil.copy(package, board.out)
    board.run("mkdir", "-p", "/var/cache/apt/archives/partial")
    argv = ("apt-get", "install", "--yes", "--no-install-recommends", f"/srv/out/{package.name}")
    board.run("env", "DEBIAN_FRONTEND=noninteractive", *argv)
