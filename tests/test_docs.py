"""What README and docs/ show works: commands are accepted, boot files sound, sessions were had, links lead somewhere.

A block of code whose fence says `file=NAME` is that file, and a `console tried` one a session with the files above it,
as it looks on a terminal; `same=PATH` is a file of the checkout.  `pytest tests/test_docs.py --update-golden` writes
into the documents what came out.
"""

from __future__ import annotations

import os
import pty
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from nm_cellular import cli, formats

TOP = Path(__file__).resolve().parent.parent
PAGES = [TOP / "README.md", *sorted((TOP / "docs").rglob("*.md"))]
SHELLS = ("console", "sh")

_FENCE = re.compile(r"^```(\w*) ?([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`((?:sudo )?nm-cellular [^`\n]+)`")
_LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)")
_SEPARATORS = set("|;&()<>")


@dataclass(frozen=True)
class Block:
    """A fenced block of a page.  info: what stands behind the language."""

    page: Path
    line: int
    language: str
    info: str
    text: str

    @property
    def file(self) -> str:
        return dict(word.split("=", 1) for word in self.info.split() if "=" in word).get("file", "")

    def __str__(self) -> str:
        return f"{self.page.relative_to(TOP)}:{self.line}"


def blocks(page: Path) -> list[Block]:
    text = page.read_text()
    return [Block(page, text.count("\n", 0, found.start()) + 1, *found.groups()) for found in _FENCE.finditer(text)]


BLOCKS = [block for page in PAGES for block in blocks(page)]


def lines(block: Block) -> Iterator[str]:
    """The command lines of a session or a script, with those that go on joined."""
    for line in block.text.replace("\\\n", " ").splitlines():
        if block.language == "sh":
            yield line
        elif prompt := re.match(r"[#$] ", line):
            yield line[prompt.end() :]


def calls(line: str) -> Iterator[list[str]]:
    """What nm-cellular is called with, wherever in the line."""
    words: list[str] = []
    lexed = iter([*_lexed(line), ";"])
    for word in lexed:
        if not set(word) <= _SEPARATORS:
            words.append(word)
        elif set(word) <= set("<>"):
            next(lexed)
        else:
            bare = words[1:] if words[:1] == ["sudo"] else words
            words = []
            if bare[:1] == ["nm-cellular"]:
                yield bare[1:]


def _lexed(line: str) -> list[str]:
    lexer = shlex.shlex(line, posix=True, punctuation_chars="|;&()<>")
    lexer.whitespace_split = True
    return list(lexer)


CALLS = [
    (str(block), call) for block in BLOCKS if block.language in SHELLS for line in lines(block) for call in calls(line)
]
INLINE = [
    (str(page.relative_to(TOP)), call)
    for page in PAGES
    for text in _INLINE.findall(_FENCE.sub("", page.read_text()))
    if not re.search(r"[\[…]|VERB|SYSTEM|VID:PID", text)
    for call in calls(text)
]


@pytest.mark.parametrize(
    ("where", "call"), [*CALLS, *INLINE], ids=lambda each: each if isinstance(each, str) else " ".join(each)
)
def test_a_command_is_accepted(where: str, call: list[str]) -> None:
    assert _status(call) == 0, where


def _status(call: list[str]) -> object:
    try:
        cli.parse(call)
    except SystemExit as end:
        return end.code
    return 0


@pytest.mark.parametrize("block", [block for block in BLOCKS if block.language == "ini"], ids=str)
def test_a_boot_file_is_sound(block: Block) -> None:
    parsed = formats.parse(block.file or formats.CONFIG_FILE, block.text.encode())
    assert [problem for problem in parsed.problems if problem.is_error] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(TOP)))
def test_every_link_leads_somewhere(page: Path) -> None:
    links = _LINK.findall(_FENCE.sub("", page.read_text()))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_page_is_in_the_index() -> None:
    index = TOP / "docs/README.md"
    listed = {(index.parent / link).resolve() for link in _LINK.findall(index.read_text())}
    assert [page for page in (TOP / "docs").glob("*.md") if page != index and page not in listed] == []


TRIED = sorted({block.page for block in BLOCKS if block.info.startswith(("tried", "same="))})


@pytest.mark.parametrize("page", TRIED, ids=lambda page: page.name)
def test_a_session_goes_as_the_page_shows(page: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    _install(tmp_path / ".bin")
    wanted = page.read_text()
    had = _FENCE.sub(lambda found: _had(found, tmp_path), wanted)
    if request.config.getoption("--update-golden"):
        page.write_text(had)
    assert had == wanted


def _had(found: re.Match[str], directory: Path) -> str:
    language, info, text = found.groups()
    if "file=" in info:
        file = directory / info.partition("file=")[2].split()[0]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    if info.startswith("same="):
        return f"```{language} {info}\n{(TOP / info[5:]).read_text()}```"
    if not info.startswith("tried"):
        return found[0]
    session = "".join(f"{line}\n{_output(line[2:], directory)}" for line in text.splitlines() if line.startswith("$ "))
    return f"```{language} {info}\n{session}```"


def _install(directory: Path) -> None:
    directory.mkdir()
    for name, command in {"nm-cellular": f"{sys.executable} -m nm_cellular", "sudo": ""}.items():
        (directory / name).write_text(f'#!/bin/sh\nexec {command} "$@"\n')
        (directory / name).chmod(0o755)


def _output(line: str, directory: Path) -> str:
    """What a terminal shows."""
    terminal, end = pty.openpty()
    environment = {"PATH": f"{directory}/.bin:/usr/sbin:/usr/bin:/sbin:/bin", "PYTHONPATH": str(TOP), "TERM": "dumb"}
    environment |= {"PYTHONDONTWRITEBYTECODE": "1", "LC_ALL": "C.UTF-8", "HOME": str(directory)}
    with subprocess.Popen(["sh", "-c", line], stdin=end, stdout=end, stderr=end, cwd=directory, env=environment):
        os.close(end)
        shown = b""
        # A terminal whose last user has left cannot be read.
        with suppress(OSError):
            while some := os.read(terminal, 65536):
                shown += some
    os.close(terminal)
    return shown.decode().replace("\r\n", "\n")
