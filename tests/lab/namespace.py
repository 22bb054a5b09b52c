"""Network, mount, pid and host-name namespaces that end with the process that made them."""

from __future__ import annotations

import ctypes
import os
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

_libc = ctypes.CDLL(None, use_errno=True)

_FIRST = (
    *("unshare", "--mount", "--net", "--pid", "--uts", "--fork", "--kill-child", "--mount-proc"),
    "cat",
)
_ENVIRONMENT = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8"}

File = IO[bytes] | IO[str] | int | None


class Namespace:
    """A place apart, with mounts of its own, where programs run.

    Its first process is a `cat` that reads a pipe which we hold. However we end, a SIGKILL included, the
    pipe closes and `cat` ends; then the kernel kills all other processes of the pid namespace, and mounts,
    interfaces and abstract sockets go with the last of them. So nothing is ever left to clean up.
    """

    def __init__(self, first: subprocess.Popen[str]) -> None:
        self._first = first
        self._children: list[subprocess.Popen[str]] = []

    def path(self, inside: str | Path) -> Path:
        """The path by which a process outside reaches the file that is at `inside` in the namespace."""
        return Path(f"/proc/{self._first.pid}/root/{inside}")

    def popen(
        self,
        argv: Sequence[str],
        *,
        env: Mapping[str, str] | None = None,
        stdin: File = subprocess.DEVNULL,
        stdout: File = None,
        stderr: File = None,
    ) -> subprocess.Popen[str]:
        """Start a program inside; the child is the program itself, so its signals and status are direct."""
        nsenter = ("nsenter", "--target", str(self._first.pid), "--mount", "--net", "--uts", "--root", "--wd")
        with self._entered("pid_for_children"):
            child = subprocess.Popen(
                (*nsenter, "--", *argv),
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
    ) -> subprocess.CompletedProcess[str]:
        """Run a program inside to its end; a failure, if checked, carries the program's output as a note."""
        with self.popen(
            argv, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as child:
            try:
                stdout, stderr = child.communicate(input, timeout)
            except BaseException:
                child.kill()
                raise
        done = subprocess.CompletedProcess(argv, child.returncode, stdout, stderr)
        if check:
            _check(done)
        return done

    def listen(self, name: str) -> socket.socket:
        """A listening abstract unix socket of the namespace, without its leading NUL."""
        with self._entered("net"):
            listener = socket.socket(socket.AF_UNIX)
        listener.bind(f"\0{name}")
        listener.listen()
        return listener

    def mount(self, fstab: str) -> None:
        """Mount what the text says, which is written as in fstab(5).

        Its mounts need sources other than `sysfs` or `tmpfs`: mount takes those for the host's, and skips them.
        """
        with tempfile.TemporaryFile("w+") as file:
            file.write(fstab)
            file.seek(0)
            mount = self.popen(["mount", "--all", "--fstab", "/dev/stdin"], stdin=file)
        if mount.wait():
            raise OSError(f"mount ended with status {mount.returncode}")

    def wait(self) -> None:
        """Wait for all programs; the kernel lets the first process go only after them."""
        for child in self._children:
            child.wait()

    @contextmanager
    def _entered(self, kind: str) -> Iterator[None]:
        """This thread in the namespace of this kind; what it makes meanwhile belongs there for good."""
        with (
            open(f"/proc/thread-self/ns/{kind}", "rb") as ours,
            open(f"/proc/{self._first.pid}/ns/{kind}", "rb") as theirs,
        ):
            _setns(theirs)
            try:
                yield
            finally:
                _setns(ours)


@contextmanager
def new_namespace() -> Iterator[Namespace]:
    with subprocess.Popen(_FIRST, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as first:
        assert first.stdin and first.stdout
        print("ready", file=first.stdin, flush=True)
        if not first.stdout.readline():
            raise OSError("no namespaces can be made here: root is needed, and / must be a mount point")
        namespace = Namespace(first)
        try:
            yield namespace
        finally:
            first.stdin.close()
            namespace.wait()


def _setns(namespace: IO[bytes]) -> None:
    # os.setns came with Python 3.12; Debian 12 has 3.11.
    if _libc.setns(namespace.fileno(), 0):
        raise OSError(ctypes.get_errno(), f"setns: {os.strerror(ctypes.get_errno())}")


def _check(done: subprocess.CompletedProcess[str]) -> None:
    try:
        done.check_returncode()
    except subprocess.CalledProcessError as error:
        error.add_note(f"stdout: {done.stdout}\nstderr: {done.stderr}")
        raise
