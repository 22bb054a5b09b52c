"""`nm-cellular import`: from files, directories, command lines and standard input to a cellular.conf."""

from __future__ import annotations

import io
import json
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from nm_cellular.__main__ import main

Run = Callable[..., tuple[int, str, str]]

SECRET = "hunter2"
COMMAND = f"quectel-CM -s web me {SECRET} 2"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*argv: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["nm-cellular", "import", *argv])
        code = main()
        said = capsys.readouterr()
        return int(code), said.out, said.err

    return call


def test_a_command_line_becomes_a_connection(run: Run) -> None:
    code, out, said = run("--", *COMMAND.split())
    assert code == 0
    assert out == (
        "# command line:1, quectel-cm\n[web]\napn = web\nusername = me\npassword = hunter2\nppp.refuse-pap = yes\n"
    )
    assert said.startswith("command line: mistake: without -4 -6 it asks for IPv4 only")
    assert SECRET not in said


def test_files_and_directories_are_searched(run: Run, tmp_path: Path) -> None:
    (tmp_path / "peers").mkdir()
    (tmp_path / "a.txt").write_text("Use quectel-CM -4 -6 -s one please\n")
    (tmp_path / "peers/b").write_text("noauth\nusepeerdns\ndefaultroute\nuser u\n")
    (tmp_path / "picture").write_bytes(b"\x89PNG\0\0\0quectel-CM -s no\n")
    _, out, _ = run(str(tmp_path))
    assert [line for line in out.splitlines() if line.startswith("# /")] == [
        f"# {tmp_path}/a.txt:1, quectel-cm",
        f"# {tmp_path}/peers/b:1-4, pppd",
    ]


def test_standard_input_is_read(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"quectel-CM -4 -6 -s web\n")))
    assert run()[1].endswith("[web]\napn = web\n")


def test_the_same_recipe_twice_is_one_connection(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "page"
    file.write_text("$ quectel-CM -4 -6 -s web\n\nor\n\n$ nmcli c add type gsm ifname '*' con-name home apn web\n")
    _, out, said = run(str(file))
    assert out == f"# {file}:1, quectel-cm\n# {file}:5, nmcli\n[home]\napn = web\n"
    assert said == "2 recipes, 1 connection\n"


def test_a_file_is_written_for_its_owner_alone_and_not_over_another(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "cellular.conf"
    assert run("-o", str(file), "--", *COMMAND.split())[:2] == (0, "")
    assert f"password = {SECRET}\n" in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    code, _, said = run("-o", str(file), "--", "quectel-CM", "-s", "other")
    assert (code, "is there already" in said) == (1, True)
    assert run("--force", "-o", str(file), "--", "quectel-CM", "-s", "other")[0] == 0
    assert "apn = other\n" in file.read_text()
    assert os.listdir(tmp_path) == ["cellular.conf"]


def test_secrets_are_hidden_on_a_terminal(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    assert "password = <hidden>\n" in run("--", *COMMAND.split())[1]
    assert f"password = {SECRET}\n" in run("--show-secrets", "--", *COMMAND.split())[1]


def test_json_has_all_but_the_secrets(run: Run) -> None:
    code, out, said = run("--json", "--", *COMMAND.split())
    (found,) = json.loads(out)
    assert (code, said) == (0, "")
    assert (found["format"], found["first"], found["last"]) == ("quectel-cm", 1, 1)
    assert found["recipe"]["values"]["apn"] == {"value": "web", "line": 1}
    assert found["recipe"]["values"]["password"] == {"value": None, "line": 1}
    assert [mistake["check"] for mistake in found["mistakes"]] == ["ip-type"]


def test_a_value_that_no_profile_takes_stands_as_a_comment(run: Run) -> None:
    _, out, said = run("--", "quectel-CM", "-4", "-6", "-s", "two words")
    assert "# apn = two words\n" in out
    assert "command line: not carried over: apn cannot be `two…`" in said


def test_one_format_alone_can_be_asked_for(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "page"
    file.write_text("$ quectel-CM -4 -6 -s elsewhere\n$ hologram network connect\n")
    assert "elsewhere" not in run("--from", "hologram", str(file))[1]


@pytest.mark.parametrize(
    ("argv", "expected"),
    [
        (["nowhere.txt"], "there is no file nowhere.txt"),
        (["--", "ls", "-l"], "no recipe was found in command line"),
        (["/dev/null"], "no recipe was found in /dev/null"),
    ],
)
def test_where_there_is_nothing_to_import_it_says_so(run: Run, argv: list[str], expected: str) -> None:
    code, out, said = run(*argv)
    assert (code, out) == (1, "")
    assert said.startswith(f"nm-cellular: {expected}\n    ")


@pytest.mark.parametrize("path", ["missing/cellular.conf", "directory", "pipe"])
def test_what_is_no_file_is_not_replaced_by_force_either(path: str, run: Run, tmp_path: Path) -> None:
    """A device, of which root could make a file, is as the pipe here."""
    (tmp_path / "directory").mkdir()
    os.mkfifo(tmp_path / "pipe")
    code, out, said = run("-o", str(tmp_path / path), "--force", "--", *COMMAND.split())
    assert code == 1
    assert "is no file" in said or "there is no directory" in said
    assert not out
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["directory", "pipe"]


def test_a_dash_is_standard_output(run: Run) -> None:
    code, out, _ = run("-o", "-", "--", *COMMAND.split())
    assert code == 0
    assert "apn = web\n" in out


def test_where_no_connection_comes_of_it_nothing_is_written(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "cellular.conf"
    code, _, said = run("-o", str(file), "--", "echo nameserver 1.1.1.1 | sudo tee -a /etc/resolv.conf")
    assert code == 1
    assert "the file grows" in said
    assert "there is no connection to write" in said
    assert not file.exists()


def test_what_notepad_calls_ansi_keeps_its_quotes(run: Run, tmp_path: Path) -> None:
    (tmp_path / "wvdial.conf").write_bytes(b"[Dialer x]\r\nInit1 = AT+CGDCONT=1,\x93IP\x94,\x93web\x94\r\n")
    _, out, said = run(str(tmp_path / "wvdial.conf"))
    assert out.endswith("[x]\napn = web\n")
    assert "curly" in said


def test_the_complaints_are_counted_as_they_are_said(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "wvdial.conf"
    file.write_text('[Dialer Defaults]\nInit1 = AT+CGDCONT=1,"IP","a"\n[Dialer b]\nInit2 = AT+CGDCONT=1,"IP","b"\n')
    said = run(str(file))[2].splitlines()
    assert said[-1] == f"2 recipes, 2 connections, {sum(line.startswith(str(file)) for line in said)} complaints"


def test_where_all_is_wrong_it_is_said_that_nothing_is_left(run: Run) -> None:
    code, out, said = run("--", "quectel-CM", "-4", "-6", "-s", "your.apn")
    assert (code, out) == (0, "")
    assert said.endswith("1 recipe, 1 complaint, nothing to write\n")
