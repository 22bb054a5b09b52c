"""udev rules for the sticks that a user describes: written by apply where they are needed, and read by udev."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from nm_cellular.__main__ import main
from nm_cellular.modeswitch import sources, udev_rules
from nm_cellular.modeswitch.known import profiles
from nm_cellular.modeswitch.reading import read

from . import udevs_answer

UDEV = Path(__file__).resolve().parents[2] / "packaging/udev"
RULES = "etc/udev/rules.d/38-nm-cellular-sticks.rules"
MINE = "[modeswitch 05c6:1000]\nproduct = *GT*\nmodem = 1e0e:9001\nmodem-by = StandardEject\n"


def rules(content: str) -> list[str]:
    shipped = sources.shipped()
    made = udev_rules.rules(profiles(shipped, read("mine.conf", content.encode())).profiles, profiles(shipped).profiles)
    return [line for line in made.splitlines() if line and not line.startswith("#")]


def test_what_the_shipped_database_has_needs_no_rule() -> None:
    assert rules("") == []
    assert rules("[12d1:15ca]\nprefer = ethernet\n[12d1:14fe]\nsettle = 3\n") == []


def test_a_stick_that_shall_stay_as_it_is_is_left_to_whoever_has_it() -> None:
    assert rules("[05c6:1000]\nprefer = none\n") == []


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A root directory with a boot directory in it."""
    (tmp_path / "boot").mkdir()
    return tmp_path


def apply(root: Path, conf: str, monkeypatch: pytest.MonkeyPatch, *options: str) -> int:
    (root / "boot/cellular.conf").write_text(conf)
    words = ["apply", "--quiet", "--root", str(root), "--boot", str(root / "boot"), *options]
    monkeypatch.setattr("sys.argv", ["nm-cellular", *words])
    return main()


def test_apply_writes_them_once_and_takes_them_away_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert apply(root, MINE, monkeypatch) == 0
    path = root / RULES
    assert path.stat().st_mode & 0o777 == 0o644
    first = path.stat()
    assert apply(root, MINE + "# a comment\n", monkeypatch) == 0
    assert path.stat().st_ino == first.st_ino
    assert apply(root, "# nothing\n", monkeypatch) == 0
    assert not path.exists()


def test_nobody_else_gets_a_file(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    apply(root, "[home]\napn = internet\n[modeswitch 12d1:15ca]\nprefer = ethernet\n", monkeypatch)
    assert not (root / "etc/udev").exists()


def test_they_stay_while_something_is_wrong_with_what_was_written(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    apply(root, MINE, monkeypatch)
    assert apply(root, MINE + "timeout = long\n", monkeypatch) == 3
    assert (root / RULES).exists()


def test_a_file_of_sticks_that_is_new_is_noticed_though_the_boot_files_are_the_same(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    apply(root, "[home]\napn = internet\n", monkeypatch)
    mine = root / "etc/nm-cellular/modeswitch.d/mine.conf"
    mine.parent.mkdir(parents=True)
    mine.write_text(MINE.replace("modeswitch ", ""))
    apply(root, "[home]\napn = internet\n", monkeypatch)
    assert (root / RULES).exists()
    (root / RULES).unlink()
    apply(root, "[home]\napn = internet\n", monkeypatch)
    assert (root / RULES).exists()


def test_a_dry_run_writes_none(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    apply(root, MINE, monkeypatch, "--dry-run")
    assert not (root / RULES).exists()


TREE = r"""P: /devices/usb1/1-1
N: bus/usb/001/005
E: DEVTYPE=usb_device
E: SUBSYSTEM=usb
A: idVendor=05c6\n
A: idProduct=1000\n
A: bcdDevice=0102\n
A: manufacturer=Somebody\n
A: product={product}\n
"""


def seen_by_udev(root: Path, product: str) -> list[str]:
    """What udev makes of such a stick, by the installed rules, ours, and those in the root directory."""
    if os.geteuid() or not all(map(shutil.which, ("umockdev-run", "unshare", "udevadm"))):
        pytest.skip("needs root, umockdev and udev")
    etc = root / "etc/udev"
    shutil.copy(UDEV / "39-nm-cellular.rules", etc / "rules.d")
    (root / "tree").write_text(TREE.replace("{product}", product))
    script = f"mount -t tmpfs none /run && mount --bind {etc} /etc/udev && umockdev-run -d {root}/tree --"
    script += " udevadm test -a add /sys/devices/usb1/1-1 2>&1"
    done = subprocess.run(["unshare", "--mount", "sh", "-c", script], check=True, capture_output=True, text=True)
    return udevs_answer.lines(done.stdout)


def test_udev_starts_the_switching_of_such_a_stick_and_of_no_other(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    apply(root, MINE, monkeypatch)
    lines = seen_by_udev(root, "Mobile GT 300")
    assert {"SYSTEMD_WANTS=nm-cellular-switch@1-1.service", "ID_MM_DEVICE_IGNORE=1"} <= set(lines)
    assert not any("SYSTEMD_WANTS" in line for line in seen_by_udev(root, "Flash Disk"))
