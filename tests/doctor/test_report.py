"""`nm-cellular report`: one page with everything in it and nobody's secrets, on the boot partition too."""

from __future__ import annotations

import errno
import os
import re
import shutil
import stat
import subprocess
from collections.abc import Callable
from datetime import UTC
from html.parser import HTMLParser
from pathlib import Path

import pytest

from nm_cellular.__main__ import main
from nm_cellular.boot_report import PAGE, TEXT
from nm_cellular.commands import report as reporting
from nm_cellular.doctor.diagnosing import diagnose
from nm_cellular.doctor.evidence import Evidence
from nm_cellular.history import remembered
from nm_cellular.layout import Layout
from tests.doctor.test_logs import ALL, LOGS
from tests.unit.test_history_database import record

NO_SIM = LOGS / "sim-missing/mmcli.txt"
PIN = LOGS / "sim-pin/mmcli.txt"

Report = Callable[..., int]


@pytest.fixture
def report(monkeypatch: pytest.MonkeyPatch) -> Report:
    def run(*words: str) -> int:
        monkeypatch.setattr("sys.argv", ["nm-cellular", "report", *words])
        return main()

    return run


class Tags(HTMLParser):
    """What stands in a page, and whether every element is closed."""

    VOID = frozenset({"meta", "line", "circle", "path", "rect", "polyline"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def page_of(report: Report, tmp_path: Path, *logs: Path) -> str:
    made = tmp_path / "report.html"
    assert report("--log", *map(str, logs), "-o", str(made)) == 0
    return made.read_text()


@pytest.mark.parametrize("log", ALL[::7], ids=lambda log: f"{log.parent.name}/{log.stem}")
def test_a_page_is_whole_and_wants_nothing_from_elsewhere(report: Report, tmp_path: Path, log: Path) -> None:
    page = page_of(report, tmp_path, log)
    tags = Tags(page)
    assert tags.open == []
    assert {tag for tag, _ in tags.seen}.isdisjoint({"script", "link", "img", "iframe", "object", "form", "a"})
    assert not any(name in ("src", "href") or name.startswith("on") for _, given in tags.seen for name in given)
    assert "url(" not in page
    assert "default-src 'none'" in page


def test_the_cause_is_the_title_and_the_path_a_picture(report: Report, tmp_path: Path) -> None:
    page = page_of(report, tmp_path, NO_SIM)
    assert "<title>nm-cellular: The modem sees no SIM</title>" in page
    assert "device works, driver works, modem works, SIM fails" in re.sub(r"\s+", " ", page)


def test_what_a_log_holds_is_text_and_no_markup(report: Report, tmp_path: Path) -> None:
    log = tmp_path / "hostile.txt"
    log.write_text(NO_SIM.read_text().replace("SIMCOM_SIM7600E-H", "<script>alert(1)</script>"))
    assert "&lt;script&gt;" in page_of(report, tmp_path, log)
    Tags(page_of(report, tmp_path, log))


def test_secrets_are_left_out(report: Report, tmp_path: Path) -> None:
    log = tmp_path / "log.txt"
    secret = "AT+CPIN=4711\nimei: 867698041234567\ninet 203.0.114.9/32 scope global wwan0\npassword=hunter2\n"
    log.write_text(NO_SIM.read_text() + secret)
    page = page_of(report, tmp_path, log)
    assert not any(each in page for each in ("4711", "867698041234567", "203.0.114.9", "hunter2"))


def test_the_boot_partition_gets_both_and_is_written_only_for_something_new(report: Report, tmp_path: Path) -> None:
    assert report("--log", str(NO_SIM), "--boot", str(tmp_path)) == 0
    assert sorted(os.listdir(tmp_path)) == [PAGE, TEXT]
    text = (tmp_path / TEXT).read_bytes()
    assert b"error: sim-missing (SIMCOM_SIM7600E-H)\r\n" in text
    assert text.isascii()
    before = {name: (tmp_path / name).stat().st_ino for name in (PAGE, TEXT)}
    assert report("--log", str(NO_SIM), "--boot", str(tmp_path)) == 0
    assert {name: (tmp_path / name).stat().st_ino for name in (PAGE, TEXT)} == before
    assert report("--log", str(PIN), "--boot", str(tmp_path)) == 0
    assert b"sim-pin" in (tmp_path / TEXT).read_bytes()
    assert "sim-pin" in (tmp_path / PAGE).read_text()


def test_a_page_that_somebody_deleted_is_written_again(report: Report, tmp_path: Path) -> None:
    report("--log", str(NO_SIM), "--boot", str(tmp_path))
    (tmp_path / PAGE).unlink()
    report("--log", str(NO_SIM), "--boot", str(tmp_path))
    assert (tmp_path / PAGE).exists()


def test_where_it_cannot_be_written_is_said(report: Report, capsys: pytest.CaptureFixture[str]) -> None:
    assert report("--log", str(NO_SIM), "--boot", "/nowhere") == 1
    assert f"/nowhere/{PAGE}" in capsys.readouterr().err


def test_what_could_not_be_written_leaves_nothing_behind(
    report: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("os.fsync", full)
    assert report("--log", str(NO_SIM), "--boot", str(tmp_path)) == 1
    assert os.listdir(tmp_path) == []


def test_a_file_system_that_syncs_no_directory_has_the_report_all_the_same(
    report: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync = os.fsync

    def files_alone(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        sync(handle)

    monkeypatch.setattr("os.fsync", files_alone)
    page = tmp_path / "report.html"
    assert report("--log", str(NO_SIM), "-o", str(page)) == 0
    assert "</html>" in page.read_text()


def test_a_pipe_is_written_to_and_not_replaced(report: Report, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE, text=True) as reader:
        assert report("--log", os.devnull, "-o", str(pipe)) == 0
        assert "</html>" in reader.communicate(timeout=60)[0]
    assert pipe.is_fifo()


def test_a_thread_with_a_thousand_causes_makes_no_large_report(report: Report, tmp_path: Path) -> None:
    log = tmp_path / "log.txt"
    log.write_text("".join(f"password=hunter{number}\n{each.read_text()}" for number, each in enumerate(ALL * 3)))
    assert report("--log", str(log), "--boot", str(tmp_path)) == 0
    assert (tmp_path / TEXT).stat().st_size < 20_000
    assert (tmp_path / PAGE).stat().st_size < 500_000


@pytest.fixture
def live_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], str]:
    """Of a machine that has its files below a directory."""
    monkeypatch.setattr(reporting, "Layout", lambda: Layout(str(tmp_path)))
    return lambda: reporting.html(diagnose(EMPTY), EMPTY)


EMPTY = Evidence((), live=True)


def test_the_last_day_is_plotted_where_it_was_recorded(tmp_path: Path, live_page: Callable[[], str]) -> None:
    assert "The last day" not in live_page()
    record(Layout(str(tmp_path)), 3000, [])
    page = live_page()
    assert page.count("<polyline ") == 1
    assert "The last day" in page
    assert Tags(page).open == []


FRAME = """<!DOCTYPE html><iframe id="page" src="report.html" style="width: {width}px; height: 900px"></iframe>
<script>
document.getElementById("page").onload = event => {{
  const page = event.target.contentDocument.documentElement;
  const picture = page.querySelector("svg").getBoundingClientRect();
  const plots = [...page.querySelectorAll(".plots svg")].map(each => each.getBoundingClientRect());
  const letters = plots.map(each => Math.round(11 * each.width / 380));
  const broken = [...page.querySelectorAll("p, li, h1")].filter(each => each.scrollWidth > each.clientWidth + 1).length;
  document.title = [page.scrollWidth, Math.round(picture.width), broken, plots.length, ...letters].join(" ");
}};
</script>
"""


def in_a_browser(page: Path) -> str:
    """The document after it was shown; what the browser complains of is an error."""
    argv = [
        *("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"),
        *("--allow-file-access-from-files", "--enable-logging=stderr", f"--user-data-dir={page.parent}/profile"),
        *("--virtual-time-budget=5000", "--dump-dom", f"file://{page}"),
    ]
    done = subprocess.run(argv, capture_output=True, text=True, timeout=120, check=True)
    assert [line for line in done.stderr.splitlines() if ":CONSOLE" in line] == []
    return done.stdout


@pytest.mark.skipif(not shutil.which("chromium"), reason="there is no chromium")
@pytest.mark.parametrize("width", [360, 1200])
def test_a_browser_shows_it_without_scrolling_sideways(
    report: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    layout = Layout(str(tmp_path / "recorded"))
    record(layout, 3000, [])
    monkeypatch.setattr(reporting, "_plots", lambda _: remembered.graphs(layout, 86400, UTC, 96, 380) * 2)
    page_of(report, tmp_path, LOGS.parent / "logs/sim-missing/mmcli.txt", LOGS / "none/networkmanager-journal.txt")
    frame = tmp_path / "frame.html"
    frame.write_text(FRAME.format(width=width))
    found = re.search(r"<title>([\d ]+)</title>", in_a_browser(frame))
    assert found
    page_width, picture_width, broken, plots, *letters = map(int, found[1].split())
    assert page_width <= width
    assert 200 < picture_width <= 400
    assert broken == 0
    assert plots == 2
    assert min(letters) >= 9
