"""bench/watch: the tables of docs/benchmarks.md on the watch."""

from __future__ import annotations

import argparse
import random
import statistics
import sys
from collections.abc import Callable, Sequence

from bench import resting, tables
from bench.simulation import DAY, KINDS, Link, Loop, Outcome, Watch, day, live, until

_TRAFFIC = {"a request a minute": 60.0, "nothing": 0.0}


def main() -> int:
    arguments = _arguments()
    if arguments.rest:
        _report_rest(arguments.rest)
        return 0
    for said, every in _TRAFFIC.items():
        _report(f"the machine sends {said}", every, range(arguments.days))
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench/watch", description="Simulates days with faults; prints Markdown.")
    parser.add_argument("--days", type=int, default=50, metavar="N", help="so many, each with its seed (default: 50)")
    parser.add_argument(
        "--rest", type=float, metavar="S", help="measure the service at rest instead, in the lab, for so many seconds"
    )
    return parser.parse_args()


def _report_rest(seconds: float) -> None:
    head = ["at rest", "wake-ups a minute", "CPU", "memory", "beside the bus alone"]
    rows = [
        [
            each.case.name,
            f"{each.wakeups:.1f}",
            f"{each.cpu:.3f} %",
            f"{each.kilobytes / 1024:.1f} MiB",
            f"{each.kilobytes / each.bare:.2f}",
        ]
        for each in resting.rest(seconds)
    ]
    print(tables.markdown(head, rows))


def _report(title: str, every: float, seeds: range) -> None:
    ours, our_bytes = _days(lambda seed: _watch(every, seed), seeds)
    theirs, their_bytes = _days(lambda _: Loop(Link(every)), seeds)
    head = [title, "watch: noticed", "mended", "loop: noticed", "mended"]
    rows = [[kind.name, *_cells(ours, kind.name), *_cells(theirs, kind.name)] for kind in KINDS]
    quiet = [_quiet(_watch(every, 0)), _quiet(Loop(Link(every)))]
    for name, (mine, other) in {"bytes, such a day": (our_bytes, their_bytes), "without a fault": quiet}.items():
        rows.append([name, "", f"{mine / 1000:.1f} kB", "", f"{other / 1000:.0f} kB"])
    print(tables.markdown(head, rows))


def _watch(every: float, seed: int) -> Watch:
    return Watch(Link(every), random.Random(seed))  # noqa: S311


def _quiet(keeper: Watch | Loop) -> int:
    until(keeper, DAY)
    return keeper.spent


def _days(make: Callable[[int], Watch | Loop], seeds: range) -> tuple[list[Outcome], float]:
    outcomes: list[Outcome] = []
    spent = []
    for seed in seeds:
        keeper = make(seed)
        outcomes += live(keeper, day(seed))
        spent.append(keeper.spent)
    return outcomes, statistics.mean(spent)


def _cells(outcomes: Sequence[Outcome], name: str) -> tuple[str, str]:
    mine = [each for each in outcomes if each.kind.name == name]
    return _times([each.noticed for each in mine]), _times([each.mended for each in mine])


def _times(found: Sequence[float | None]) -> str:
    """Median and worst."""
    known = [each for each in found if each is not None]
    if not known:
        return "never"
    worst = "never" if len(known) < len(found) else f"{max(known):.0f} s"
    return f"{statistics.median(known):.0f} s ({worst})"


if __name__ == "__main__":
    sys.exit(main())
