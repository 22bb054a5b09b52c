"""`nm-cellular apply` in one process, on an image: what it installs, removes, keeps and says."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from nm_cellular.boot_report import TEXT

from .image import HOME, SECRET, Image, Ran, Run


def test_a_profile_is_installed_for_root_alone(image: Image) -> None:
    ran = image.apply()
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[-1] == "1 created"
    status = image.path("home.nmconnection").stat()
    assert (status.st_mode & 0o777, status.st_uid) == (0o600, os.geteuid())


def test_a_second_run_finds_nothing_to_do(image: Image) -> None:
    image.apply()
    ran = image.apply()
    assert (ran.code, ran.out.splitlines()[-1]) == (0, "1 unchanged")
    (image.root / "var/lib/nm-cellular/applied.json").unlink()
    assert image.actions() == [("unchanged", "home")]


def test_nothing_to_do_is_no_failure(image: Image) -> None:
    image.conf.write_text("# nothing yet\n")
    assert image.apply().code == 0


def test_config_errors_are_status_3_and_the_good_profiles_are_installed_all_the_same(image: Image) -> None:
    image.conf.write_text(f"[bad]\nanp = x\n{HOME}")
    ran = image.apply()
    assert ran.code == 3
    assert ran.err.splitlines() == [
        "/boot/cellular.conf:2:1: error: anp: there is no such key",
        "    did you mean `apn`?",
    ]
    assert list(image.profiles) == ["home.nmconnection"]


def test_a_report_of_what_went_wrong_stays_until_it_is_mended(image: Image) -> None:
    report = image.boot / TEXT
    report.write_text("cellular.conf:2: there is no such key")
    image.conf.write_text(f"[bad]\nanp = x\n{HOME}")
    image.apply()
    assert report.exists()
    image.conf.write_text(HOME)
    image.apply("--dry-run")
    assert report.exists()
    image.apply()
    assert not report.exists()


def test_a_missing_boot_directory_fails_and_removes_nothing(image: Image) -> None:
    image.apply()
    image.boot.rename(image.root / "gone")
    before = image.profiles
    assert image.apply().code in (1, 3)
    assert image.profiles == before


def test_no_boot_directory_at_all_is_a_failure(tmp_path: Path, run: Run) -> None:
    ran = run("apply", "--root", str(tmp_path))
    assert ran.code == 1
    assert "--boot" in ran.err


def test_the_usual_boot_directories_are_found(image: Image) -> None:
    ran = image.run("apply", "--root", str(image.root), "--nm-version", "1.42")
    assert (ran.code, list(image.profiles)) == (0, ["home.nmconnection"])


def test_an_empty_boot_directory_removes_nothing(image: Image) -> None:
    image.apply()
    image.conf.unlink()
    assert image.apply().code == 0
    assert list(image.profiles) == ["home.nmconnection"]


def test_what_is_gone_from_the_boot_directory_is_removed(image: Image) -> None:
    image.apply()
    image.conf.write_text("# nothing\n")
    assert image.actions() == [("remove", "home")]
    assert image.profiles == {}


@pytest.mark.parametrize("damage", [b"\xff\xfe\x00", b"[home\napn = internet\n", b"[home]\nanp = x\n", b"\x00"])
def test_a_damaged_file_keeps_what_was_installed_from_it(damage: bytes, image: Image) -> None:
    image.apply()
    before = image.profiles
    image.conf.write_bytes(damage)
    assert image.apply().code == 3
    assert image.profiles == before


def test_a_file_that_cannot_be_read_keeps_what_was_installed_from_it(image: Image) -> None:
    image.apply()
    image.conf.unlink()
    image.conf.mkdir()
    assert image.apply().code == 3
    assert list(image.profiles) == ["home.nmconnection"]


def test_another_boot_directory_removes_nothing_of_the_first(image: Image) -> None:
    image.apply()
    other = image.root / "mnt"
    other.mkdir()
    (other / "cellular.conf").write_text("[away]\napn = other\n")
    image.run("apply", "--root", str(image.root), "--boot", str(other), "--nm-version", "1.42")
    assert image.profiles.keys() == {"home.nmconnection", "away.nmconnection"}


def test_several_boot_directories_are_read(image: Image) -> None:
    other = image.root / "mnt"
    (other / "system-connections").mkdir(parents=True)
    (other / "system-connections/modem").write_text("[gsm]\napn=x\n")
    assert image.actions("--boot", str(other)) == [("create", "home"), ("create", "modem")]


def test_vfat_may_show_the_folder_of_keyfiles_in_upper_case(image: Image) -> None:
    folder = image.boot / "System-Connections"
    folder.mkdir()
    (folder / "modem").write_text("[gsm]\napn=x\n")
    assert ("create", "modem") in image.actions()
    (folder / "modem").write_text("[gsm]\napn=y\n")
    assert ("update", "modem") in image.actions()


def test_a_dry_run_shows_the_plan_and_a_diff_and_writes_nothing(image: Image) -> None:
    image.conf.write_text(SECRET)
    ran = image.apply("--dry-run")
    assert ran.code == 0
    assert "would be: 1 created" in ran.out
    assert "+apn=internet" in ran.out
    assert "+password=<hidden>" in ran.out
    assert "hunter2" not in ran.said
    assert "4711" not in ran.said
    assert {path.name for path in image.root.iterdir()} == {"boot"}


def test_a_dry_run_tells_of_errors_too(image: Image) -> None:
    image.conf.write_text("[home]\nanp = x\n")
    assert image.apply("--dry-run").code == 3


def test_the_json_is_all_that_is_printed(image: Image) -> None:
    image.conf.write_text(f"{SECRET}[bad]\npin = 12\n")
    ran = image.apply("--json")
    assert (ran.code, ran.err) == (3, "")
    found = json.loads(ran.out)
    assert [set(each) for each in found["profiles"]] == [{"id", "uuid", "path", "action", "source", "warnings"}]
    assert [set(each) for each in found["errors"]] == [{"file", "line", "column", "message", "hint"}]
    assert "hunter2" not in ran.out
    assert "4711" not in ran.out


def test_quiet_says_only_what_is_wrong(image: Image) -> None:
    assert image.apply("--quiet") == Ran(0, "", "")
    image.conf.write_text("[home]\nanp = x\n")
    ran = image.apply("-q")
    assert (ran.code, ran.out) == (3, "")
    assert "anp" in ran.err


def test_verbose_says_more(image: Image) -> None:
    assert "from /boot/cellular.conf#home, uuid e270e48f" in image.apply("-v").out


def test_what_was_changed_in_networkmanager_is_kept_and_force_overwrites_it(image: Image) -> None:
    image.apply()
    path = image.path("home.nmconnection")
    path.write_text(path.read_text().replace("apn=internet", "apn=theirs"))
    (profile,) = image.report()["profiles"]
    assert profile["action"] == "conflict"
    assert "--force" in profile["warnings"][0]["hint"]
    assert "apn=theirs" in path.read_text()
    assert image.actions("--force") == [("update", "home")]
    assert "apn=internet" in path.read_text()


def test_profiles_of_others_are_never_touched(image: Image) -> None:
    image.apply()
    theirs = image.path("theirs.nmconnection")
    theirs.write_text("[connection]\nid=theirs\nuuid=u\ntype=wifi\n")
    image.conf.write_text("# nothing\n")
    image.apply("--force")
    assert list(image.profiles) == ["theirs.nmconnection"]


def test_secrets_move_and_stay_installed(image: Image) -> None:
    image.conf.write_text(f"[nm-cellular]\nsecrets = move\n{SECRET}")
    assert image.apply().code == 0
    installed = image.profiles
    assert "password=hunter2" in installed["home.nmconnection"]
    boot = image.conf.read_text()
    assert "hunter2" not in boot
    assert "4711" not in boot
    assert "# password was moved into NetworkManager's profile" in boot
    assert "# pin was moved into a file of nm-cellular's" in boot
    assert "4711" not in installed["home.nmconnection"]
    for _ in range(2):
        assert image.actions() == [("unchanged", "home")]
        assert image.profiles == installed
        assert image.conf.read_text() == boot


def test_a_secret_moves_also_where_an_apn_is_removed(image: Image) -> None:
    image.conf.write_text("[home]\napn = one, two\n")
    image.apply()
    image.conf.write_text("[home]\napn = one\npassword = hunter2\n")
    assert image.actions("--move-secrets") == [("update", "home"), ("remove", "home (two)")]
    assert "hunter2" not in image.conf.read_text()


def test_a_change_beside_a_moved_secret_keeps_it(image: Image) -> None:
    image.conf.write_text(SECRET)
    image.apply("--move-secrets")
    image.conf.write_text(image.conf.read_text().replace("internet", "other"))
    assert image.actions() == [("update", "home")]
    assert "apn=other" in image.profiles["home.nmconnection"]
    assert "password=hunter2" in image.profiles["home.nmconnection"]


def test_a_conflict_leaves_the_secret_in_the_boot_file(image: Image) -> None:
    image.apply()
    path = image.path("home.nmconnection")
    path.write_text(path.read_text().replace("apn=internet", "apn=theirs"))
    image.conf.write_text(SECRET)
    assert image.actions("--move-secrets") == [("conflict", "home")]
    assert image.conf.read_text() == SECRET


def test_an_error_leaves_the_secret_in_the_boot_file(image: Image) -> None:
    broken = f"{SECRET}anp = x\n"
    image.conf.write_text(broken)
    assert image.apply("--move-secrets").code == 3
    assert image.conf.read_text() == broken


def test_a_moved_secret_that_is_lost_is_said_and_no_profile_that_may_hold_it_is_removed(image: Image) -> None:
    image.conf.write_text(SECRET)
    image.apply("--move-secrets")
    image.conf.write_text(image.conf.read_text().replace("[home]", "[house]"))
    found = image.report()
    assert [(each["action"], each["id"]) for each in found["profiles"]] == [("create", "house")]
    assert any("no installed profile holds it" in each["message"] for each in found["profiles"][0]["warnings"])
    assert "password=hunter2" in image.profiles["home.nmconnection"]
