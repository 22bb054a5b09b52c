"""The command line in one process, on an image: exit statuses, messages, JSON, colours, secrets."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from nm_cellular import __version__, cli
from nm_cellular.__main__ import main
from nm_cellular.boot_report import TEXT

CHECKOUT = Path(__file__).resolve().parents[2]
HOME = "[home]\napn = internet\n"
SECRET = f"{HOME}username = joe\npassword = hunter2\npin = 4711\n"


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run said, and its exit status."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        return self.out + self.err


@dataclass(frozen=True, slots=True)
class Image:
    """A system below a directory, with a boot partition, and the command line to work on it."""

    root: Path
    run: Callable[..., Ran]

    @property
    def boot(self) -> Path:
        return self.root / "boot"

    @property
    def conf(self) -> Path:
        return self.boot / "cellular.conf"

    @property
    def profiles(self) -> dict[str, str]:
        directory = self.root / "etc/NetworkManager/system-connections"
        return {path.name: path.read_text() for path in directory.iterdir()} if directory.exists() else {}

    def path(self, name: str) -> Path:
        return self.root / "etc/NetworkManager/system-connections" / name

    def apply(self, *arguments: str) -> Ran:
        return self.run("apply", "--root", str(self.root), "--boot", str(self.boot), "--nm-version", "1.42", *arguments)

    def report(self, *arguments: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.apply("--json", *arguments).out)
        return found

    def actions(self, *arguments: str) -> list[tuple[str, str]]:
        return [(each["action"], each["id"]) for each in self.report(*arguments)["profiles"]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    def call(*arguments: str) -> Ran:
        monkeypatch.setattr("sys.argv", ["nm-cellular", *arguments])
        try:
            code = main()
        except SystemExit as exc:
            code = int(exc.code or 0)
        return Ran(code, *capsys.readouterr())

    return call


@pytest.fixture
def image(tmp_path: Path, run: Callable[..., Ran]) -> Image:
    made = Image(tmp_path, run)
    made.boot.mkdir()
    made.conf.write_text(HOME)
    return made


def test_the_version_is_told(run: Callable[..., Ran]) -> None:
    assert run("--version") == Ran(0, f"nm-cellular {__version__}\n", "")


def test_help_names_the_verbs_and_the_exit_statuses(run: Callable[..., Ran]) -> None:
    ran = run("--help")
    assert ran.code == 0
    for word in (*cli.VERBS, "exit status", "cellular.conf"):
        assert word in ran.out


@pytest.mark.parametrize("verb", cli.VERBS)
def test_every_verb_has_help_with_examples(verb: str, run: Callable[..., Ran]) -> None:
    ran = run(verb, "--help")
    assert ran.code == 0
    assert f"nm-cellular {verb}" in ran.out.partition("examples:")[2]


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("aply",),
        ("apply", "--bot", "x"),
        ("apply", "--via", "pigeon"),
        ("render",),
        ("apply", "--nm-version", "new"),
    ],
)
def test_wrong_usage_is_status_2(arguments: tuple[str, ...], run: Callable[..., Ran], tmp_path: Path) -> None:
    (tmp_path / "boot").mkdir()
    more = ("--root", str(tmp_path), "--boot", str(tmp_path / "boot")) if "--nm-version" in arguments else ()
    ran = run(*arguments, *more)
    assert ran.code == 2
    assert ran.err
    assert not ran.out


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


def test_no_boot_directory_at_all_is_a_failure(tmp_path: Path, run: Callable[..., Ran]) -> None:
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


def test_a_failure_is_json_too(tmp_path: Path, run: Callable[..., Ran]) -> None:
    ran = run("apply", "--json", "--root", str(tmp_path))
    assert ran.code == 1
    (error,) = json.loads(ran.out)["errors"]
    assert error["message"] == "there is no boot directory here"


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


def test_check_says_what_is_wrong_and_writes_nothing(image: Image) -> None:
    image.conf.write_text(f"{HOME}[bad]\nanp = x\n")
    ran = image.run("check", "--root", str(image.root), "--boot", str(image.boot))
    assert ran.code == 3
    assert "did you mean `apn`?" in ran.err
    assert "would be: 1 created, 1 error" in ran.out
    assert {path.name for path in image.root.iterdir()} == {"boot"}


def test_check_reads_the_files_that_are_named(image: Image, run: Callable[..., Ran]) -> None:
    keyfile = image.root / "modem"
    keyfile.write_text("[connection]\ntype=gsm\n")
    assert run("check", str(image.conf), str(keyfile)).code == 0
    assert run("check", str(image.root / "missing")).code == 1


def test_render_prints_the_keyfile_for_a_program(image: Image, run: Callable[..., Ran]) -> None:
    image.conf.write_text(SECRET)
    ran = run("render", str(image.conf))
    assert ran.code == 0
    assert ran.out.startswith("[connection]\nid=home\n")
    assert "password=hunter2\n" in ran.out


def test_render_masks_secrets_on_a_terminal(
    image: Image, run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    image.conf.write_text(SECRET)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert "password=<hidden>\n" in run("render", str(image.conf)).out
    assert "password=hunter2\n" in run("render", "--show-secrets", str(image.conf)).out


def test_render_prints_the_good_and_tells_of_the_bad(image: Image, run: Callable[..., Ran]) -> None:
    image.conf.write_text(f"{HOME}[bad]\nanp = x\n")
    ran = run("render", str(image.conf))
    assert (ran.code, ran.out.count("[connection]")) == (3, 1)
    assert "anp" in ran.err


@pytest.mark.parametrize(
    ("terminal", "environment", "coloured"),
    [
        (True, {}, True),
        (True, {"NO_COLOR": ""}, True),
        (True, {"NO_COLOR": "1"}, False),
        (True, {"TERM": "dumb"}, False),
        (False, {}, False),
    ],
)
def test_colours_are_for_terminals_that_want_them(
    terminal: bool,  # noqa: FBT001
    environment: dict[str, str],
    coloured: bool,  # noqa: FBT001
    image: Image,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    for stream in (sys.stdout, sys.stderr):
        monkeypatch.setattr(stream, "isatty", lambda: terminal)
    image.conf.write_text(f"{HOME}[bad]\nanp = x\n")
    ran = image.apply()
    assert ("\033[32mcreate\033[0m" in ran.out, "\033[31;1merror\033[0m" in ran.err) == (coloured, coloured)


def program(*arguments: str | bytes, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """A process of its own, as users have it."""
    return subprocess.run(
        [sys.executable, "-m", "nm_cellular", *arguments],
        cwd=CHECKOUT,
        env=os.environ | environment,
        capture_output=True,
        check=False,
    )


def test_a_process_ends_with_the_exit_status(image: Image) -> None:
    assert program("check", str(image.conf)).returncode == 0
    image.conf.write_text("[home]\nanp = x\n")
    assert program("check", str(image.conf)).returncode == 3
    assert program("check", "--nonsense").returncode == 2
    assert program("check", "/missing").returncode == 1


def test_no_terminal_is_too_poor_for_a_name(image: Image) -> None:
    image.conf.write_text("[Büro 日本]\napn = a\n")
    for arguments in (["check"], ["check", "--json"], ["check", "-v"]):
        ran = program(*arguments, str(image.conf), PYTHONIOENCODING="ascii")
        assert ran.returncode == 0
        assert b"Traceback" not in ran.stderr


def test_a_file_name_that_is_no_text_is_told_of(image: Image) -> None:
    folder = image.boot / "system-connections"
    folder.mkdir()
    with open(os.path.join(os.fsencode(folder), b"mod\xffem"), "wb") as stream:
        stream.write(b"[gsm]\napn=a\n")
    for arguments in ([], ["--json"]):
        ran = program("apply", "--root", str(image.root), "--boot", str(image.boot), *arguments)
        assert ran.returncode == 3
        assert b"no readable text" in ran.stdout + ran.stderr
        assert b"Traceback" not in ran.stderr
    assert list(image.profiles) == ["home.nmconnection"]


def test_a_reader_that_leaves_early_gets_no_traceback(image: Image) -> None:
    image.conf.write_text("".join(f"[{number}]\napn = a\n" for number in range(300)))
    argv = [sys.executable, "-m", "nm_cellular", "check", "-v", str(image.conf)]
    with subprocess.Popen(argv, cwd=CHECKOUT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()
