"""A boot partition with the file system that boot partitions have, written from Windows."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from .disks import Disk, made, mounted
from .image import new_image

_CONF = "[giffgaff]\napn = giffgaff.com\nusername = giffgaff\npassword = Horse-Battery-7\n# the SIM's\nPIN = 90817263\n"
_MOVED = "# {0} was moved into {1}; write {0} = ... to replace it, delete this line to forget it"


def _moved(text: str) -> str:
    """The text as it stands when its secrets are out."""
    text = text.replace("password = Horse-Battery-7", _MOVED.format("password", "NetworkManager's profile"))
    return text.replace("PIN = 90817263", _MOVED.format("pin", "a file of nm-cellular's for root alone"))


@contextmanager
def _vfat(root: Path) -> Iterator[Disk]:
    """The kernel's vfat over the boot directory; where the kernel has none, FUSE's, if that is installed."""
    source = made(root.with_suffix(".vfat"), 40960, "mkfs.vfat", "-F", "32")
    boot = root / "boot"
    with mounted(root, "none", "bind", str(root)) as disk:
        if "\tvfat\n" in Path("/proc/filesystems").read_text():
            disk.namespace.mount(f"{source} {boot} vfat loop,fmask=0022,dmask=0022 0 0\n")
        elif shutil.which("fusefat"):
            disk.namespace.run(["fusefat", "-o", "rw+", source, str(boot)])
        else:
            pytest.skip("the kernel has no vfat, and fusefat is not installed")
        if not _renames_over_a_file(disk):
            pytest.skip("this fusefat cannot rename over a file, as 0.3 of Debian 13")
        yield disk


def _renames_over_a_file(disk: Disk) -> bool:
    for name in ("old", "new"):
        (disk.seen.boot / name).touch()
    try:
        (disk.seen.boot / "new").rename(disk.seen.boot / "old")
    except FileExistsError:
        return False
    (disk.seen.boot / "old").unlink()
    return True


@pytest.fixture
def card(tmp_path: Path) -> Iterator[Disk]:
    if not shutil.which("mkfs.vfat"):
        pytest.skip("mkfs.vfat (dosfstools) is not installed")
    image = new_image(tmp_path / "root")
    image.keyfiles.rmdir()
    with _vfat(image.root) as disk:
        yield disk


@pytest.mark.parametrize(
    ("encoding", "line_end"),
    [("utf-8", "\n"), ("utf-8", "\r\n"), ("utf-8-sig", "\r\n"), ("utf-16", "\r\n"), ("utf-16-be", "\r\n")],
)
def test_moving_secrets_keeps_encoding_and_line_ends(card: Disk, encoding: str, line_end: str) -> None:
    card.seen.conf.write_bytes(_CONF.replace("\n", line_end).encode(encoding))
    done = card.run("--move-secrets")
    assert done.returncode == 0, done.stderr
    assert card.seen.conf.read_bytes() == _moved(_CONF).replace("\n", line_end).encode(encoding)
    assert card.seen.temporaries() == []
    (profile,) = card.seen.installed().values()
    assert b"password=Horse-Battery-7\n" in profile
    assert b"90817263" not in profile
    assert "90817263" in card.seen.kept_pins.read_text()


def test_the_next_runs_keep_the_moved_secrets(card: Disk) -> None:
    card.seen.conf.write_bytes(_CONF.replace("\n", "\r\n").encode("utf-16"))
    assert card.run("--move-secrets").returncode == 0
    installed = card.seen.installed()
    for _ in range(2):
        done = card.run()
        assert done.returncode == 0
        assert "1 unchanged" in done.stdout
    assert card.seen.installed() == installed


def test_a_card_that_is_read_only_keeps_its_secrets_and_says_so(card: Disk) -> None:
    card.seen.conf.write_text(_CONF)
    card.namespace.run(["mount", "-o", "remount,bind,ro", str(card.inside.boot)])
    done = card.run("--move-secrets")
    assert done.returncode == 1
    assert "could not be moved out: Read-only file system" in done.stderr
    assert card.seen.conf.read_text() == _CONF
    assert len(card.seen.installed()) == 1


@pytest.mark.parametrize("name", ["CELLULAR.CONF", "Cellular.conf"])
def test_a_name_in_upper_case_is_the_same_profile(card: Disk, name: str) -> None:
    card.seen.conf.write_text(_CONF)
    assert card.run().returncode == 0
    installed = card.seen.installed()
    card.seen.conf.rename(card.seen.boot / "x")
    (card.seen.boot / "x").rename(card.seen.boot / name)
    done = card.run()
    assert done.returncode == 0, done.stderr
    assert list(card.seen.installed()) == list(installed)


def test_init_and_import_write_to_a_card_that_knows_no_modes(card: Disk) -> None:
    """vfat refuses to set a mode."""
    boot, conf = str(card.inside.boot), card.seen.conf
    conf.unlink(missing_ok=True)
    for argv in (
        ["init", "--yes", "--apn", "web", "--boot", boot],
        ["import", "--force", "-o", str(card.inside.conf), "--", *_OLD],
    ):
        done = card.namespace.run(["/usr/bin/python3", "-m", "nm_cellular", *argv], env=_ENVIRONMENT, check=False)
        assert done.returncode == 0, done.stderr
        assert "apn = web\n" in conf.read_text()
        assert card.seen.temporaries() == []


_OLD = ["quectel-CM", "-4", "-6", "-s", "web"]
_ENVIRONMENT = {"PYTHONPATH": str(Path(__file__).resolve().parents[2])}
