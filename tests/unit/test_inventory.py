"""`nm-cellular render --inventory`: a table of boards becomes their boot files, or nothing at all."""

from __future__ import annotations

import errno
import io
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from nm_cellular import formats
from nm_cellular.__main__ import main
from nm_cellular.inventory import boot_files, table
from nm_cellular.rendering import Templates

Run = Callable[..., tuple[int, str, str]]

TEMPLATES = Templates([str(Path(__file__).resolve().parents[2] / "templates")])

BOARDS = """\
board,section,apn,username,password,sim
kiosk-1,giffgaff,giffgaff.com,giffgaff,hunter2,
kiosk-1,backup,"soracom.io, internet",,,440-10
kiosk-2,,internet,,,
"""


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    monkeypatch.chdir(tmp_path)

    def call(rows: str | bytes, *more: str) -> tuple[int, str, str]:
        Path("boards.csv").write_bytes(rows if isinstance(rows, bytes) else rows.encode())
        argv = ["nm-cellular", "render", *more, "--inventory", "boards.csv", "--out", "out"]
        monkeypatch.setattr("sys.argv", argv)
        code = main()
        said = capsys.readouterr()
        return int(code), said.out, said.err

    return call


def made(text: str) -> boot_files.BootFiles:
    return boot_files.make(table.parse("boards.csv", text.encode()), None, None, TEMPLATES.keyfile)


def said(run: Run, rows: str, *more: str) -> list[str]:
    """What is wrong, without the hints; and nothing has been written."""
    code, out, err = run(rows, *more)
    assert (code, out, Path("out").exists()) == (3, "", False)
    lines = err.splitlines()
    assert lines.pop() == "nothing was written"
    return [line for line in lines if not line.startswith(" ")]


def test_each_board_gets_its_boot_file(run: Run) -> None:
    assert run(BOARDS) == (0, "out: 2 boards, each a directory with its cellular.conf\n", "")
    assert Path("out/kiosk-1/cellular.conf").read_text() == (
        "[giffgaff]\napn = giffgaff.com\nusername = giffgaff\npassword = hunter2\n\n"
        "[backup]\napn = soracom.io, internet\nsim = 440-10\n"
    )
    assert Path("out/kiosk-2/cellular.conf").read_text() == "[cellular]\napn = internet\n"


def test_only_the_owner_may_read_them(run: Run) -> None:
    before = os.umask(0)
    try:
        run(BOARDS)
    finally:
        os.umask(before)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in Path("out").rglob("*") if path.is_file()}
    assert modes == {0o600}
    assert stat.S_IMODE(Path("out").stat().st_mode) == 0o700


def test_every_boot_file_begins_with_what_is_common_to_all(run: Run) -> None:
    Path("common.conf").write_text("[nm-cellular]\nsecrets = move\n\n\n")
    run(BOARDS, "common.conf")
    assert Path("out/kiosk-2/cellular.conf").read_text() == (
        "[nm-cellular]\nsecrets = move\n\n[cellular]\napn = internet\n"
    )


def test_what_is_wrong_with_the_common_part_is_said_once(run: Run) -> None:
    Path("common.conf").write_text("[nm-cellular]\nsecrets = hide\n")
    (line,) = said(run, BOARDS, "common.conf")
    assert line.startswith("common.conf:2:1: error: [nm-cellular] knows secrets = move")


def test_a_connection_of_a_board_cannot_be_in_the_common_part_too(run: Run) -> None:
    Path("common.conf").write_text("[other]\napn = x\n[backup]\napn = x\n")
    assert said(run, BOARDS, "common.conf") == [
        "boards.csv:3: error: [backup] is in common.conf:3 already, which every board gets"
    ]


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf" + BOARDS.replace("\n", "\r\n").encode(),
        BOARDS.encode("utf-16"),
        b"board;section;apn\r\nkiosk-1;giffgaff;giffgaff.com\r\nkiosk-2;;internet\r\n",
        b"board\tsection\tapn\nkiosk-1\tgiffgaff\tgiffgaff.com\nkiosk-2\t\tinternet\n",
        b"Board,APN\nkiosk-1,giffgaff.com\n,\nkiosk-2, internet \n\n",
    ],
    ids=["Excel's UTF-8", "UTF-16", "semicolons", "tabs", "blanks and empty rows"],
)
def test_spreadsheets_have_ways_of_their_own(run: Run, data: bytes) -> None:
    assert run(data)[::2] == (0, "")
    assert Path("out/kiosk-2/cellular.conf").read_text() == "[cellular]\napn = internet\n"


@pytest.mark.parametrize(
    ("rows", "complaint"),
    [
        ("apn\nx\n", ":1: error: there is no column `board` in the first row"),
        ("", ":1: error: there is no column `board` in the first row"),
        ("board,apm\na,x\n", ":1: error: apm: there is no such key"),
        ("board,,apn\na,,x\n", ":1: error: a column has no name"),
        ("board,apn,gsm.apn\na,x,y\n", ":1: error: the column `gsm.apn` says the same as `apn`"),
        ("board,pin,pin,apn\na,,,x\n", ":1: error: the column `pin` says the same as `pin`"),
        ("board,apn\na,x\nb,my apn\n", ":3: error: apn: gsm.apn cannot be 'my apn'"),
        ("board,apn\na,x\nb\n", ":3: error: this row has 1 cells, and the first one 2"),
        ("board,apn\n,x\n", ":2: error: board: this row names none"),
        ("board,apn\n../x,x\n", ":2: error: board: '../x' cannot name a directory"),
        ("board,apn\na,x\nA,x\n", ":3: error: board: `A` is `a` in line 2, but for upper case"),
        ("board,apn\na,x\na,y\n", ":3: error: a has its [cellular] in line 2 already"),
        ("board,section,apn\na,b],x\n", ":2: error: section: 'b]' cannot be a heading"),
        ('board,apn\na,"x\ny"\n', ":2: error: apn: there is a line break in it"),
        ('board,apn,metric\na,"x\n",\nb,x,z\n', ":4: error: metric: ipv4.route-metric cannot be 'z'"),
        ('board,apn\na,"x" y\n', ":2: error: this is no CSV: ',' expected after '\"'"),
        (
            'board,apn,modes,preferred-mode\na,x,"2g,3g",4g\n',
            ":2: error: preferred-mode: 4g is not among the modes 2g, 3g",
        ),
    ],
)
def test_a_mistake_is_named_with_its_line(run: Run, rows: str, complaint: str) -> None:
    assert any(line.startswith(f"boards.csv{complaint}") for line in said(run, rows))


def test_the_same_mistake_in_many_rows_is_one_complaint(run: Run) -> None:
    rows = "".join(f"board-{number},89E+18\n" for number in range(9))
    assert said(run, f"board,sim\n{rows}") == [
        "boards.csv:2: error: sim: this is neither an ICCID nor MCC and MNC (also in lines 3, 4, 5, 6 and 4 more)"
    ]


def test_no_complaint_shows_a_secret(run: Run) -> None:
    assert "hunter2" not in str(said(run, 'board,apn,pin,password\na,x,hunter2,"hunter2\n"\nb,x,hunter2,\n'))


def test_a_directory_with_files_is_left_alone(run: Run) -> None:
    Path("out").mkdir()
    Path("out/mine").write_text("mine")
    code, out, err = run(BOARDS)
    assert (code, out, os.listdir("out")) == (1, "", ["mine"])
    assert err.startswith("nm-cellular: out is there already, and not empty\n")


def test_a_full_disk_leaves_nothing(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    mkdir = os.mkdir

    def full(path: str, *more: int) -> None:
        if path.endswith("kiosk-2"):
            raise OSError(errno.ENOSPC, "No space left on device", path)
        mkdir(path, *more)

    monkeypatch.setattr("nm_cellular.inventory.tree.os.mkdir", full)
    code, _, err = run(BOARDS)
    assert (code, err) == (1, "nm-cellular: out: No space left on device\n    nothing was written\n")
    assert os.listdir() == ["boards.csv"]


def test_what_a_killed_run_left_goes_with_the_next(run: Run) -> None:
    Path(".out.nm-cellular/kiosk-9").mkdir(parents=True)
    assert run(BOARDS)[0] == 0
    assert sorted(os.listdir()) == ["boards.csv", "out"]
    assert sorted(os.listdir("out")) == ["kiosk-1", "kiosk-2"]


@pytest.mark.parametrize(
    "argv",
    [
        ["--inventory", "boards.csv"],
        ["--out", "out"],
        ["--for", "netplan", "--inventory", "boards.csv", "--out", "out"],
        [],
    ],
)
def test_half_a_command_is_wrong_usage(
    argv: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["nm-cellular", "render", *argv])
    assert main() == 2
    assert capsys.readouterr().err.startswith("nm-cellular: ")


def test_the_table_may_come_through_a_pipe(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    read, write = os.pipe()
    os.write(write, BOARDS.encode())
    os.close(write)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.FileIO(read)))
    monkeypatch.setattr(
        "sys.argv", ["nm-cellular", "render", "--inventory", f"/dev/fd/{read}", "--out", f"{tmp_path}/o"]
    )
    assert main() == 0
    assert "2 boards" in capsys.readouterr().out


CELLS = some.text(some.characters(blacklist_categories=["Cs"]), max_size=9) | some.sampled_from(["1234", "a b", '"x"'])


@given(some.lists(CELLS, min_size=3, max_size=3))
def test_what_was_checked_is_what_a_board_reads(cells: list[str]) -> None:
    """Whatever the cells are: rows that nothing is said of become a boot file that nothing is said of either."""
    quoted = ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)
    files = made(f"board,apn,username,password,metric\na,x,{quoted}\n")
    if not files.problems:
        parsed = formats.parse("cellular.conf", files.contents["a"])
        assert parsed.problems == ()
        (profile,) = parsed.profiles
        assert (profile.problems, profile.apns) == ((), ("x",))
        assert (profile.username or "") in (cells[0].strip(), cells[0].strip()[1:-1])
