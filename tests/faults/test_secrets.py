"""Secrets that are moved, kept, renamed: none is lost, and none is shown."""

from __future__ import annotations

import shutil
import stat
from pathlib import Path

import pytest

from .image import Image, new_image

_SECRET = "Horse-Battery-7"
_CONF = f"[one]\napn = one\nusername = joe\npassword = {_SECRET}\n"


@pytest.fixture
def image(tmp_path: Path) -> Image:
    return new_image(tmp_path / "root", _CONF)


def _held(image: Image) -> bool:
    return _SECRET.encode() in b"".join(image.installed().values())


def test_a_moved_secret_outlives_further_runs_and_changes(image: Image) -> None:
    image.apply("--move-secrets")
    assert _SECRET not in image.conf.read_text()
    image.conf.write_text(image.conf.read_text().replace("apn = one", "apn = another"))
    image.apply()
    assert _held(image)
    shutil.rmtree(image.root / "var")
    assert "1 unchanged" in image.apply().stdout


def test_a_secret_whose_comment_is_deleted_is_forgotten(image: Image) -> None:
    image.apply("--move-secrets")
    lines = image.conf.read_text().splitlines(keepends=True)
    image.conf.write_text("".join(line for line in lines if not line.startswith("#")))
    image.apply()
    assert not _held(image)


def test_a_section_that_is_renamed_after_its_secret_was_moved_does_not_lose_it(image: Image) -> None:
    image.apply("--move-secrets")
    image.conf.write_text(image.conf.read_text().replace("[one]", "[renamed]"))
    done = image.apply()
    assert "was moved out of this file" in done.stderr
    assert _held(image), "the only copy of the secret was removed with the former profile"


def test_secrets_are_not_moved_into_profiles_that_end_with_the_boot(image: Image) -> None:
    done = image.apply("--runtime", "--move-secrets")
    assert "the secrets stay in the boot files" in done.stderr
    assert image.conf.read_text() == _CONF


def test_secrets_are_not_moved_where_the_profile_is_somebody_elses(image: Image) -> None:
    image.apply()
    (profile,) = image.profiles.glob("*.nmconnection")
    kept = profile.read_text().replace(_SECRET, "changed in NetworkManager")
    profile.write_text(kept)
    done = image.run("--move-secrets")
    assert "somebody changed this profile" in done.stderr
    assert image.conf.read_text() == _CONF
    assert profile.read_text() == kept


def test_a_boot_file_behind_a_link_loses_its_secret_too(image: Image) -> None:
    real = image.boot / "elsewhere"
    real.mkdir()
    image.conf.rename(real / "the-real-one")
    image.conf.symlink_to("elsewhere/the-real-one")
    image.apply("--move-secrets")
    assert image.conf.is_symlink()
    assert _SECRET not in (real / "the-real-one").read_text()


def test_a_boot_file_stays_its_owners(image: Image) -> None:
    shutil.chown(image.conf, 1234, 1234)
    image.conf.chmod(0o640)
    image.apply("--move-secrets")
    status = image.conf.stat()
    assert (status.st_uid, status.st_gid, stat.S_IMODE(status.st_mode)) == (1234, 1234, 0o640)


def test_a_profile_that_others_can_read_is_closed(image: Image) -> None:
    image.apply()
    (profile,) = image.profiles.glob("*.nmconnection")
    profile.chmod(0o644)
    assert image.readable_by_all(_SECRET) == [profile]
    image.apply()
    assert image.readable_by_all(_SECRET) == []


@pytest.mark.parametrize("umask", ["000", "077", "777"])
def test_the_umask_decides_nothing(image: Image, umask: str) -> None:
    image.run("--move-secrets", under=["sh", "-c", f'umask {umask}; exec "$@"', "sh"])
    (profile,) = image.profiles.glob("*.nmconnection")
    assert stat.S_IMODE(profile.stat().st_mode) == 0o600
    assert stat.S_IMODE(image.conf.stat().st_mode) == 0o644
    assert image.readable_by_all(_SECRET) == []


@pytest.mark.parametrize(
    "line",
    [
        f"password: {_SECRET}",
        f"passwort: {_SECRET}",
        f"kennwort : {_SECRET}",
        f"password {_SECRET}",
        f"pasword = {_SECRET}",
        f"password = {_SECRET}\npassword = {_SECRET}",
        f"pin = {_SECRET}",
        f"gsm.pin = {_SECRET}",
        f"[password = {_SECRET}",
        f'"password" = "{_SECRET}"',
        f"password = “{_SECRET}”",
        f"password: {_SECRET}==",
        f"password = {_SECRET}\x01",
        f"gsm.password-flags = {_SECRET}\npassword = {_SECRET}",
        f"wifi-security.psk = {_SECRET}",
    ],
)
@pytest.mark.parametrize("options", [(), ("--json",), ("--dry-run", "-v"), ("--move-secrets", "-v")], ids=" ".join)
def test_no_way_of_writing_a_secret_shows_it(image: Image, line: str, options: tuple[str, ...]) -> None:
    image.conf.write_text(f"[one]\napn = one\n{line}\n")
    done = image.run(*options)
    if "flags" not in line and "psk" not in line:
        assert _SECRET not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert image.readable_by_all(_SECRET) == []
