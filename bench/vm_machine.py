"""bench/vm: boots the virtual machine of tests/vm, where bench/plugging.py measures and prints."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from pathlib import Path

from tests.vm.machine import Machine, make_image

_LIMIT = 3600
"""Seconds for all rounds."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench/vm", description="Prints medians, as Markdown.")
    parser.add_argument("--runs", type=int, default=5, metavar="N", help="so many of each (default: 5)")
    arguments = parser.parse_args()
    release = platform.freedesktop_os_release()["VERSION_CODENAME"]
    with tempfile.TemporaryDirectory(prefix="nm-cellular-bench-") as out:
        command = f"/usr/bin/python3 -m bench.plugging --runs {arguments.runs}"
        status = Machine(make_image(release)).run(command, Path(out), limit=_LIMIT)
    print(f"load {os.getloadavg()[0]:.1f}")
    return status


if __name__ == "__main__":
    sys.exit(main())
