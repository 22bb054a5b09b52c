"""The Debian package on a board: from power-on to packets, over reboots, upgrades and power cuts.

These tests run on the machine that has the board, and tell it what to do inside: see board.py.
"""
