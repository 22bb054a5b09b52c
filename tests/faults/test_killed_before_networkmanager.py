"""kill -9 between the last change of a file and the call to NetworkManager: the next run makes up for it."""

from __future__ import annotations

import shutil

import pytest

from tests.lab import BOOT, Lab

from .image import REPOSITORY

_PROGRAMS = ("strace", "dbus-daemon", "NetworkManager", "ModemManager", "unshare")
_APPLY = ["/usr/bin/python3", "-m", "nm_cellular", "apply"]
_ENVIRONMENT = {"PYTHONPATH": str(REPOSITORY)}

# busctl is the only program that apply starts, and vfork how Python starts one.
_KILLED = ["strace", "-o", "/dev/null", "-e", "trace=vfork", "-e", "inject=vfork:signal=KILL:when=1"]

pytestmark = pytest.mark.skipif(not all(map(shutil.which, _PROGRAMS)), reason="strace or a daemon is not installed")


def _write(lab: Lab, *names: str) -> None:
    (lab.path(BOOT) / "cellular.conf").write_text("".join(f"[{name}]\napn = {name}\n" for name in names))


def _known(lab: Lab) -> set[str]:
    return set(lab.run(["nmcli", "-t", "-f", "NAME", "connection"]).stdout.split())


def test_networkmanager_learns_of_it_from_the_next_run() -> None:
    with Lab() as lab:
        _write(lab, "one", "two")
        assert lab.run([*_KILLED, *_APPLY], env=_ENVIRONMENT, check=False).returncode == -9
        assert not {"one", "two"} & _known(lab)
        lab.run(_APPLY, env=_ENVIRONMENT)
        assert {"one", "two"} <= _known(lab)

        _write(lab, "one")
        assert lab.run([*_KILLED, *_APPLY], env=_ENVIRONMENT, check=False).returncode == -9
        assert "two" in _known(lab)
        lab.run(_APPLY, env=_ENVIRONMENT)
        assert "two" not in _known(lab)
