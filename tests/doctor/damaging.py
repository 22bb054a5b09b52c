"""Damaged logs, each made from its number alone: what forums and people do to a log, and what nobody does."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from random import Random

_LOGS = sorted((Path(__file__).parent / "logs").glob("*/*.txt"))
_MORE = os.environ.get("NM_CELLULAR_LOGS")
"""A directory of other logs, beside those of the tests."""

_ODD = (
    *("\0", "\x1b[31m", "\r", "\v", "\u2028", "\ufeff", "\ud800", "\u202e", "é", "٣", "“", "’", "…", "→", "’m not "),
    *(
        "[",
        "]",
        "(",
        ")",
        "{",
        "}",
        "'",
        '"',
        ":",
        ": ",
        "|",
        "<",
        ">",
        "%",
        "\\",
        "-",
        "--",
        "=",
        ",",
        "/",
        "+",
        "*",
        "\t",
    ),
    *("9" * 40, "-1", "0x", "1e9", "²", "0", "", "None", "null", "%{", "AT+", "+CME ERROR: ", "kernel: ", "[ 1.0] "),
)
_LONGEST = 25_000
"""Characters of a log, so that a million of them end some day."""


@cache
def logs() -> Sequence[str]:
    more = sorted(Path(_MORE).glob("*.txt")) if _MORE else []
    return [log.read_text(errors="replace") for log in (*_LOGS, *more)]


@cache
def _lines() -> Sequence[str]:
    return sorted({line for log in logs() for line in log.splitlines() if line.strip()})


@cache
def _words() -> Sequence[str]:
    return sorted({word for line in _lines() for word in line.split()})


def damaged(number: int) -> tuple[str, str]:
    """The kind of damage, and the text."""
    random = Random(number)
    kind, make = random.choice(_KINDS)
    return kind, make(random)[:_LONGEST]


def _characters(random: Random) -> str:
    """A log with some characters lost, doubled, exchanged, or odd ones between them."""
    text = random.choice(logs())
    for _ in range(random.choice((1, 1, 2, 3, 8, 40))):
        at = random.randint(0, len(text))
        lost = random.choice((0, 0, 1, 1, 2, 9))
        text = text[:at] + random.choice((*_ODD, text[at : at + 3] * 2)) + text[at + lost :]
    return text


def _numbers(random: Random) -> str:
    """A log in which numbers and other signs are not what they were."""
    text = list(random.choice(logs()))
    digits = [at for at, sign in enumerate(text) if sign.isdigit()]
    for at in random.sample(digits, min(len(digits), random.choice((1, 2, 5, 20)))):
        text[at] = random.choice(("", "9", "0", "-", "f", "x", ".", ":", "99999999999999999999", "³", "٣", " "))
    return "".join(text)


def _order(random: Random) -> str:
    """A log whose lines are lost, doubled, shuffled, joined, cut, indented, quoted."""
    lines = random.choice(logs()).splitlines()
    for _ in range(random.choice((1, 2, 4, 10))):
        at = random.randrange(len(lines))
        change = random.choice(_CHANGES)
        lines[at : at + 1] = change(lines[at], random)
        if not lines:
            return ""
    if random.random() < 0.2:
        random.shuffle(lines)
    return random.choice(("\n", "\n", "\n", "\r\n", "\r", " ", "\n\n", "\n> ")).join(lines)


_CHANGES: Sequence[Callable[[str, Random], Sequence[str]]] = (
    lambda line, random: (),
    lambda line, random: (line,) * random.choice((2, 3, 50)),
    lambda line, random: (line[: random.randint(0, len(line))],),
    lambda line, random: (line[random.randint(0, len(line)) :],),
    lambda line, random: (line[: (at := random.randint(0, len(line)))], line[at:]),
    lambda line, random: (f"{line} {random.choice(_lines())}",),
    lambda line, random: (random.choice(_lines()), line),
    lambda line, random: (
        random.choice((" " * 8, "> ", "| ", "\t", "# ", "    ```", "<6>", "pi@raspberrypi:~ $ ")) + line,
    ),
    lambda line, random: (line.upper(),),
    lambda line, random: (line[::-1],),
)


def _splice(random: Random) -> str:
    """Parts of several logs in one."""
    parts = []
    for _ in range(random.randint(2, 4)):
        lines = random.choice(logs()).splitlines()
        start = random.randrange(len(lines))
        parts += lines[start : start + random.randint(1, 20)]
    return "\n".join(parts)


def _any_lines(random: Random) -> str:
    """Lines of all logs, with other words in some places."""
    lines = random.sample(_lines(), random.randint(1, 12))
    return "\n".join(_with_other_words(line, random) if random.random() < 0.5 else line for line in lines)


def _with_other_words(line: str, random: Random) -> str:
    words = line.split(" ")
    words[random.randrange(len(words))] = random.choice(_words())
    return " ".join(words)


def _any_words(random: Random) -> str:
    words = (
        random.choice(_words()) + random.choice((" ", " ", " ", "\n", "", ": ")) for _ in range(random.randint(1, 80))
    )
    return "".join(words)


def _many(random: Random) -> str:
    """Something small over and over, alone or at the end of a line: what makes patterns try again and again."""
    what = random.choice(
        (random.choice(_ODD), random.choice(_words()), random.choice(_lines())[:40], chr(random.randint(32, 126)))
    )
    line = random.choice(_lines())
    at = random.randint(0, len(line))
    return line[:at] + (what or " ") * random.randint(10, 4000 // max(1, len(what)) + 10) + line[at:]


def _bytes(random: Random) -> str:
    """As a file that is no text is read."""
    return random.randbytes(random.randint(0, 400)).decode("utf-8", "replace")


_KINDS: Sequence[tuple[str, Callable[[Random], str]]] = (
    *(("characters", _characters),) * 4,
    *(("numbers", _numbers),) * 3,
    *(("order", _order),) * 4,
    *(("splice", _splice),) * 3,
    *(("any lines", _any_lines),) * 3,
    ("any words", _any_words),
    ("many", _many),
    ("bytes", _bytes),
)
"""More often what is still like a log."""
