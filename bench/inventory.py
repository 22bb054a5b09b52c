"""bench/inventory: the table of docs/benchmarks.md on boot files for many boards.  Needs no root and no daemon."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from bench import tables

_SIZES = (1, 100, 1000, 10000)
_HEADER = "board,apn,username,password,pin,sim\n"
_ROW = "board-{0:05},internet,user{0},secret{0},{0:04},8944100000000{0:06}\n"


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench/inventory", description="Prints medians, as Markdown.")
    parser.add_argument("--runs", type=int, default=5, metavar="N", help="over so many runs (default: 5)")
    arguments = parser.parse_args()
    print(f"load {os.getloadavg()[0]:.1f}\n")
    with tempfile.TemporaryDirectory(prefix="nm-cellular-bench-") as directory:
        measured = [_measure(count, Path(directory), arguments.runs) for count in _SIZES]
    (_, loading), *_ = measured
    rows = [_row(count, *seconds, loading) for count, seconds in zip(_SIZES, measured, strict=True)]
    print(tables.markdown(["boards", "in all", "CPU", "CPU for each beyond the first"], rows))
    return 0


def _row(count: int, clock: float, used: float, loading: float) -> list[str]:
    each = f"{(used - loading) / (count - 1) * 1000:.2f} ms" if count > 1 else ""
    return [str(count), f"{clock:.2f} s", f"{used:.2f} s", each]


def _measure(count: int, directory: Path, runs: int) -> tuple[float, float]:
    """The medians of what _run says."""
    table = directory / f"{count}.csv"
    table.write_text(_HEADER + "".join(map(_ROW.format, range(count))))
    clocks, used = zip(*(_run(table, directory / f"{count}-{number}") for number in range(runs)), strict=True)
    return median(clocks), median(used)


def _run(table: Path, out: Path) -> tuple[float, float]:
    """Seconds on the clock, and of the processor."""
    before, began = os.times(), time.monotonic()
    argv = [sys.executable, "-m", "nm_cellular", "render", "--inventory", str(table), "--out", str(out)]
    subprocess.run(argv, check=True, stdout=subprocess.DEVNULL)
    clock, after = time.monotonic() - began, os.times()
    return clock, after.children_user - before.children_user + after.children_system - before.children_system


if __name__ == "__main__":
    sys.exit(main())
