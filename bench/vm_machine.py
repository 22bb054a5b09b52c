"""bench/vm: boots the virtual machine of tests/vm, where bench/plugging.py measures and prints."""

from __future__ import annotations

import argparse
import os
import platform
import shlex
import sys
import tempfile
from pathlib import Path

from tests.vm.machine import Machine, make_image

_LIMIT = 3600
"""Seconds for all rounds."""


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="bench/vm",
        description="Prints medians, as Markdown.",
        epilog="--case switched, --case mute: this one alone",
    )
    parser.add_argument("--runs", type=int, default=5, metavar="N", help="so many of each (default: 5)")
    arguments, others = parser.parse_known_args()
    release = platform.freedesktop_os_release()["VERSION_CODENAME"]
    with tempfile.TemporaryDirectory(prefix="nm-cellular-bench-") as out:
        command = shlex.join(["/usr/bin/python3", "-m", "bench.plugging", f"--runs={arguments.runs}", *others])
        status = Machine(make_image(release)).run(command, Path(out), limit=_LIMIT)
    print(f"load {os.getloadavg()[0]:.1f}")
    return status


if __name__ == "__main__":
    sys.exit(main())
