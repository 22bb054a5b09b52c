"""Mount, network, pid and host-name namespaces that end with the process that made them."""

from __future__ import annotations

import ctypes
import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from subprocess import DEVNULL, PIPE, CompletedProcess, Popen
from typing import IO

_FIRST = ("unshare", "--mount", "--net", "--uts", "--mount-proc", "cat")
_ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8"}
_CLONE_NEWPID = 0x20000000
_libc = ctypes.CDLL(None, use_errno=True)

Stream = IO[str] | int


class Namespace:
    """A place apart, with mounts and interfaces of its own, in which programs run.

    Its first process is a `cat` that reads a pipe which we hold. However we end, a SIGKILL included, the
    pipe closes and `cat` ends; then the kernel kills all other processes of the pid namespace, and mounts,
    interfaces and abstract sockets go with the last of them. So nothing is ever left to clean up.
    """

    def __init__(self, first: Popen[str]) -> None:
        self._first = first
        self._children: list[Popen[str]] = []

    def path(self, inside: str | Path) -> Path:
        """The path by which a process outside reaches the file that is at `inside` in the namespace."""
        return Path(f"/proc/{self._first.pid}/root{inside}")

    def popen(
        self,
        argv: Sequence[str],
        *,
        env: Mapping[str, str] | None = None,
        cwd: str | None = None,
        stdin: Stream = DEVNULL,
        stdout: Stream | None = None,
        stderr: Stream | None = None,
    ) -> Popen[str]:
        """Start a program inside. The child is the program itself: its signals and its status are direct.

        Without `cwd` (a directory inside), the program starts in the directory in which we started.
        """
        enter = ["nsenter", "--target", str(self._first.pid), "--mount", "--net", "--uts", "--root"]
        directory = f"--wd={self.path(cwd)}" if cwd else "--wd"
        with open(f"/proc/{self._first.pid}/ns/pid", "rb") as pids, _births_in(_libc.setns, pids.fileno(), 0):
            child = Popen(
                [*enter, directory, "--", *argv],
                env=_ENVIRONMENT | dict(env or {}),
                stdin=stdin,
                stdout=stdout,
                stderr=stderr,
                text=True,
            )
        self._children.append(child)
        return child

    def run(
        self,
        argv: Sequence[str],
        *,
        input: str | None = None,
        env: Mapping[str, str] | None = None,
        check: bool = True,
        timeout: float = 60.0,
    ) -> CompletedProcess[str]:
        """Run a program inside to its end; `timeout` is in seconds.

        With `check`, a status other than 0 is a CalledProcessError with the program's output as a note.
        """
        with self.popen(argv, env=env, stdin=PIPE, stdout=PIPE, stderr=PIPE) as child:
            try:
                stdout, stderr = child.communicate(input, timeout)
            except BaseException:
                child.kill()
                raise
        completed = CompletedProcess(argv, child.returncode, stdout, stderr)
        if check:
            _check(completed)
        return completed

    def mount(self, fstab: str) -> None:
        """Mount what the text says, which is written as in fstab(5).

        Every source needs a name of its own: mount takes a `tmpfs` on /run for the host's, and skips it.
        """
        with tempfile.TemporaryFile("w+") as file:
            file.write(fstab)
            file.seek(0)
            mount = self.popen(["mount", "--all", "--fstab", "/dev/stdin"], stdin=file)
            if mount.wait():
                raise OSError(f"mount ended with status {mount.returncode}")

    def reap(self) -> None:
        """Wait for all programs; before that, the kernel does not let the first process go."""
        for child in self._children:
            child.wait()


@contextmanager
def new_namespace() -> Iterator[Namespace]:
    with _births_in(_libc.unshare, _CLONE_NEWPID):
        first = Popen(_FIRST, stdin=PIPE, stdout=PIPE, text=True)
    with first:
        namespace = Namespace(first)
        assert first.stdin
        assert first.stdout
        print("ready?", file=first.stdin, flush=True)
        if not first.stdout.readline():
            raise OSError("no namespaces can be made here: root is needed, and / must be a mount point")
        try:
            yield namespace
        finally:
            first.stdin.close()
            namespace.reap()


@contextmanager
def _births_in(choose: Callable[..., int], *arguments: int) -> Iterator[None]:
    """For a moment, the children of this thread are born in the pid namespace that the system call chooses.

    Programs that unshare(1) and nsenter(1) fork would be our grandchildren, out of reach for signals; and
    os.unshare and os.setns came with Python 3.12, while Debian 12 has 3.11.
    """
    with open("/proc/thread-self/ns/pid_for_children", "rb") as ours:
        _call(choose, *arguments)
        try:
            yield
        finally:
            _call(_libc.setns, ours.fileno(), 0)


def _call(function: Callable[..., int], *arguments: int) -> None:
    if function(*arguments):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def _check(completed: CompletedProcess[str]) -> None:
    try:
        completed.check_returncode()
    except subprocess.CalledProcessError as error:
        error.add_note(f"stdout: {completed.stdout}\nstderr: {completed.stderr}")
        raise
