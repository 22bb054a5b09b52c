"""bench/importing: the table of docs/benchmarks.md on import.  Needs no root and no daemon."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from nm_cellular.recipes import FORMATS, Page, find
from tests.unit.test_recipes import MISTAKES, SAMPLES

_SIZE = 1 << 20
_RUNS = 15
_PROSE = "I have tried this with the modem, and it did not work; here is what I did. Any help is welcome.\n" * 12


def main() -> int:
    print(f"load {os.getloadavg()[0]:.1f}, {_RUNS} runs\n")
    print("| 1 MiB of | recipes | `nm-cellular import`, fastest | median | slowest | CPU |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory() as directory:
        for name, text in _texts().items():
            file = Path(directory) / "page.txt"
            file.write_text(text)
            print(_row(name, text, file))
    return 0


def _texts() -> dict[str, str]:
    """Recipes with as much prose between them as forums have, recipes alone, and prose alone."""
    recipes = [text for text, _ in SAMPLES.values()] + [text for text, _ in MISTAKES.values()]
    return {
        "prose and recipes": _filled([part for text in recipes for part in (_PROSE, text, "\n")]),
        "recipes alone": _filled([part for text in recipes for part in (text, "\n\n")]),
        "prose alone": _filled([_PROSE]),
    }


def _filled(parts: Sequence[str]) -> str:
    text = "".join(parts)
    return (text * (_SIZE // len(text) + 1))[:_SIZE]


def _row(name: str, text: str, file: Path) -> str:
    page = Page.of(text)
    count = sum(1 for form in FORMATS for _ in find(form, page))
    walls, cpus = zip(*(_run(file) for _ in range(_RUNS)), strict=True)
    times = (min(walls), statistics.median(walls), max(walls), statistics.median(cpus))
    return f"| {name} | {count} | " + " | ".join(f"{seconds:.2f} s" for seconds in times) + " |"


def _run(file: Path) -> tuple[float, float]:
    """Seconds on the clock, and of CPU."""
    before, started = os.times(), time.monotonic()
    command = [sys.executable, "-m", "nm_cellular", "import", str(file)]
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    after, seconds = os.times(), time.monotonic() - started
    spent = (after.children_user + after.children_system) - (before.children_user + before.children_system)
    return seconds, spent


if __name__ == "__main__":
    sys.exit(main())
