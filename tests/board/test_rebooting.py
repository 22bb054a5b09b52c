"""What a boot changes: nothing where the boot file is the same, and what is gone from it where it is not."""

from __future__ import annotations

from tests.board import looks
from tests.board.board import Board
from tests.vm.system import System

HOME = "[home]\napn = internet\n"
OTHER = "[other]\napn = other.example\nautoconnect = no\n"


def test_nothing_is_written_again_where_nothing_has_changed(board: Board) -> None:
    board.boot_with(f"{HOME}\n{OTHER}\n[failover]\ninterval = 1 h\n")
    board.inside(looks.plug_e3131)
    board.inside(System.wait_until_connected, "home")
    before = board.inside(looks.ours)
    assert {"home.nmconnection", "other.nmconnection"} <= {path.rpartition("/")[2] for path in before}
    board.reboot()
    assert board.inside(looks.ours) == before
    board.inside(looks.plug_e3131)
    board.inside(System.wait_until_connected, "home")
    assert board.inside(looks.ours) == before


def test_a_section_that_is_gone_from_the_boot_file_takes_its_profile_with_it(board: Board) -> None:
    board.boot_with(f"{HOME}\n{OTHER}")
    before = board.inside(looks.ours)
    board.shut_down()
    board.boot_with(HOME)
    assert board.inside(looks.profiles) == ["home.nmconnection"]
    assert board.inside(looks.connections) == ["home"]
    after = board.inside(looks.ours)
    home = str(looks.PROFILES / "home.nmconnection")
    assert after[home] == before[home]
    assert board.inside(looks.failed_units) == ""
    assert board.inside(looks.complaints) == []
