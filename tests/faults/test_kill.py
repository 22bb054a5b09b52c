"""kill -9 at every system call that changes the disk: each file is the old or the new one, no secret is lost."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from .image import Image, new_image, not_torn
from .system_calls import Call, killed_at, traced, with_paths

pytestmark = pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")

SECRETS = ("Horse-Battery-7", "90817263")

_ONE = f"[one]\napn = one\nusername = joe\npassword = {SECRETS[0]}\npin = {SECRETS[1]}\n"
_THREE = f"{_ONE}[two]\napn = two\n[three]\napn = three\n"


@dataclass(frozen=True, slots=True)
class Scenario:
    """An image before the run that is killed, the options of that run, and what the run makes of the image."""

    before: Image
    after: Image
    options: tuple[str, ...]
    calls: tuple[Call, ...]


def _create(image: Image) -> tuple[str, ...]:
    image.conf.write_text(_THREE)
    return ()


def _update_and_remove(image: Image) -> tuple[str, ...]:
    image.conf.write_text(_THREE)
    image.apply()
    image.conf.write_text(_ONE.replace("apn = one", "apn = other") + "[two]\napn = another\n")
    return ()


def _move_secrets(image: Image) -> tuple[str, ...]:
    image.conf.write_text(_THREE)
    return ("--move-secrets",)


def _move_secrets_of_installed_profiles(image: Image) -> tuple[str, ...]:
    image.conf.write_text(_THREE)
    image.apply()
    return ("--move-secrets",)


def _replace_a_moved_secret(image: Image) -> tuple[str, ...]:
    image.conf.write_text(_ONE.replace(SECRETS[0], "older"))
    image.apply("--move-secrets")
    image.conf.write_text(image.conf.read_text() + f"password = {SECRETS[0]}\n")
    return ("--move-secrets",)


@pytest.fixture(
    scope="module",
    params=[_create, _update_and_remove, _move_secrets, _move_secrets_of_installed_profiles, _replace_a_moved_secret],
    ids=lambda prepare: prepare.__name__.removeprefix("_"),
)
def scenario(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scenario]:
    place = tmp_path_factory.mktemp("scenario")
    before = new_image(place / "before")
    options = request.param(before)
    after = before.copy(place / "after")
    yield Scenario(before, after, options, tuple(traced(after, place / "log", *options)))
    shutil.rmtree(place)


def test_killed_anywhere_leaves_old_or_new_files_and_the_next_run_completes(scenario: Scenario) -> None:
    points = [call for call in scenario.calls if call.changes_the_disk]
    assert {"openat", "write", "fsync", "rename"} <= {call.name for call in points}
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for _ in pool.map(lambda call: _kill(scenario, call), points):
            pass


def _kill(scenario: Scenario, call: Call) -> None:
    with TemporaryDirectory() as place:
        image = scenario.before.copy(Path(place) / "image")
        killed_at(call, image, Path(place) / "log", *scenario.options)
        try:
            _check_killed(scenario, image)
            image.apply(*scenario.options)
            _check_completed(scenario, image)
        except AssertionError as error:
            error.add_note(f"killed at {call}: {call.arguments}")
            raise


def _check_killed(scenario: Scenario, image: Image) -> None:
    not_torn(image, scenario.before.installed(), scenario.after.installed())
    for name, data in image.boot_files().items():
        assert data in (scenario.before.boot_files()[name], scenario.after.boot_files()[name]), name
    kept = [path.read_bytes() for path in image.kept_pins.parent.glob(image.kept_pins.name)]
    held = b"".join([*image.installed().values(), *image.boot_files().values(), *kept]).decode()
    for secret in SECRETS:
        assert secret in held, "a secret is lost"
        assert image.readable_by_all(secret) == []


def _check_completed(scenario: Scenario, image: Image) -> None:
    assert image.installed() == scenario.after.installed()
    assert image.boot_files() == scenario.after.boot_files()
    assert image.kept_pins.exists() == scenario.after.kept_pins.exists()
    assert image.temporaries() == []


def test_a_file_takes_its_place_only_when_its_content_is_on_the_disk(scenario: Scenario) -> None:
    """A power cut, other than a kill, also takes what no fsync has made sure of."""
    synced: set[str] = set()
    for call, path in with_paths(scenario.calls):
        if call.name == "fsync":
            synced.add(path)
        elif call.name == "rename" and "nm-cellular/applied" not in path:
            assert call.paths[0] in synced, f"{path} may be empty after a power cut"


def test_a_file_is_on_the_disk_under_its_name_before_its_directory_is(scenario: Scenario) -> None:
    """vfat's directory has no place of it before."""
    done = [(call.name, path) for call, path in with_paths(scenario.calls) if call.name in ("rename", "fsync")]
    renamed = [at for at, (name, path) in enumerate(done) if name == "rename" and "nm-cellular/applied" not in path]
    assert renamed
    for at in renamed:
        path, later = done[at][1], done[at:]
        assert later.index(("fsync", path)) < later.index(("fsync", str(Path(path).parent)))


def test_profiles_are_on_the_disk_before_their_secrets_leave_the_boot_file(scenario: Scenario) -> None:
    done = [(call.name, path) for call, path in with_paths(scenario.calls)]
    directory = str(scenario.after.profiles)
    if ("rename", str(scenario.after.conf)) not in done:
        pytest.skip("this scenario moves no secret")
    before = done[: done.index(("rename", str(scenario.after.conf)))]
    if ("rename", str(scenario.after.kept_pins)) in done:
        kept = before.index(("rename", str(scenario.after.kept_pins)))
        assert ("fsync", str(scenario.after.kept_pins.parent)) in before[kept:]
    installed = [number for number, (name, path) in enumerate(before) if name == "rename" and directory in path]
    assert ("fsync", directory) in before[max([0, *installed]) :]
