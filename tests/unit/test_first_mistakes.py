"""What is answered to the mistakes that somebody makes on the first day: a verb, an option, a place, a kind of file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from nm_cellular.__main__ import main
from nm_cellular.layout import Layout

HOME = "[home]\napn = internet\n"

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The exit status, and all that is said."""

    def call(*arguments: str) -> tuple[int, str]:
        monkeypatch.setattr("sys.argv", ["nm-cellular", *arguments])
        try:
            code = main()
        except SystemExit as exc:
            code = int(exc.code or 0)
        return int(code), "".join(capsys.readouterr())

    return call


def test_without_a_verb_the_verbs_are_listed(run: Run) -> None:
    code, said = run()
    assert code == 2
    assert "write a first cellular.conf" in said


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [
        (("aply",), "there is no verb aply; did you mean apply?"),
        (("frobnicate",), "there is no verb frobnicate; nm-cellular --help lists them"),
        (("--json", "status"), "the verb goes first: nm-cellular VERB --json"),
        (("apply", "--dryrun"), "nm-cellular apply: error: there is no option --dryrun; did you mean --dry-run?"),
        (("apply", "--frobnicate"), "there is no option --frobnicate\n"),
        (("apply", "cellular.conf"), "nm-cellular apply: error: cellular.conf is one word too many"),
        (("import", "quectel-CM", "-s", "internet"), "there is no option -s; a command line stands behind --"),
    ],
)
def test_wrong_words_are_answered_with_what_the_verb_takes(arguments: tuple[str, ...], answer: str, run: Run) -> None:
    code, said = run(*arguments)
    assert code == 2
    assert said.startswith("usage: nm-cellular ")
    assert answer in said


def test_where_nothing_is_found_it_is_said_where_that_was_looked_for(run: Run, tmp_path: Path) -> None:
    boot = tmp_path / "boot"
    boot.mkdir()
    for verb in (("check",), ("apply", "--dry-run"), ("apply",), ("apply",)):
        code, said = run(*verb, "--root", str(tmp_path))
        assert code == 0
        assert f"no cellular profile found in {boot}\n    write a [name]" in said
    (boot / "empty.conf").touch()
    assert "found in " + str(boot / "empty.conf") in run("check", str(boot / "empty.conf"))[1]


def test_a_boot_file_beside_the_boot_partition_is_told_of(run: Run, tmp_path: Path) -> None:
    firmware = tmp_path / "boot/firmware"
    firmware.mkdir(parents=True)
    (firmware / "config.txt").touch()
    assert "no cellular profile" in run("apply", "--root", str(tmp_path))[1]
    (tmp_path / "boot/cellular.conf").write_text(HOME)
    answer = "/boot/cellular.conf: warning: this file is not read\n    move it to /boot/firmware"
    assert answer in run("apply", "--root", str(tmp_path))[1]
    assert answer in run("check", "--root", str(tmp_path))[1]
    assert "not read" not in run("apply", "--root", str(tmp_path), "--boot", str(tmp_path / "boot"))[1]


def test_a_link_to_the_boot_file_is_no_second_one(run: Run, tmp_path: Path) -> None:
    firmware = tmp_path / "boot/firmware"
    firmware.mkdir(parents=True)
    (firmware / "cellular.conf").write_text(HOME)
    (tmp_path / "boot/cellular.conf").symlink_to("firmware/cellular.conf")
    assert run("apply", "--root", str(tmp_path))[1].count("\n") == 2


@pytest.mark.parametrize("name", ["cellular.conf.txt", "Cellular.conf.rtf", "cellular", "celular.conf"])
def test_a_file_with_a_name_that_is_not_quite_right_is_told_of(name: str, run: Run, tmp_path: Path) -> None:
    boot = tmp_path / "boot"
    boot.mkdir()
    (boot / "cellular.conf").write_text(HOME)
    run("apply", "--root", str(tmp_path))
    (boot / name).write_text(HOME)
    said = run("apply", "--root", str(tmp_path))[1]
    assert f"/boot/{name}: warning: this file is not read\n    rename it to cellular.conf\n" in said


def test_check_of_a_directory_names_the_option_for_it(run: Run, tmp_path: Path) -> None:
    code, said = run("check", str(tmp_path))
    assert code == 1
    assert f"{tmp_path} is a directory\n    --boot {tmp_path} reads" in said


def test_several_keyfiles_are_not_taken_for_one(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "cellular.conf"
    file.write_text(f"{HOME}[abroad]\napn = web\n")
    said = run("render", str(file))[1]
    assert [line for line in said.splitlines() if line.startswith("# /")] == [
        "# /etc/NetworkManager/system-connections/home.nmconnection",
        "# /etc/NetworkManager/system-connections/abroad.nmconnection",
    ]
    assert said.endswith("2 keyfiles, each below its path, and each for a file of its own; --out DIR writes them\n")


def test_each_keyfile_is_written_into_a_file_of_its_own_for_its_owner_alone(run: Run, tmp_path: Path) -> None:
    file, out = tmp_path / "cellular.conf", tmp_path / "out"
    file.write_text(f"{HOME}[abroad]\napn = web\n")
    assert run("render", str(file), "--out", str(out)) == (0, f"{out}: 2 keyfiles\n")
    modes = {path.name: path.stat().st_mode & 0o777 for path in out.iterdir()}
    assert modes == {"home.nmconnection": 0o600, "abroad.nmconnection": 0o600}
    assert "id=abroad\n" in (out / "abroad.nmconnection").read_text()
    assert "is there already" in run("render", str(file), "--out", str(out))[1]


def test_where_one_keyfile_is_wrong_none_is_written(run: Run, tmp_path: Path) -> None:
    file, out = tmp_path / "cellular.conf", tmp_path / "out"
    file.write_text(f"{HOME}[abroad]\nanp = web\n")
    code, said = run("render", str(file), "--out", str(out))
    assert (code, out.exists()) == (3, False)
    assert said.endswith("nothing was written\n")


def test_a_keyfile_lacks_the_pin_and_that_is_said(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "cellular.conf"
    file.write_text(f"{HOME}pin = 4711\n")
    said = run("render", str(file))[1]
    assert f"{file}:3:7: warning: the PIN is left out" in said
    assert "4711" not in said


def test_a_history_that_may_not_be_seen_is_not_taken_for_none(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "var/lib/nm-cellular").mkdir(parents=True)
    monkeypatch.setattr("nm_cellular.commands.history.Layout", lambda: Layout(str(tmp_path)))
    assert "there is no history" in run("history")[1]
    monkeypatch.setattr("os.access", lambda *_: False)
    assert run("history") == (
        1,
        f"nm-cellular: {tmp_path}/var/lib/nm-cellular: Permission denied\n    run it as root, with sudo\n",
    )
