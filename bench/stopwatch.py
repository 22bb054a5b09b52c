"""Runs commands one after the other and says what they took; small, because it is the floor of what it measures.

Standard input: a JSON list of argument vectors.  Standard output: {"seconds": wall time of all together, "kilobytes":
peak memory of the greatest process among them}.
"""

from __future__ import annotations

import json
import os
import sys
import time


def main() -> int:
    commands = json.load(sys.stdin)
    quiet = [(os.POSIX_SPAWN_OPEN, fd, "/dev/null", os.O_RDWR, 0) for fd in (0, 1)]
    peaks = []
    begin = time.perf_counter()
    for argv in commands:
        child = os.posix_spawnp(argv[0], argv, os.environ, file_actions=quiet)
        _, status, usage = os.wait4(child, 0)
        if status:
            print(f"{' '.join(argv)} ended with {os.waitstatus_to_exitcode(status)}", file=sys.stderr)
            return 1
        peaks.append(usage.ru_maxrss)
    print(json.dumps({"seconds": time.perf_counter() - begin, "kilobytes": max(peaks)}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
