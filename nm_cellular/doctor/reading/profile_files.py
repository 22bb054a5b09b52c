"""ls -l and stat of NetworkManager's profiles: who may read them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..facts import Fact
from ..facts.network import Profile
from .lines import Line
from .paste import Paste

_FOLDER = "system-connections"
_COMMAND = re.compile(r".*\b(?:ls|ll|stat)\b.*?(\S*system-connections\S*)")
_LISTED = re.compile(
    r"(-[rwxsStT-]{9})[.+@]? +\d+ +(\w+) +\w+ +\d+ +(?:\w{3} +\d+ +[\d:]+|[\d-]+ [\d:.]+(?: [+-]\d{4})?) (.*)"
)
_HEADING = re.compile(r"(\S*system-connections/?):$")


def read(lines: Paste) -> Iterator[Fact]:
    folder, since = "", -99
    for line in lines.near(_FOLDER):
        text = line.text.strip()
        if _FOLDER in text and (found := _HEADING.match(text) or _COMMAND.match(text)):
            folder, since = found[1], line.number
        if text.startswith("-") and (found := _LISTED.match(text)):
            if _FOLDER in found[3]:
                yield _profile(line, found, "")
            elif folder and line.number < since + 20:
                yield _profile(line, found, folder)


def _profile(line: Line, found: re.Match[str], folder: str) -> Profile:
    path = f"{folder.rstrip('/*')}/{found[3].strip()}" if folder and "/" not in found[3] else found[3].strip()
    owner = () if found[2] in ("root", "0") else (f"File owner ({found[2]}) is insecure",)
    return Profile(line.source, (), path, _mode(found[1]), owner)


def _mode(letters: str) -> int:
    return sum(1 << (8 - place) for place, letter in enumerate(letters[1:10]) if letter not in "-ST")
