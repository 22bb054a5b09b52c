"""The pure pipeline in one call: the bytes of a boot file to keyfiles, each of which libnm has to read as it was meant.

libnm has the last word where it is installed; elsewhere the profiles are only rendered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import pytest

from nm_cellular import build, formats
from nm_cellular.formats import Parsed
from nm_cellular.layout import Layout
from nm_cellular.pins.kept_pins import Kept
from nm_cellular.plan import Installed, Wanted
from nm_cellular.problem import Problem
from nm_cellular.rendering import Templates

try:
    from . import meaning
except ImportError:
    meaning = None  # type: ignore[assignment]

CONF = "/boot/firmware/cellular.conf"
KEYFILE = "/boot/firmware/system-connections/modem"
NM = (1, 42)
"""The oldest NetworkManager that we support, which has every property of these tests unless they say otherwise."""


@dataclass(frozen=True, slots=True)
class Made:
    """What became of one boot file."""

    parsed: Parsed
    wanted: tuple[Wanted, ...]
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.is_error]

    @property
    def warnings(self) -> list[Problem]:
        return [problem for problem in self.problems if not problem.is_error]


@cache
def templates() -> Templates:
    return Templates(Layout().template_directories)


def make(
    data: str | bytes,
    file: str = CONF,
    *,
    version: tuple[int, int] = NM,
    installed: Sequence[Installed] = (),
    kept: Kept | None = None,
) -> Made:
    parsed = build.merged([formats.parse(file, data.encode() if isinstance(data, str) else data)])
    profiles = build.with_installed_secrets(parsed.profiles, installed, kept or {})
    wanted, problems = build.wanted(profiles, version, templates().keyfile)
    if meaning:
        for each in wanted:
            meaning.assert_read_as_meant(each)
    own = [problem for each in wanted for problem in each.profile.problems]
    return Made(parsed, tuple(wanted), (*parsed.problems, *problems, *own))


def profile(data: str | bytes, file: str = CONF, *, version: tuple[int, int] = NM) -> Wanted:
    """The only profile of a file without errors."""
    made = make(data, file, version=version)
    assert made.errors == []
    (wanted,) = made.wanted
    return wanted


def error(data: str | bytes, file: str = CONF) -> Problem:
    """The only error of a file that therefore gives no profile."""
    made = make(data, file)
    assert made.wanted == ()
    (problem,) = made.errors
    return problem


def warning(data: str | bytes, file: str = CONF) -> Problem:
    """The only warning of a file that gives a profile."""
    made = make(data, file)
    assert made.errors == []
    assert made.wanted
    (problem,) = made.warnings
    return problem


def needs_libnm() -> None:
    if meaning is None:
        pytest.skip("libnm's introspection is not installed")
