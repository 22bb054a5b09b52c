"""Serves the steps of a scenario on the board, one after the other: the other end of board.py.

Both ends have the same checkout, so that a step is a function's name and its arguments, as pickle has them.
"""

from __future__ import annotations

import pickle
import subprocess
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import RawIOBase
from typing import Any

from tests.vm.isp import in_isp, isp
from tests.vm.system import System
from tests.vm.usb.hub import hub

PORT = "nm-cellular"
"""The virtual serial port's name."""

_LENGTH = 4
"""Bytes, ahead of each message."""


def send(stream: RawIOBase, message: object) -> None:
    data = pickle.dumps(message)
    data = len(data).to_bytes(_LENGTH, "big") + data
    while data:
        data = data[stream.write(data) or 0 :]


def receive(stream: RawIOBase) -> Any:
    """Raises EOFError."""
    length = int.from_bytes(_read(stream, _LENGTH), "big")
    return pickle.loads(_read(stream, length))


def _read(stream: RawIOBase, length: int) -> bytes:
    data = b""
    while len(data) < length:
        if not (more := stream.read(length - len(data))):
            raise EOFError
        data += more
    return data


def take(system: System, step: Callable[..., Any], arguments: tuple[Any, ...]) -> tuple[bool, Any]:
    """What came of it: whether it went well, and its value or why not."""
    try:
        return True, step(system, *arguments)
    except Exception:  # noqa: BLE001  whatever it is, the test at the other end shows it
        return False, traceback.format_exc()


@contextmanager
def web_server() -> Iterator[None]:
    """In the operator's network, for both families."""
    serving = subprocess.Popen(
        in_isp("/usr/bin/python3 -m http.server --bind :: --directory /srv/out 80"),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        serving.terminate()
        serving.wait()


def main() -> None:
    with isp(), web_server(), hub() as made, open(f"/dev/virtio-ports/{PORT}", "r+b", buffering=0) as port:
        system = System(made)
        send(port, "ready")
        while True:
            send(port, take(system, *receive(port)))


if __name__ == "__main__":
    main()
