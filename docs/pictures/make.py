"""Makes the pictures that show programs: /usr/bin/python3 docs/pictures/make.py, as root.

status.svg is what `nm-cellular status` shows in the lab of tests/lab, doctor.svg what the doctor says of a log of
tests/doctor; report.png is the doctor's page in a browser, and needs chromium.  packet.svg was drawn by hand.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

HERE = Path(__file__).resolve().parent
TOP = HERE.parents[1]
sys.path.insert(0, str(TOP))

from tests.lab import BOOT, Lab, Modem  # noqa: E402

_PROGRAM = ["/usr/bin/python3", "-m", "nm_cellular"]
_ENVIRONMENT = {"PYTHONPATH": str(TOP), "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}
_LOG = TOP / "tests/doctor/logs/apn-wrong/journal-qmi-27.txt"

_THEME = TerminalTheme(
    (250, 250, 248),
    (40, 42, 46),
    [
        (40, 42, 46),
        (178, 34, 34),
        (26, 127, 55),
        (154, 103, 0),
        (9, 82, 165),
        (130, 80, 223),
        (27, 124, 131),
        (90, 94, 100),
    ],
    [
        (90, 94, 100),
        (207, 34, 46),
        (45, 164, 78),
        (191, 135, 0),
        (33, 119, 212),
        (164, 117, 249),
        (49, 146, 170),
        (20, 20, 20),
    ],
)

_FORMAT = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">
<style>
.{unique_id}-matrix {{ font: {char_height}px/{line_height}px "DejaVu Sans Mono", Menlo, Consolas, monospace; }}
{styles}
</style>
<defs>{lines}</defs>
<rect width="100%" height="100%" rx="8" fill="#fafaf8" stroke="#d0d0cc"/>
<g transform="translate(10, 22)">{backgrounds}<g class="{unique_id}-matrix">{matrix}</g></g>
</svg>
"""


def main() -> int:
    draw("status", "nm-cellular status", status())
    draw("doctor", f"nm-cellular doctor --log {_LOG.name}", doctor())
    photograph_report()
    return 0


def status() -> str:
    with Lab() as lab:
        (lab.path(BOOT) / "cellular.conf").write_text(
            "[giffgaff]\napn = giffgaff.com\nusername = giffgaff\npassword = password\n"
        )
        lab.run([*_PROGRAM, "apply"], env=_ENVIRONMENT)
        lab.modemmanager.start([Modem(operator="23410", apns=("giffgaff.com",))])
        lab.run([*_PROGRAM, "wait", "--timeout", "60"], env=_ENVIRONMENT)
        return shown(lab, [*_PROGRAM, "status"])


def doctor() -> str:
    with Lab() as lab:
        return shown(lab, [*_PROGRAM, "doctor", "--log", str(_LOG)])


def shown(lab: Lab, argv: list[str]) -> str:
    terminal = lab.terminal(argv, env=_ENVIRONMENT | {"COLUMNS": "96"})
    terminal.end()
    return terminal.screen.replace("\r\n", "\n")


def draw(name: str, command: str, screen: str) -> None:
    width = max(len(Text.from_ansi(line)) for line in screen.splitlines()) + 1
    console = Console(record=True, width=max(width, len(command) + 3), file=io.StringIO(), color_system="256")
    console.print(Text(f"$ {command}", style="bold"))
    console.print(Text.from_ansi(screen), end="")
    svg = console.export_svg(theme=_THEME, code_format=_FORMAT, unique_id=name)
    (HERE / f"{name}.svg").write_text(svg)


def photograph_report() -> None:
    with tempfile.TemporaryDirectory() as directory:
        page = Path(directory) / "report.html"
        subprocess.run([*_PROGRAM, "report", "--log", str(_LOG), "-o", str(page)], env=_ENVIRONMENT, check=True)
        options = [
            "--headless",
            "--no-sandbox",
            "--hide-scrollbars",
            "--window-size=800,480",
            f"--user-data-dir={directory}/b",
        ]
        argv = ["chromium", *options, f"--screenshot={HERE}/report.png", page.as_uri()]
        subprocess.run(argv, check=True, stderr=subprocess.DEVNULL)


if __name__ == "__main__":
    sys.exit(main())
