"""Boards that differ in what is installed; only tests/board/run runs these tests, and says what of.

A disk is made once: Debian, then Debian with the package, which apt installs on the running board.  A test gets a board
with a disk of its own on top of one of these, and a new boot partition.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.board import disks, making
from tests.board.board import Board
from tests.board.packages import earlier
from tests.vm.machine import make_image
from tests.vm.system import System

_PACKAGE = "NM_CELLULAR_PACKAGE"
_EARLIER_PACKAGE = "NM_CELLULAR_EARLIER_PACKAGE"
_RELEASE = "NM_CELLULAR_RELEASE"

collect_ignore_glob = [] if _PACKAGE in os.environ else ["test_*.py"]

MakeBoard = Callable[[Path], Board]
"""Of a disk that stays as it is."""


@pytest.fixture(scope="session")
def package() -> Path:
    """The one that is tested."""
    return Path(os.environ[_PACKAGE])


@pytest.fixture(scope="session")
def earlier_package(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One that was built once, or what could have been."""
    built = Path(os.environ.get(_EARLIER_PACKAGE, package))
    return earlier(built, tmp_path_factory.mktemp("earlier"))


@pytest.fixture(scope="session")
def image() -> Path:
    """What all boards start with."""
    return make_image(os.environ[_RELEASE])


@pytest.fixture(scope="session")
def debian(image: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A disk without the package."""
    disk = tmp_path_factory.mktemp("debian") / "disk.raw"
    disks.debian(image, disk)
    return disk


@pytest.fixture(scope="session")
def installed(image: Path, debian: Path, package: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A disk with the package."""
    return making.installed(image, debian, package, tmp_path_factory.mktemp("installed"))


@pytest.fixture(scope="session")
def earlier_installed(
    image: Path, debian: Path, earlier_package: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    return making.installed(image, debian, earlier_package, tmp_path_factory.mktemp("earlier-installed"))


@pytest.fixture
def make_board(image: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MakeBoard]:
    with _boards(image, tmp_path_factory) as make:
        yield make


@pytest.fixture(scope="module")
def make_module_board(image: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MakeBoard]:
    """For the disks that a module's tests have below theirs."""
    with _boards(image, tmp_path_factory) as make:
        yield make


@contextmanager
def _boards(image: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MakeBoard]:
    """None has power in the end."""
    made: list[Board] = []

    def make(disk: Path) -> Board:
        made.append(making.board(image, disk, tmp_path_factory.mktemp("board")))
        return made[-1]

    yield make
    for board in made:
        _keep_journal(board)
        board.cut_power()


def _keep_journal(board: Board) -> None:
    """For whoever looks into a failure: pytest keeps the directories of the last three runs."""
    try:
        board.inside(_write_journal)
    except (AssertionError, EOFError, OSError):
        return


def _write_journal(system: System) -> None:
    Path("/srv/out/journal.log").write_text(system.run("journalctl", "--output=short-monotonic", "--no-pager"))
    Path("/srv/out/udev.log").write_text(system.run("udevadm", "info", "--export-db"))


@pytest.fixture
def board(make_board: MakeBoard, installed: Path) -> Board:
    """One on which the package was installed by apt, and that was shut down then."""
    return make_board(installed)
