"""A full disk and a read-only root: nothing changes, and the one sentence says what to do."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from .disks import Disk, made, mounted
from .image import new_image

_CONF = "".join(f"[{name}]\napn = {name}\npassword = Horse-Battery-7\n" for name in ("one", "two", "three"))
_OTHER = _CONF.replace("apn = ", "apn = other.")


def _tmpfs(root: Path) -> AbstractContextManager[Disk]:
    return mounted(root, "tmpfs", "size=128k,mode=755")


def _ext4(root: Path) -> AbstractContextManager[Disk]:
    if not shutil.which("mkfs.ext4") or not Path("/dev/loop-control").exists():
        pytest.skip("no mkfs.ext4, or no loop devices")
    source = made(root.with_suffix(".ext4"), 512, "mkfs.ext4", "-q", "-b", "4096", "-O", "^has_journal", "-m", "0")
    return mounted(root, "ext4", "loop", source)


@pytest.fixture(params=[_tmpfs, _ext4], ids=["tmpfs", "ext4"])
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Disk]:
    with request.param(tmp_path / "root") as disk:
        image = new_image(disk.seen.root, _CONF)
        # Room for the key of the seals is not what is tested.
        key = image.root / "var/lib/nm-cellular/key"
        key.parent.mkdir(parents=True)
        key.write_bytes(bytes(32))
        yield disk


@pytest.mark.parametrize("spare", [0, 1, 2])
def test_a_disk_too_full_for_all_new_profiles_gets_none(disk: Disk, spare: int) -> None:
    disk.fill(spare=spare)
    done = disk.run()
    assert done.returncode == 1
    assert "No space left on device" in done.stderr
    assert "make room" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(disk.seen.profiles.iterdir()) == []


@pytest.mark.parametrize("spare", [0, 1, 2])
def test_a_disk_too_full_for_the_changes_keeps_the_old_profiles_and_the_boot_file(disk: Disk, spare: int) -> None:
    assert disk.run().returncode == 0
    before = disk.seen.installed()
    disk.seen.conf.write_text(_OTHER)
    disk.fill(spare=spare)
    done = disk.run("--move-secrets", "--json")
    assert done.returncode == 1
    assert "No space left on device" in json.loads(done.stdout)["errors"][0]["message"]
    assert disk.seen.installed() == before
    assert disk.seen.conf.read_text() == _OTHER
    assert disk.seen.temporaries() == []


def test_a_disk_with_room_for_the_profiles_alone_gets_them(disk: Disk) -> None:
    disk.fill(spare=3)
    done = disk.run()
    assert done.returncode == 0, done.stderr
    assert len(disk.seen.installed()) == 3
    assert disk.seen.temporaries() == []


def test_secrets_stay_in_the_boot_file_while_it_cannot_be_written(disk: Disk) -> None:
    disk.fill(spare=3)
    done = disk.run("--move-secrets")
    assert done.returncode == 1
    assert "could not be moved out: No space left on device" in done.stderr
    assert disk.seen.conf.read_text() == _CONF
    assert disk.seen.temporaries() == []
    (disk.seen.root / "stuffing").unlink()
    assert disk.run("--move-secrets").returncode == 0
    assert "Horse" not in disk.seen.conf.read_text()


def test_a_read_only_root_says_that_run_is_an_alternative(tmp_path: Path) -> None:
    image = new_image(tmp_path / "root", _CONF)
    (image.root / "run").mkdir()
    with mounted(image.root, "none", "bind,ro", str(image.root)) as disk:
        done = disk.run()
        assert done.returncode == 1
        assert "Read-only file system" in done.stderr
        assert "--runtime" in done.stderr
        disk.namespace.mount(f"run {image.root}/run ramfs mode=755 0 0\n")
        assert disk.run("--runtime").returncode == 0
        assert len(list((disk.seen.root / "run/NetworkManager/system-connections").iterdir())) == 3
    assert image.installed() == {}


def test_a_read_only_root_on_which_all_is_done_is_fine(tmp_path: Path) -> None:
    image = new_image(tmp_path / "root", _CONF)
    image.apply()
    shutil.rmtree(image.root / "var")
    with mounted(image.root, "none", "bind,ro", str(image.root)) as disk:
        done = disk.run()
        assert (done.returncode, done.stderr) == (0, "")
        assert "3 unchanged" in done.stdout


def test_a_full_disk_below_the_output_is_told_without_a_traceback(tmp_path: Path) -> None:
    image = new_image(tmp_path / "root", _CONF)
    with Path("/dev/full").open("w") as full:
        done = image.run(stdout=full.fileno())
    assert done.returncode == 1
    assert done.stderr == "nm-cellular: its output: No space left on device\n"
    assert len(image.installed()) == 3
