"""The power goes while a boot applies the boot file: what is found then is whole, and the next boot does the rest."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.board.board import Board
from tests.board.conftest import MakeBoard
from tests.vm.system import System

CUTS = 20

STAYS = "[home]\napn = internet\npassword = secret\n\n[other]\napn = other.example\n"
IS_MOVED = f"[nm-cellular]\nsecrets = move\n\n{STAYS}"

GO_ON = "systemd-notify --ready\nsleep infinity\n"
"""The boot; nothing else happens on the board."""

UNITS = Path("/etc/systemd/system")

LOOK = """\
[Unit]
DefaultDependencies=no
After={after}
Before={before}
[Service]
Type=oneshot
ExecStart=/bin/sh /srv/out/look %p
[Install]
WantedBy=nm-cellular-apply.service
"""

SCRIPT = """\
mkdir /srv/out/new
cp --recursive /etc/NetworkManager/system-connections /boot/firmware /srv/out/new
mv /srv/out/new "/srv/out/$1"
"""


class Look(NamedTuple):
    """What is there at a moment: files by name, without what is random in them; and when that was."""

    profiles: Mapping[str, str]
    boot_file: str
    others: frozenset[str]
    """Names of files that nobody asked for."""
    at: float


@pytest.fixture(scope="module")
def watched(make_module_board: MakeBoard, installed: Path) -> Path:
    """A disk with the package, on which a boot stops to look before the boot file is applied and after it was."""
    board = make_module_board(installed)
    board.boot()
    board.inside(install_looks)
    board.shut_down()
    return board.disk


def install_looks(system: System) -> None:
    units = {"found.service": ("local-fs.target", "nm-cellular-apply.service")}
    units["left.service"] = ("nm-cellular-apply.service", "shutdown.target")
    for name, (after, before) in units.items():
        (UNITS / name).write_text(LOOK.format(after=after, before=before))
        system.run("systemctl", "enable", name)


def look(board: Board, name: str) -> Look:
    """As soon as the board has looked."""
    directory = board.wait_for_file(name)
    at = time.monotonic()
    boot_files = {path.name: path.read_text() for path in (directory / "firmware").iterdir()}
    profiles = {path.name: without_seal(path.read_text()) for path in (directory / "system-connections").iterdir()}
    others = {name for name in (*boot_files, *profiles) if not name.endswith((".nmconnection", ".conf"))}
    return Look(
        {name: profiles[name] for name in profiles.keys() - others}, boot_files["cellular.conf"], frozenset(others), at
    )


def without_seal(profile: str) -> str:
    """Each board has a key of its own."""
    return re.sub(r"^nm-cellular\.seal=.*\n", "", profile, flags=re.MULTILINE)


def boot(board: Board, *, cut_after: float | None = None) -> tuple[Look, Look | None]:
    """What was there before the boot file was applied and, unless the power is cut so many seconds later, after."""
    for name in ("found", "left", "new"):
        shutil.rmtree(board.out / name, ignore_errors=True)
    (board.out / "look").write_text(SCRIPT)
    board.power_on(GO_ON)
    found = look(board, "found")
    if cut_after is None:
        left = look(board, "left")
    else:
        left = None
        time.sleep(max(0, found.at + cut_after - time.monotonic()))
    board.cut_power()
    return found, left


@pytest.mark.parametrize("boot_file", [STAYS, IS_MOVED], ids=["password-stays", "password-is-moved"])
def test_what_a_power_cut_leaves_is_whole_and_the_next_boot_does_the_rest(
    make_board: MakeBoard, watched: Path, boot_file: str
) -> None:
    board = make_board(watched)
    board.boot_partition.write("cellular.conf", boot_file.encode())
    found, applied = boot(board)
    assert applied
    # The power went as soon as apply had ended: what it wrote to the boot partition was on it.
    assert board.boot_partition.read("cellular.conf").decode() == applied.boot_file
    assert found.profiles == {}
    assert {"home.nmconnection", "other.nmconnection"} == applied.profiles.keys()
    outcomes = []
    for number in range(CUTS // 2):
        # Most of the time goes by before the first file is written.
        delay = (applied.at - found.at) * (0.4 + number / (CUTS // 2) * 0.8)
        outcomes.append(cut(make_board(watched), boot_file, applied, delay))
    print(*outcomes, sep="\n")


def cut(board: Board, boot_file: str, applied: Look, delay: float) -> str:
    """What the cut has left, in words."""
    board.boot_partition.write("cellular.conf", boot_file.encode())
    boot(board, cut_after=delay)
    # A card reader's computer goes by the partition's directory, which Linux does not in all.
    assert board.boot_partition.read("cellular.conf").decode() in (boot_file, applied.boot_file)
    found, left = boot(board)
    assert left
    whole = applied.profiles.items()
    assert found.profiles.items() <= whole
    assert found.boot_file in (boot_file, applied.boot_file)
    # A password that is gone from the boot file must be in its profile.
    assert found.boot_file == boot_file or found.profiles.items() == whole
    assert (left.profiles, left.boot_file, left.others) == (applied.profiles, applied.boot_file, frozenset())
    moved = "" if found.boot_file == boot_file else ", boot file written"
    return f"cut after {delay:.2f} s: {len(found.profiles)} of {len(whole)} profiles, {len(found.others)} others{moved}"
