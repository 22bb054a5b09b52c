"""tests/doctor/fuzz: whatever is pasted, doctor ends soon and without an error, and shows nothing twice or broken."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import islice

from nm_cellular.doctor import document, page, plain, reading, redaction, saving
from nm_cellular.doctor.diagnosing import diagnose
from tests.doctor.damaging import damaged

_LIMIT = 1.0
"""Seconds of CPU for all checks together, and so for each."""

_STUCK = 60
"""Seconds after which it is told where it is."""

_BATCH = 2000
_SHOWN = 20
"""Failures that are printed."""


@dataclass(slots=True)
class Tally:
    """slowest: seconds of CPU and the number; failures: by the place in the program, the first number and how many."""

    kinds: Counter[str] = field(default_factory=Counter)
    recognised: int = 0
    with_a_cause: int = 0
    slowest: tuple[float, int] = (0.0, 0)
    failures: dict[str, tuple[int, int]] = field(default_factory=dict)

    def fail(self, number: int, why: str, count: int = 1) -> None:
        first, before = self.failures.get(why, (number, 0))
        self.failures[why] = (min(first, number), before + count)

    def add(self, other: Tally) -> None:
        self.kinds += other.kinds
        self.recognised += other.recognised
        self.with_a_cause += other.with_a_cause
        self.slowest = max(self.slowest, other.slowest)
        for why, (number, count) in other.failures.items():
            self.fail(number, why, count)


def examine(number: int, tally: Tally) -> None:
    """All that `doctor` and `report` do with a log."""
    kind, text = damaged(number)
    tally.kinds[kind] += 1
    began = time.process_time()
    evidence = reading.read([("log", text)])
    diagnosis = diagnose(evidence)
    tally.slowest = max(tally.slowest, (time.process_time() - began, number))
    tally.recognised += evidence.is_of_anything
    tally.with_a_cause += bool(diagnosis.causes)
    assert all(each.says and each.do and each.because for each in diagnosis.causes), "a finding says nothing"
    lines = list(plain.lines(diagnosis, evidence, plain.Style(verbose=True)))
    assert all(len(line) <= plain.WIDTH and line.isprintable() for line in lines), "a line that cannot be shown"
    json.dumps(document.make(diagnosis, evidence))
    page.words(diagnosis, evidence)
    kept = redaction.redacted(evidence)
    loaded = saving.from_text(json.dumps(saving.as_document(kept)), "saved")
    assert loaded == kept, "what is loaded is not what was saved"


def batch(numbers: range) -> Tally:
    tally = Tally()
    signal.signal(signal.SIGALRM, _stuck)
    for number in numbers:
        began = time.process_time()
        signal.alarm(_STUCK)
        try:
            examine(number, tally)
        except Exception as failure:  # noqa: BLE001  whatever it is, it is what is looked for
            tally.fail(number, _place(failure))
        signal.alarm(0)
        if time.process_time() - began > _LIMIT:
            tally.fail(number, "longer than a second")
    return tally


def _stuck(*_: object) -> None:
    raise TimeoutError("no end")


def _place(failure: Exception) -> str:
    frame = traceback.extract_tb(failure.__traceback__)[-1]
    return f"{type(failure).__name__}: {failure} at {frame.filename.rpartition('nm_cellular/')[2]}:{frame.lineno}"[:300]


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="tests/doctor/fuzz")
    parser.add_argument("--number", type=int, default=1_000_000)
    parser.add_argument("--from", type=int, default=0, dest="first")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--show", type=int, metavar="NUMBER", help="print one, and examine it")
    arguments = parser.parse_args(argv)
    if arguments.show is not None:
        sys.stdout.write(damaged(arguments.show)[1].encode(errors="backslashreplace").decode())
        examine(arguments.show, Tally())
        return 0
    numbers = range(arguments.first, arguments.first + arguments.number)
    tally = _examined(numbers, arguments.processes)
    _tell(tally)
    return 1 if tally.failures else 0


def _examined(numbers: range, processes: int) -> Tally:
    batches = iter([numbers[at : at + _BATCH] for at in range(0, len(numbers), _BATCH)])
    tally, began = Tally(), time.monotonic()
    # A new pool now and then: what a process remembers must not grow for ever.
    while some := list(islice(batches, 10 * processes)):
        with ProcessPoolExecutor(processes) as pool:
            for part in pool.map(batch, some):
                _tell_failures({why: told for why, told in part.failures.items() if why not in tally.failures})
                tally.add(part)
        print(f"{tally.kinds.total()} in {time.monotonic() - began:.0f} s", flush=True)
    return tally


def _tell_failures(failures: Mapping[str, tuple[int, int]]) -> None:
    for why, (number, count) in islice(failures.items(), _SHOWN):
        print(f"failed {count} times: {why}: --show {number}", flush=True)


def _tell(tally: Tally) -> None:
    print(f"{tally.kinds.total()} logs: {', '.join(f'{count} {kind}' for kind, count in tally.kinds.most_common())}")
    print(f"{tally.recognised} of them had something that is known, {tally.with_a_cause} had a cause")
    print(f"the slowest took {tally.slowest[0]:.2f} s of CPU: --show {tally.slowest[1]}")
    _tell_failures(tally.failures)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
