"""Others who act at the same time: a second apply, an editor, a card that is pulled out."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from pathlib import Path

import pytest

from .image import ENVIRONMENT, Image, new_image

_CONF = "[one]\napn = one\npassword = Horse-Battery-7\n[two]\napn = two\n"


@pytest.fixture
def image(tmp_path: Path) -> Image:
    return new_image(tmp_path / "root", _CONF)


def test_many_runs_at_once_end_as_one_does(image: Image, tmp_path: Path) -> None:
    alone = image.copy(tmp_path / "alone")
    alone.apply("--move-secrets")
    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(lambda _: image.run("--move-secrets"), range(8)))
    assert {each.returncode for each in done} <= {0, 1}
    assert not any("Traceback" in each.stderr for each in done)
    image.apply("--move-secrets")
    assert image.installed() == alone.installed()
    assert image.boot_files() == alone.boot_files()
    assert image.temporaries() == []


def test_a_run_waits_for_the_one_that_holds_the_directory(image: Image) -> None:
    holder = os.open(image.profiles, os.O_RDONLY)
    fcntl.flock(holder, fcntl.LOCK_EX)
    with subprocess.Popen(image.argv(), env=ENVIRONMENT, stdout=subprocess.DEVNULL) as run:
        _until(lambda: _waits_for_a_lock(run.pid))
        assert image.installed() == {}
        os.close(holder)
    assert run.returncode == 0
    assert len(image.installed()) == 2


def test_an_edit_while_a_run_waits_is_taken_up_by_the_next_run(image: Image) -> None:
    """The run has looked at the boot files before; what it remembers is what it had seen then."""
    holder = os.open(image.profiles, os.O_RDONLY)
    fcntl.flock(holder, fcntl.LOCK_EX)
    with subprocess.Popen(image.argv(), env=ENVIRONMENT, stdout=subprocess.DEVNULL) as run:
        _until(lambda: _waits_for_a_lock(run.pid))
        image.conf.write_text(_CONF.replace("apn = one", "apn = edited"))
        os.close(holder)
    image.apply()
    assert b"apn=edited\n" in image.installed()["one.nmconnection"]


def test_an_edit_while_a_run_ends_is_taken_up_by_the_next_run(image: Image) -> None:
    """A run whose output nobody reads has read and written all that it wanted."""
    reader, writer = _full_pipe()
    with subprocess.Popen(image.argv(), env=ENVIRONMENT | {"PYTHONUNBUFFERED": "1"}, stdout=writer) as run:
        os.close(writer)
        _until(lambda: len(image.installed()) == 2)
        image.conf.write_text(_CONF.replace("apn = one", "apn = edited"))
        while os.read(reader, 1 << 16):
            pass
    os.close(reader)
    assert run.returncode == 0
    image.apply()
    assert b"apn=edited\n" in image.installed()["one.nmconnection"]


def _full_pipe() -> tuple[int, int]:
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    with suppress(BlockingIOError):
        while True:
            os.write(writer, bytes(1 << 12))
    os.set_blocking(writer, True)
    return reader, writer


def test_an_edit_between_reading_and_moving_is_not_overwritten(image: Image) -> None:
    """The boot directory's lock holds the run at the very place between the two."""
    edited = _CONF + "[three]\napn = three\n"
    holder = os.open(image.boot, os.O_RDONLY)
    fcntl.flock(holder, fcntl.LOCK_EX)
    with subprocess.Popen(
        image.argv("--move-secrets"), env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as run:
        _until(lambda: _waits_for_a_lock(run.pid))
        image.conf.write_text(edited)
        os.close(holder)
        assert run.stderr
        assert "somebody has changed it meanwhile" in run.stderr.read()
    assert run.returncode == 1
    assert image.conf.read_text() == edited
    image.apply("--move-secrets")
    assert "Horse" not in image.conf.read_text()
    assert len(image.installed()) == 3


def test_a_boot_directory_that_vanishes_removes_nothing(image: Image) -> None:
    image.apply()
    installed = image.installed()
    image.conf.write_text(_CONF + "[three]\napn = three\n")
    holder = os.open(image.profiles, os.O_RDONLY)
    fcntl.flock(holder, fcntl.LOCK_EX)
    with subprocess.Popen(
        image.argv(), env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as run:
        _until(lambda: _waits_for_a_lock(run.pid))
        shutil.rmtree(image.boot)
        os.close(holder)
        assert run.stderr
        assert "/boot: error: " in run.stderr.read()
    assert run.returncode == 3
    assert image.installed() == installed


def test_files_that_come_or_go_at_any_moment_of_a_run_are_right_after_the_next(image: Image) -> None:
    keyfiles = [image.keyfiles / name for name in ("a", "b", "c", "d")]
    with ThreadPoolExecutor(1) as pool:
        for tenth in range(10):
            run = pool.submit(image.run)
            wait([run], timeout=0.03 * tenth)
            for path in keyfiles:
                path.unlink() if path.exists() else path.write_text("[connection]\ntype=gsm\n[gsm]\napn=x\n")
            assert run.result().returncode in (0, 3)
            assert "Traceback" not in run.result().stderr
            image.apply()
            there = [path.name for path in keyfiles if path.exists()]
            assert sorted(image.installed()) == [f"{name}.nmconnection" for name in (*there, "one", "two")]


def _waits_for_a_lock(pid: int) -> bool:
    return f" {pid} " in "".join(line for line in Path("/proc/locks").read_text().splitlines() if "->" in line)


def _until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.01)
