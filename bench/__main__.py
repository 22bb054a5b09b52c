"""bench/run: the tables of docs/benchmarks.md."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from bench import tables
from bench.contenders import (
    APPLY_AGAIN,
    APPLY_NEW,
    IMPORT_ARGPARSE,
    IMPORT_CONFIGPARSER,
    IMPORT_LIBRARIES,
    LOAD_CONNECTIONS,
    NETPLAN,
    NMCLI,
    VERSION,
)
from bench.machine import Machine, lacking, machine
from bench.measuring import Measured, measure

_START = (
    (VERSION, IMPORT_ARGPARSE, 1, 1.3),
    (APPLY_AGAIN, IMPORT_CONFIGPARSER, 10, 1.5),
    (APPLY_NEW, IMPORT_LIBRARIES, 1, 1.2),
)
"""Ours, what it is compared with, for how many profiles, and the ratio that is wanted."""

_TOOLS = (APPLY_NEW, LOAD_CONNECTIONS, NMCLI, NETPLAN, APPLY_AGAIN)
_RUNS = {1: 15, 10: 15, 100: 5, 1000: 3}
"""How often each is run, by the number of profiles."""


def main() -> int:
    arguments = _arguments()
    if os.geteuid():
        print("bench: run as root: the daemons run in namespaces of their own", file=sys.stderr)
        return 1
    if missing := lacking():
        print(f"bench: install what is missing: {', '.join(missing)}", file=sys.stderr)
        return 1
    with (
        tempfile.TemporaryDirectory(prefix="nm-cellular-bench-", dir=arguments.disk) as directory,
        machine(Path(directory) if arguments.disk else None) as measured,
    ):
        _report(measured, arguments)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench/run", description="Prints medians of whole processes, as Markdown.")
    parser.add_argument("--disk", metavar="DIR", help="keep profiles on this disk (default: in memory)")
    parser.add_argument(
        "--sizes", type=int, nargs="+", default=list(_RUNS), metavar="N", choices=_RUNS, help="(default: all)"
    )
    parser.add_argument(
        "--runs", type=int, default=40, metavar="N", help="run nothing more often than this (default: 40)"
    )
    return parser.parse_args()


def _report(measured: Machine, arguments: argparse.Namespace) -> None:
    print(where(measured, arguments.disk))
    _report_starts(measured, arguments.runs)
    _report_sizes([measure(measured, _TOOLS, size, min(_RUNS[size], arguments.runs)) for size in arguments.sizes])


def _report_starts(measured: Machine, runs: int) -> None:
    rows = []
    for ours, theirs, count, goal in _START:
        mine, other = measure(measured, [ours, theirs], count, runs)
        rows.append(tables.ratio(mine, other, goal))
    print(tables.markdown(["", "median", "beside", "median", "ratio", "wanted"], rows))


def _report_sizes(columns: list[list[Measured]]) -> None:
    for what, cell in (
        ("profiles", tables.total),
        ("a profile", tables.per_profile),
        ("peak memory", tables.memory),
    ):
        head = [what, *(f"{column[0].count} ({column[0].runs} runs)" for column in columns)]
        print(tables.markdown(head, tables.by_size(columns, cell)))


def where(measured: Machine, disk: str | None) -> str:
    """On what it was measured."""
    nm = measured.lab.run(["nmcli", "--version"]).stdout.split()[-1]
    date = datetime.now(UTC).date()
    hardware = f"{_processor()}, {os.cpu_count()} cores, Linux {platform.release()}"
    software = f"Python {platform.python_version()}, NetworkManager {nm}"
    return f"{date}, {hardware}, {software}; profiles on {disk or 'tmpfs'}\n"


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())


if __name__ == "__main__":
    sys.exit(main())
