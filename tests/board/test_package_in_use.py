"""The package while the board is in use: upgraded under a connection, and purged with all that came of it."""

from __future__ import annotations

from pathlib import Path

from tests.board import looks
from tests.board.conftest import MakeBoard
from tests.board.making import apt_install
from tests.board.packages import GIVEN_UP
from tests.vm.system import System

HOME = "[home]\napn = internet\npassword = secret\n"

ALL_KINDS = f"""\
{HOME}
[second]
apn = other.example
autoconnect = no
port = /dev/ttyS3

[modeswitch 12d1:15ca]
prefer = ethernet

[modeswitch 1234:5678]
name = a stick
modem = 1234:5679
modem-by = HuaweiNewMode

[failover]
interval = 1 h
"""


def test_an_upgrade_keeps_the_connection_and_what_is_installed(
    make_board: MakeBoard, earlier_installed: Path, package: Path
) -> None:
    board = make_board(earlier_installed)
    board.boot_with(HOME)
    board.inside(looks.plug_e3131)
    board.inside(System.wait_until_connected, "home")
    board.run("systemctl", "enable", "--now", "nm-cellular-watch.service")
    before, calls = board.inside(looks.configuration), board.inside(looks.dials)
    processes = board.inside(looks.processes)
    assert calls
    assert board.inside(looks.exists, GIVEN_UP)
    apt_install(board, package)
    assert not board.inside(looks.exists, GIVEN_UP)
    assert board.inside(looks.configuration) == before
    board.inside(looks.wait_for_packets, "ppp0")
    assert board.inside(looks.dials) == calls
    assert not board.inside(looks.processes) & {"0", *processes}
    board.reboot()
    assert board.inside(looks.configuration) == before
    assert board.inside(looks.failed_units) == ""


def test_purging_it_leaves_nothing(make_board: MakeBoard, debian: Path, package: Path) -> None:
    board = make_board(debian)
    board.boot()
    before = board.inside(looks.everything)
    apt_install(board, package)
    board.shut_down()
    board.boot_with(ALL_KINDS)
    board.run("systemctl", "enable", "--now", "nm-cellular-watch.service")
    board.inside(looks.plug_e3131)
    board.inside(System.wait_until_connected, "home")
    board.run("nm-cellular", "report", "--boot")
    assert len(board.inside(looks.on_boot_partition)) > 1
    board.run("apt-get", "remove", "--yes", "nm-cellular")
    assert board.inside(looks.processes) == {"0"}
    assert "home" in board.inside(looks.connections)
    board.inside(looks.wait_for_packets, "ppp0")
    board.run("apt-get", "purge", "--yes", "nm-cellular")
    board.inside(looks.wait_until_gone, "home")
    assert board.inside(looks.on_boot_partition) == ["cellular.conf"]
    board.shut_down()
    board.boot_partition.remove("cellular.conf")
    board.boot()
    assert board.inside(looks.everything) == before


def test_purging_it_leaves_of_pppds_files_only_somebody_elses(
    make_board: MakeBoard, debian: Path, package: Path
) -> None:
    board = make_board(debian)
    board.boot()
    board.inside(looks.write_somebodys_ppp_files)
    before = board.inside(looks.everything)
    apt_install(board, package)
    board.inside(looks.apply_for_pppd)
    board.run("apt-get", "purge", "--yes", "nm-cellular")
    board.reboot()
    assert board.inside(looks.everything) == before
