"""chap-secrets and pap-secrets: our lines in files that others have lines in too.

Above each of ours a comment says for which connection it is; all other lines stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

_MARK = "# nm-cellular: "
_LINE = re.compile(rf"^{_MARK}(?P<name>[a-z0-9-]+)\n(?P<line>.*\n?)", re.MULTILINE)


def merged(text: str, lines: Mapping[str, str], stay: Collection[str] = ()) -> str:
    """The file with these lines, by connection; an empty one is none.

    stay: the connections whose lines are kept where nothing is said of them.
    """
    kept = _LINE.sub(lambda found: found[0] if found["name"] in stay and found["name"] not in lines else "", text)
    # A last line without an end would become one with ours.
    lines = {name: line for name, line in lines.items() if line}
    ended = f"{kept}\n" if kept and lines and not kept.endswith("\n") else kept
    return ended + "".join(f"{_MARK}{name}\n{line.strip()}\n" for name, line in lines.items())


def others_user(text: str, line: str) -> bool:
    """Whether a line that is not ours is for the same user: pppd takes the first."""
    user = _user(line)
    return any(_user(each) == user for each in _LINE.sub("", text).splitlines() if each and not each.startswith("#"))


def _user(line: str) -> str:
    found = re.match(r'\s*("(?:[^"\\]|\\.)*"|\S+)', line)
    return found[1].strip('"') if found else ""


def masked(text: str) -> str:
    """For people's eyes: no line's secret, whoever's it is."""
    return "".join(f"{_masked(line)}\n" for line in text.removesuffix("\n").split("\n")) if text else ""


def _masked(line: str) -> str:
    return line if not line.strip() or line.lstrip().startswith("#") else f"{_user(line)} * <hidden>"
