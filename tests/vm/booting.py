"""The virtual machine's boot, which waits for what is installed and plugged in: see scenario.service."""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Sequence
from pathlib import Path

from tests.lab import Modem
from tests.vm.system import System
from tests.vm.usb import Hub
from tests.vm.usb.stick import Model

_INSTALL = Path(__file__).resolve().parent / "install"


def boot(
    hub: Hub, installed: Sequence[str], boot_file: str = "", plugged: Sequence[tuple[Model, Modem]] = ()
) -> System:
    """The machine when it has booted; `installed` are the arguments of tests/vm/install."""
    system = System(hub)
    system.write_boot_file(boot_file)
    subprocess.run([_INSTALL, *installed], check=True)
    for number, (model, modem) in enumerate(plugged):
        system.plug(model, modem, number)
    _let_it_go_on()
    subprocess.run(["systemctl", "is-system-running", "--wait"], check=False, stdout=subprocess.DEVNULL)
    return system


def _let_it_go_on() -> None:
    """As systemd-notify(1)."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notifying:
        notifying.sendto(b"READY=1", os.environ["NOTIFY_SOCKET"])
