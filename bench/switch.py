"""bench/switch: the table of docs/benchmarks.md on udev's events.

`udevadm test` processes an event as systemd-udevd does, but reads all rules first, which udevd does when they change.
That takes so long that one file more could not be seen: there are many copies of ours, and a copy's share is shown.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench import tables
from bench.installation import PYTHON

_DEVICES = 100
_TOP = Path(__file__).resolve().parent.parent
_STOPWATCH = str(_TOP / "bench/stopwatch.py")
_OURS = _TOP / "packaging/udev"
_DEBIANS = Path("/usr/lib/udev/hwdb.d")
_COPIES = 100


@dataclass(frozen=True, slots=True)
class Kind:
    """Devices that are alike.  device: one of them as umockdev describes it, with its number as {0}."""

    name: str
    device: str


_USB = r"""P: /devices/usb1/1-{0}
E: DEVTYPE=usb_device
E: SUBSYSTEM=usb
A: idVendor=VENDOR\n
A: idProduct=PRODUCT\n
A: bcdDevice=0102\n
A: manufacturer=Somebody\n
A: product=Something\n
"""
_SERIAL = """P: /devices/platform/serial/tty/ttyS{0}
E: SUBSYSTEM=tty
"""

_NULL = subprocess.DEVNULL

_KINDS = (
    Kind("a device that is not on USB", _SERIAL),
    Kind("a USB device that is no stick of ours", _USB.replace("VENDOR", "046d").replace("PRODUCT", "c077")),
    Kind("a stick of ours", _USB.replace("VENDOR", "12d1").replace("PRODUCT", "14fe")),
)


class Udev:
    """udev as installed, with so many copies of our rules, and with our database where there is one; and devices."""

    def __init__(self, directory: Path, copies: int) -> None:
        self._etc = directory / "etc/udev"
        self._tree = directory / "tree"
        shutil.copytree(_DEBIANS, self._etc / "hwdb.d")
        (self._etc / "rules.d").mkdir()
        if copies:
            shutil.copy(_OURS / "60-nm-cellular.hwdb", self._etc / "hwdb.d")
        for number in range(copies):
            shutil.copy(_OURS / "39-nm-cellular.rules", self._etc / f"rules.d/39-nm-cellular-{number:03}.rules")
        subprocess.run(["systemd-hwdb", "update", "--root", directory], check=True)

    def seconds(self, kind: Kind) -> float:
        """Of the processor for the event of one device: the mean of them all."""
        described = [kind.device.format(number) for number in range(_DEVICES)]
        self._tree.write_text("\n".join(described))
        paths = [f"/sys{text.splitlines()[0].removeprefix('P: ')}" for text in described]
        script = (
            f"mount -t tmpfs none /run && mount --bind {self._etc} /etc/udev && exec umockdev-run -d {self._tree} --"
        )
        argv = ["unshare", "--mount", "sh", "-c", f"{script} {PYTHON} -I -S {_STOPWATCH}"]
        events = json.dumps([["udevadm", "test", "-a", "add", path] for path in paths])
        before = os.times()
        subprocess.run(argv, input=events, text=True, check=True, stdout=_NULL, stderr=_NULL)
        after = os.times()
        used = after.children_user - before.children_user + after.children_system - before.children_system
        return used / _DEVICES


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench/switch", description="Prints medians, as Markdown.")
    parser.add_argument("--runs", type=int, default=5, metavar="N", help="over so many runs (default: 5)")
    arguments = parser.parse_args()
    if os.geteuid() or not all(map(shutil.which, ("umockdev-run", "udevadm", "systemd-hwdb"))):
        print("bench: run as root, where udev and umockdev are installed", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="nm-cellular-bench-") as directory:
        both = [Udev(Path(directory, str(copies)), copies) for copies in (0, _COPIES)]
        _report(both, arguments.runs)
    return 0


def _report(both: Sequence[Udev], runs: int) -> None:
    print(f"load {os.getloadavg()[0]:.1f}\n")
    rows = []
    for kind in _KINDS:
        # In turn, so that what else the machine does meets both alike.
        pairs = [[udev.seconds(kind) * 1000 for udev in both] for _ in range(runs)]
        rows.append([kind.name, *(f"{median(column):.1f} ms" for column in zip(*pairs, strict=True))])
        rows[-1].append(f"{median(ours - without for without, ours in pairs) / _COPIES * 1000:.0f} µs")
    print(tables.markdown(["an event of", "Debian's rules", f"and {_COPIES} copies of ours", "a copy"], rows))


if __name__ == "__main__":
    sys.exit(main())
