"""Boots the virtual machine and runs one command in it, with the checkout at /srv/nm-cellular."""

from __future__ import annotations

import argparse
import platform
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
CHECKOUT = HERE.parent.parent

NO_TESTS = 5
"""pytest's status where its options leave none of a file's tests."""

TIMED_OUT, CRASHED = 124, 139
"""As of timeout(1), and of a shell for a program that crashed."""

_BOOTS, _BOOT_LIMIT = 3, 200
"""How often it is tried, and seconds; on a machine that does nothing else it takes twelve."""


@dataclass(frozen=True, slots=True)
class Machine:
    """A virtual machine without any network; what it writes to its disk is forgotten when it stops."""

    image: Path
    """What tests/vm/image made."""

    def run(self, command: str, out: Path, *, limit: float) -> int:
        """The status of a shell script, which has /srv/out for its files; TIMED_OUT after `limit` seconds, CRASHED if
        the machine stopped before the script did. The script's output goes to this program's.
        """
        (out / "command").write_text(f"{_INSIDE.format(command=command)}\n")
        with self._booted(out) as qemu:
            try:
                qemu.wait(limit)
            except subprocess.TimeoutExpired:
                qemu.kill()
                return TIMED_OUT
        status = out / "status"
        return int(status.read_text()) if status.exists() else CRASHED

    def _booted(self, out: Path) -> subprocess.Popen[bytes]:
        """Tried more than once: an emulated processor that waits for its turn too long looks broken to a kernel."""
        for _ in range(_BOOTS):
            qemu = subprocess.Popen(self._argv(out), stdin=subprocess.DEVNULL)
            deadline = time.monotonic() + _BOOT_LIMIT
            while qemu.poll() is None and time.monotonic() < deadline:
                if (out / "started").exists():
                    return qemu
                time.sleep(0.1)
            qemu.kill()
            qemu.wait()
        return qemu

    def _argv(self, out: Path) -> list[str]:
        return [
            *hardware(self.image, out),
            *("-drive", f"file={self.image}/disk,format=raw,if=virtio,snapshot=on"),
            *("-serial", f"file:{out}/console.log", "-serial", "stdio", *_cable(out)),
        ]


def hardware(image: Path, out: Path) -> list[str]:
    """QEMU with what tests/vm/image made, but its disk, and the shared directories; disks and serial ports go on."""
    return [
        "qemu-system-x86_64",
        *("-M", "q35", "-cpu", "Nehalem", "-smp", "2", "-accel", "tcg,thread=multi", "-m", "768"),
        *("-nodefaults", "-display", "none", "-nic", "none", "-no-reboot"),
        *("-kernel", str(image / "vmlinux"), "-initrd", str(image / "initrd")),
        *("-append", "console=ttyS0 quiet panic=-1 no_timer_check mitigations=off apparmor=0 net.ifnames=0"),
        *_shared("checkout", CHECKOUT, "readonly=on"),
        *_shared("out", out, "readonly=off"),
    ]


_INSIDE = """\
touch /srv/out/started
cd /srv/nm-cellular
export HOME=/root LANG=C.UTF-8 TERM=dumb PYTHONDONTWRITEBYTECODE=1
{command}
status=$?
journalctl --boot --output=short-monotonic --no-pager >/srv/out/journal.log
udevadm info --export-db >/srv/out/udev.log
echo $status >/srv/out/status
poweroff --force --force
"""


def _cable(out: Path) -> tuple[str, ...]:
    """From its third serial port to its fourth."""
    socket = f"socket,path={out.name},abstract=on"
    ends = ("-chardev", f"{socket},id=one,server=on,wait=off", "-chardev", f"{socket},id=other")
    return (*ends, "-serial", "chardev:one", "-serial", "chardev:other")


def _shared(name: str, directory: Path, access: str) -> tuple[str, str]:
    return "-virtfs", f"local,path={directory},mount_tag={name},security_model=none,multidevs=remap,{access}"


def make_image(release: str) -> Path:
    argv = [str(HERE / "image"), release]
    return Path(subprocess.run(argv, stdout=subprocess.PIPE, text=True, check=True).stdout.strip())


def pass_scenarios(machine: Machine, file: Path, options: Sequence[str], limit: float) -> bool:
    """Whether a file's scenarios passed."""
    return _run(machine, file.relative_to(CHECKOUT), options, limit) in (0, NO_TESTS)


def _run(machine: Machine, file: Path, options: Sequence[str], limit: float) -> int:
    """What the machine wrote is kept where the scenarios did not pass."""
    print(f"--- {file}", flush=True)
    began = time.monotonic()
    out = Path(tempfile.mkdtemp(prefix="nm-cellular-vm-"))
    pytest = ["/usr/bin/python3", "-m", "pytest", "-p", "no:cacheprovider", *options, str(file)]
    status = machine.run(shlex.join(pytest), out, limit=limit)
    if status in (0, NO_TESTS):
        shutil.rmtree(out)
        kept = ""
    else:
        kept = f", {'no end' if status == TIMED_OUT else f'status {status}'}; the logs are in {out}"
    print(f"tests/vm/run: {file} took {time.monotonic() - began:.0f} s{kept}", flush=True)
    return status


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="tests/vm/run")
    parser.add_argument("--release", default=platform.freedesktop_os_release()["VERSION_CODENAME"])
    parser.add_argument("--limit", type=float, default=1500, help="seconds that a file's scenarios may take")
    parser.add_argument("--retry", action="store_true", help="try once more, in new machines, what did not pass")
    arguments, others = parser.parse_known_args(argv)
    files = [Path(other).resolve() for other in others if Path(other).is_file()] or sorted(HERE.glob("test_*.py"))
    options = [other for other in others if not Path(other).is_file()]
    machine = Machine(make_image(arguments.release))
    failed = _failed(machine, files, options, arguments.limit)
    if failed and arguments.retry:
        print("tests/vm/run: once more:", *(file.name for file in failed), flush=True)
        failed = _failed(machine, failed, options, arguments.limit)
    return 1 if failed else 0


def _failed(machine: Machine, files: Sequence[Path], options: Sequence[str], limit: float) -> list[Path]:
    return [file for file in files if not pass_scenarios(machine, file, options, limit)]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
