"""nm-cellular-report.service on a real systemd: what a boot that went wrong leaves on the boot partition."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nm_cellular.boot_report import PAGE, TEXT
from tests.vm.system import BOOT, System

INSTALLED = ("units",)

PASSWORD = "correct-horse-battery"
MISTAKEN = f"[home]\napn = my apn\nusername = somebody\npassword = {PASSWORD}\n"
BOOT_FILE = MISTAKEN

APPLY, REPORT = "nm-cellular-apply.service", "nm-cellular-report.service"
LARGEST = {TEXT: 10_000, PAGE: 300_000}
"""Bytes: of a page for a telephone, and of what fits on a screen or two."""


def state(system: System, unit: str) -> str:
    return system.run("systemctl", "show", "--property=ActiveState", "--value", unit).strip()


def reported(system: System) -> int:
    """When the report's unit ended, in microseconds since the machine was started; 0 while it runs, or has not run."""
    return int(system.run("systemctl", "show", "--property=ExecMainExitTimestampMonotonic", "--value", REPORT))


def fail_again(system: System) -> None:
    """`apply`, as at the next boot."""
    before = reported(system)
    subprocess.run(["systemctl", "restart", APPLY], check=False, stderr=subprocess.DEVNULL)
    assert state(system, APPLY) == "failed"
    system.wait_for(lambda: reported(system) > before, "a report")


def test_a_boot_with_a_mistaken_file_leaves_a_report_without_secrets(system: System) -> None:
    system.wait_for(lambda: reported(system), "the report")
    assert (state(system, APPLY), state(system, REPORT)) == ("failed", "inactive")
    text, page = (BOOT / TEXT).read_bytes(), (BOOT / PAGE).read_text()
    assert b"error: boot-file" in text
    assert b"cellular.conf:2" in text
    assert text.isascii()
    assert b"\r\n" in text
    for written in (text.decode(), page):
        assert PASSWORD not in written
        assert "somebody" not in written


def test_the_unit_sees_what_root_sees(system: System) -> None:
    """However confined it is."""
    assert "Not seen" not in (BOOT / PAGE).read_text()
    assert "not seen" not in (BOOT / TEXT).read_text()
    assert "nm-cellular" in (BOOT / PAGE).read_text().partition("What the logs say")[2]


def test_the_same_trouble_at_the_next_boot_writes_nothing(system: System) -> None:
    before = {name: (BOOT / name).stat() for name in (TEXT, PAGE)}
    fail_again(system)
    for name, earlier in before.items():
        now = (BOOT / name).stat()
        assert (now.st_ino, now.st_mtime_ns) == (earlier.st_ino, earlier.st_mtime_ns)


def test_a_file_with_a_thousand_mistakes_makes_no_large_report(system: System) -> None:
    system.write_boot_file("".join(f"[home{number}]\napn = my apn {number}\n" for number in range(1000)))
    fail_again(system)
    for name, largest in LARGEST.items():
        assert (BOOT / name).stat().st_size <= largest
    assert b"and 9" in (BOOT / TEXT).read_bytes()


@contextmanager
def mounted(system: System, directory: Path) -> Iterator[None]:
    """A boot partition of its own, with the mistaken file."""
    directory.mkdir(exist_ok=True)
    system.run("mount", "-t", "tmpfs", "tmpfs", str(directory))
    (directory / "cellular.conf").write_text(MISTAKEN)
    try:
        yield
    finally:
        system.run("umount", str(directory))


def test_a_boot_partition_that_cannot_be_written_is_told_of_in_the_journal(system: System) -> None:
    with mounted(system, BOOT):
        system.run("mount", "-o", "remount,ro", str(BOOT))
        fail_again(system)
        assert state(system, REPORT) == "failed"
        assert f"{BOOT}/{PAGE}: Read-only file system" in system.journal(REPORT)
        assert "Traceback" not in system.journal(REPORT)
        assert [file.name for file in BOOT.iterdir()] == ["cellular.conf"]


def test_raspberry_pi_os_has_it_in_its_own_directory(system: System) -> None:
    firmware = BOOT / "firmware"
    with mounted(system, firmware):
        fail_again(system)
        assert sorted(file.name for file in firmware.iterdir()) == ["cellular.conf", PAGE, TEXT]
    firmware.rmdir()


def test_once_the_file_is_right_apply_succeeds_and_the_report_is_gone(system: System) -> None:
    system.write_boot_file("[home]\napn = internet\n")
    system.run("systemctl", "restart", APPLY)
    assert state(system, APPLY) in ("active", "inactive")
    assert not any((BOOT / name).exists() for name in (TEXT, PAGE))
