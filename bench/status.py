"""bench/status: the tables of docs/benchmarks.md on status and apn."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from contextlib import ExitStack

from bench import tables
from bench.__main__ import where
from bench.contenders import APN, IMPORT_ARGPARSE, IMPORT_DBUS, MMCLI, STATUS
from bench.machine import Machine, machine
from bench.measuring import measure, measure_on
from bench.modems import plug
from bench.watching import PIPE, TERMINAL, Watched, watch

_MANY = 50
_SIGNALS = 10_000


def main() -> int:
    arguments = _arguments()
    if os.geteuid() or not shutil.which("ModemManager", path="/usr/sbin:/usr/bin"):
        print("bench: run as root, where modemmanager is installed", file=sys.stderr)
        return 1
    with ExitStack() as stack:
        one, many = (stack.enter_context(machine(None)) for _ in range(2))
        print(where(one, None), f"load {os.getloadavg()[0]:.1f}\n", sep="")
        plug(one, 1)
        plug(many, _MANY)
        _report_starts(one, many, arguments.runs)
    with machine(None) as watched:
        found = [watch(watched, how, arguments.seconds, _SIGNALS) for how in (PIPE, TERMINAL)]
        _report_watching(found, arguments.seconds)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench/status", description="Prints medians of whole processes, as Markdown.")
    parser.add_argument("--runs", type=int, default=30, metavar="N", help="run each so often (default: 30)")
    parser.add_argument("--seconds", type=float, default=60, metavar="S", help="watch nothing for S (default: 60)")
    return parser.parse_args()


def _report_starts(one: Machine, many: Machine, runs: int) -> None:
    small, imports = measure(one, [STATUS, IMPORT_DBUS], 1, runs)
    large, again, each = measure_on([(many, STATUS, _MANY), (one, STATUS, 1), (many, MMCLI, _MANY)], runs)
    apn, argparse_ = measure(one, [APN, IMPORT_ARGPARSE], 1, runs)
    rows = [
        tables.ratio(small, imports, 1.4),
        tables.ratio(large, again, 2, "modems"),
        tables.ratio(large, each, 1, "modems"),
        tables.ratio(apn, argparse_, 1.3),
    ]
    print(tables.markdown(["", "median", "beside", "median", "ratio", "wanted"], rows))


def _report_watching(found: list[Watched], seconds: float) -> None:
    head = [
        "`nm-cellular status --watch`",
        f"wake-ups in {seconds:g} idle seconds",
        f"memory before {_SIGNALS} signals",
        "after",
        "CPU for one",
    ]
    rows = [
        [
            each.how,
            str(each.wakeups),
            *(f"{size / 1024:.1f} MiB" for size in each.kilobytes),
            f"{each.cpu * 1000:.1f} ms",
        ]
        for each in found
    ]
    print(tables.markdown(head, rows))


if __name__ == "__main__":
    sys.exit(main())
