"""A program on a terminal of its own, at which somebody types."""

from __future__ import annotations

import os
import pty
import select
from collections.abc import Sequence
from subprocess import Popen

from tests.lab.namespace import Namespace

_PATIENCE = 20.0


class Terminal:
    """What the program shows, and echoes of what is typed, collect in `screen`."""

    def __init__(self, namespace: Namespace, argv: Sequence[str], env: dict[str, str]) -> None:
        self._ours, theirs = pty.openpty()
        # The terminal of whoever runs the tests would be asked, if it controlled the program.
        argv = ["setsid", "--ctty", "--wait", *argv]
        self.process: Popen[str] = namespace.popen(argv, env=env, stdin=theirs, stdout=theirs, stderr=theirs)
        os.close(theirs)
        self.screen = ""

    def type(self, line: str, *, at: str) -> None:
        """Type that line at that prompt, which has to come first."""
        self._read_until(at)
        os.write(self._ours, f"{line}\n".encode())

    def end(self) -> int:
        """The program's exit status, when all that it shows has been read."""
        self._read_until(None)
        os.close(self._ours)
        return self.process.wait(_PATIENCE)

    def _read_until(self, text: str | None) -> None:
        begin = len(self.screen)
        while text is None or text not in self.screen[begin:]:
            if not select.select([self._ours], [], [], _PATIENCE)[0]:
                raise TimeoutError(f"no {text!r} within {_PATIENCE:g} s on {self.screen!r}")
            try:
                shown = os.read(self._ours, 4096)
            except OSError:  # Linux says EIO where nobody has the other end any more
                shown = b""
            if not shown:
                if text is None:
                    return
                raise EOFError(f"ended before {text!r}: {self.screen!r}")
            self.screen += shown.decode()
