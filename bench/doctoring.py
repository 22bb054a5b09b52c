"""bench/doctor: the tables of docs/benchmarks.md on doctor."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import cycle
from pathlib import Path
from typing import NamedTuple

from bench import tables

_MEGABYTE = 1_000_000
_SIZES = (5, 10)
_RUNS = 5
_LOGS = Path(__file__).resolve().parents[1] / "tests/doctor/logs"
_MODEMS = (1, 10)

_SYSTEM = (
    "box systemd[1]: Started Session {0} of User pi.",
    "box sshd[{0}]: Accepted publickey for pi from 192.168.1.7 port {0} ssh2",
    "box kernel: [{0}.123456] usb 1-1.2: reset high-speed USB device number 4 using xhci_hcd",
    "box NetworkManager[412]: <info>  [1700000000.{0}] dhcp4 (eth0): state changed new lease, address=192.168.1.9",
    "box ModemManager[377]: <info>  [modem0] 3GPP registration state changed (searching -> home)",
    "box ModemManager[377]: <info>  [modem0/bearer0] connection #1 finished: duration {0}s, tx: 100, rx: 200 bytes",
    "box kernel: [{0}.654321] wlan0: associated",
    "box dockerd[900]: time=2024 level=info msg=hello number={0}",
    "box CRON[{0}]: pam_unix(cron:session): session opened for user root",
    "box dnsmasq[700]: query[A] example.org from 10.0.0.{0}",
)
_DEBUG = (
    "box ModemManager[377]: <debug> [1700000000.{0}] [ttyUSB2/at] --> 'AT+CSQ<CR>'",
    "box ModemManager[377]: <debug> [1700000000.{0}] [ttyUSB2/at] <-- '<CR><LF>+CSQ: 17,99<CR><LF><CR><LF>OK<CR><LF>'",
    "box ModemManager[377]: <debug> [1700000000.{0}] [modem0] signal quality updated (54)",
    "box ModemManager[377]: <debug> [1700000000.{0}] [cdc-wdm0] Received message... <<<<<< RAW: length = {0}",
)


_KERNEL = (
    "box kernel: usb 1-1.2: new high-speed USB device number {0} using xhci_hcd",
    "box kernel: usb 1-1.2: New USB device found, idVendor=2c7c, idProduct=0125, bcdDevice= 3.18",
    "box kernel: usb 1-1.2: Product: EC25-E",
    "box kernel: option 1-1.2:1.0: GSM modem (1-port) converter detected",
    "box kernel: usb 1-1.2: GSM modem (1-port) converter now attached to ttyUSB0",
    "box kernel: qmi_wwan 1-1.2:1.4: cdc-wdm0: USB WDM device",
    "box kernel: usb 1-1.2: USB disconnect, device number {0}",
    "box kernel: option1 ttyUSB0: GSM modem (1-port) converter now disconnected from ttyUSB0",
)
_TRYING = (
    "box NetworkManager[412]: <info>  [1700000000.{0}] device (cdc-wdm0): state change: disconnected -> prepare"
    " (reason 'none', sys-iface-state: 'managed')",
    "box ModemManager[377]: <info>  [modem0] state changed (registered -> connecting)",
    "box ModemManager[377]: <wrn>  [modem0/bearer1] connection attempt #{0} failed: Call failed: cm error: no-service",
    "box NetworkManager[412]: <warn>  [1700000000.{0}] modem-broadband[cdc-wdm0]: failed to connect modem: Call failed",
    "box NetworkManager[412]: <info>  [1700000000.{0}] device (cdc-wdm0): state change: prepare -> failed"
    " (reason 'modem-no-carrier', sys-iface-state: 'managed')",
)


class Run(NamedTuple):
    """seconds: on the clock, and of CPU; megabytes: the most memory that it had."""

    seconds: float
    cpu: float
    megabytes: float


def main() -> int:
    if os.geteuid():
        print("bench: run as root: the daemons run in namespaces of their own", file=sys.stderr)
        return 1
    print(f"load {os.getloadavg()[0]:.1f}, medians of {_RUNS} runs\n")
    with tempfile.TemporaryDirectory() as directory:
        rows = [_row(name, list(_made(name, Path(directory)))) for name in _KINDS]
    head = [f"{size} MB: {what}" for size in _SIZES for what in ("clock", "CPU", "memory")]
    print(tables.markdown(["a log of", *head, "CPU of the two"], rows))
    print(tables.markdown(["this machine, with", "clock", "CPU", "memory"], [_live(count) for count in _MODEMS]))
    return 0


def _stamped(lines: Sequence[str]) -> Iterator[str]:
    for number, line in enumerate(cycle(lines)):
        yield f"Nov {1 + number // 86400 % 28:2} {number // 3600 % 24:02}:{number // 60 % 60:02}:{number % 60:02} " + (
            line.format(number % 60000)
        )


def _threads() -> Iterator[str]:
    texts = [log.read_text() for log in sorted(_LOGS.glob("*/*.txt"))]
    return (f"So I tried that as well, and here is what it says:\n\n{text}" for text in cycle(texts))


_KINDS = {
    "a machine's journal": lambda: _stamped(_SYSTEM),
    "ModemManager's debugging": lambda: _stamped(_DEBUG),
    "a modem that comes and goes": lambda: _stamped(_KERNEL),
    "NetworkManager that tries on and on": lambda: _stamped(_TRYING),
    "forum threads of all kinds": _threads,
}


def _made(kind: str, directory: Path) -> Iterator[Path]:
    for size in _SIZES:
        file = directory / f"{size}.txt"
        with file.open("w") as stream:
            for line in _KINDS[kind]():
                stream.write(f"{line}\n")
                if stream.tell() >= size * _MEGABYTE:
                    break
        yield file


def _row(name: str, files: Sequence[Path]) -> list[str]:
    found = [_median([_run(["doctor", "--log", str(file)]) for _ in range(_RUNS)]) for file in files]
    ratio = found[-1].cpu / found[0].cpu
    return [name, *(cell for each in found for cell in _cells(each)), f"{ratio:.2f}"]


def _cells(run: Run) -> list[str]:
    return [f"{run.seconds:.2f} s", f"{run.cpu:.2f} s", f"{run.megabytes:.0f} MB"]


def _run(words: Sequence[str]) -> Run:
    began = time.monotonic()
    argv = [sys.executable, "-m", "nm_cellular", *words]
    process = subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, _, used = os.wait4(process.pid, 0)
    process.returncode = 0
    return Run(time.monotonic() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / 1000)


def _median(runs: Sequence[Run]) -> Run:
    return Run(*map(statistics.median, zip(*runs, strict=True)))


def _live(count: int) -> list[str]:
    from tests.daemons.modem_states import registered
    from tests.daemons.test_many_modems import modems
    from tests.lab import Lab

    with Lab() as lab:
        lab.modemmanager.start(modems(count))
        lab.wait_for(lambda: len(registered(lab)) == count, timeout=60, what=f"{count} modems")
        found = _median([_in_the(lab) for _ in range(_RUNS)])
    return [f"{count} modem{'' if count == 1 else 's'}", *_cells(found)]


def _in_the(lab: object) -> Run:
    """As in _run, where the daemons are."""
    script = (
        "import os, sys, time, subprocess; began = time.monotonic()\n"
        "process = subprocess.Popen(['/usr/bin/python3', '-m', 'nm_cellular', 'doctor'], stdout=subprocess.DEVNULL)\n"
        "used = os.wait4(process.pid, 0)[2]\n"
        "print(time.monotonic() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / 1000)"
    )
    done = lab.run(["/usr/bin/python3", "-c", script], env={"PYTHONPATH": os.getcwd()})  # type: ignore[attr-defined]
    return Run(*map(float, done.stdout.split()))


if __name__ == "__main__":
    sys.exit(main())
