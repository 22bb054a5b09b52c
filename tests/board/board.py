"""A board: the virtual machine with a disk and a boot partition that keep what is written to them.

Nothing of a test runs on it before it has booted; then it takes steps (steps.py), which are functions of a System.
"""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from tests.board.disks import BootPartition
from tests.board.steps import PORT, receive, send
from tests.lab.waiting import wait_for
from tests.vm.machine import hardware
from tests.vm.system import System

P = ParamSpec("P")
T = TypeVar("T")

PATIENCE = 400.0
"""Seconds for a boot and for a step, on an emulated processor that many others want."""

_TAKE_STEPS = """\
mkdir -p /etc/netns
mount -t tmpfs tmpfs /etc/netns
systemd-notify --ready
systemctl is-system-running --wait
modprobe virtio_console
udevadm settle
cd /srv/nm-cellular
export LANG=C.UTF-8 PYTHONDONTWRITEBYTECODE=1
exec /usr/bin/python3 -m tests.board.steps
"""


class Board:
    """`disk` is its own, `out` the directory that it shares as /srv/out, with what its console said."""

    def __init__(self, image: Path, disk: Path, boot_partition: BootPartition, out: Path) -> None:
        self.boot_partition = boot_partition
        self.out = out
        self._image = image
        self.disk = disk
        self._qemu: subprocess.Popen[bytes] | None = None
        self._port: socket.SocketIO | None = None

    def power_on(self, command: str = _TAKE_STEPS) -> None:
        """A shell script that begins before udev does; it is to say soon that the boot may go on."""
        (self.out / "command").write_text(command)
        self._socket.unlink(missing_ok=True)
        self._qemu = subprocess.Popen(self._argv(), stdin=subprocess.DEVNULL)

    def boot(self) -> None:
        """Power on, and wait until it takes steps."""
        self.power_on()
        self._port = self._connected()
        assert receive(self._port) == "ready"

    def boot_with(self, cellular_conf: str) -> None:
        """Boot with this on the boot partition, as an editor on Windows saves it."""
        self.boot_partition.write("cellular.conf", cellular_conf.replace("\n", "\r\n").encode("utf-8-sig"))
        self.boot()

    def inside(self, step: Callable[Concatenate[System, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What a function returns on the board."""
        assert self._port, "the board is off"
        assert not kwargs, "steps have positional arguments"
        send(self._port, (step, args))
        went_well, value = receive(self._port)
        assert went_well, f"on the board:\n{value}"
        return value  # type: ignore[no-any-return]

    def run(self, *argv: str) -> str:
        """What a program on the board says that must not fail."""
        return self.inside(System.run, *argv)

    def shut_down(self) -> None:
        self.run("systemctl", "--no-block", "poweroff")
        self._wait_until_off()

    def reboot(self) -> None:
        self.shut_down()
        self.boot()

    def cut_power(self) -> None:
        """What is not on its disk yet is lost."""
        if self._qemu:
            self._qemu.kill()
        self._wait_until_off()

    def wait_for_file(self, name: str) -> Path:
        """In `out`, while the board has power."""
        file = self.out / name
        deadline = time.monotonic() + PATIENCE
        while not file.exists():
            assert self._qemu, "the board is off"
            assert self._qemu.poll() is None, f"the board has stopped: {self._console}"
            assert time.monotonic() < deadline, f"no {name}: {self._console}"
            time.sleep(0.002)
        return file

    def _wait_until_off(self) -> None:
        if self._port:
            self._port.close()
        if self._qemu:
            self._qemu.wait(PATIENCE)
        self._port = self._qemu = None

    @property
    def _console(self) -> str:
        console = self.out / "console.log"
        return console.read_text(errors="replace")[-2000:] if console.exists() else ""

    @property
    def _socket(self) -> Path:
        return self.out / "port"

    def _connected(self) -> socket.SocketIO:
        self.wait_for_file(self._socket.name)
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(PATIENCE)
        wait_for(lambda: connection.connect_ex(str(self._socket)) == 0, what="QEMU listens")
        # One that is buffered in both directions at once is of another type.
        return connection.makefile("rwb", buffering=0)

    def _argv(self) -> list[str]:
        return [
            *hardware(self._image, self.out),
            *("-drive", f"file={self.disk},format=qcow2,if=virtio"),
            *("-drive", f"file={self.boot_partition.disk},format=raw,if=virtio"),
            *("-serial", f"file:{self.out}/console.log", "-serial", f"file:{self.out}/steps.log"),
            *("-chardev", f"socket,path={self._socket},server=on,wait=off,id=steps"),
            *("-device", "virtio-serial", "-device", f"virtserialport,chardev=steps,name={PORT}"),
        ]
