"""A card with a boot file, a board with the package, power, a modem: packets."""

from __future__ import annotations

from tests.board import looks
from tests.board.board import Board
from tests.vm.system import System


def test_an_e3131_is_switched_and_carries_packets_of_both_families(board: Board) -> None:
    board.boot_with("[O2]\napn = mobile.o2.co.uk\n")
    board.inside(looks.plug_e3131)
    board.inside(System.wait_until_connected, "O2")
    board.inside(looks.wait_for_packets, "ppp0")
    assert board.inside(looks.ids_and_messages) == (["12d1:14fe", "12d1:1506"], 1)
    assert board.inside(looks.failed_units) == ""


def test_an_ec25_gets_its_pin_once_and_carries_packets_over_wwan0(board: Board) -> None:
    board.boot_with("[home]\napn = internet\npin = 1234\n")
    board.inside(looks.plug_ec25, "1234", {"internet"})
    board.inside(System.wait_until_connected, "home")
    board.inside(looks.wait_for_packets, "wwan0")
    assert board.inside(looks.told).count('+CPIN="1234"') == 1
    assert board.inside(looks.failed_units) == ""


def test_the_second_apn_connects_where_the_first_is_refused(board: Board) -> None:
    board.boot_with("[home]\napn = wrong.example, internet\npin = 1234\n")
    board.inside(looks.plug_ec25, "1234", {"internet"})
    board.inside(System.wait_until_connected, "home (internet)")
    board.inside(looks.wait_for_packets, "wwan0")
    dialled = board.inside(looks.dialled)
    assert (dialled[0], dialled[-1]) == ("wrong.example", "internet")


def test_a_hilink_stick_is_an_ethernet_card_with_the_way_out(board: Board) -> None:
    board.boot_with("[modeswitch 12d1:15ca]\nprefer = ethernet\n")
    board.inside(looks.plug_hilink)
    board.inside(looks.wait_for_router, "192.168.8.1")
    assert board.inside(looks.ids_and_messages) == (["12d1:15ca", "12d1:14dc"], 1)
    assert "Ethernet stick 12d1:15ca" in board.inside(looks.connections)
    assert board.inside(looks.failed_units) == ""
