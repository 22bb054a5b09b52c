"""What dialers and their scripts did, step by step, and what is wrong with a recipe."""

from __future__ import annotations

from dataclasses import dataclass

from .fact import Fact


@dataclass(frozen=True, slots=True)
class ChatStep(Fact):
    """A chat script or wvdial with the modem; kind: `send`, `expect`, `got`, `heard`, `failed`, `timeout`; text: what
    was sent or expected, or the answer that came instead (`NO CARRIER`).
    """

    kind: str
    text: str = ""
    program: str = "chat"


@dataclass(frozen=True, slots=True)
class PppStep(Fact):
    """A step of pppd, whoever tells of it; step: a name of reading/pppd.py; text: what it is about."""

    step: str
    text: str = ""
    program: str = "pppd"


@dataclass(frozen=True, slots=True)
class RecipeMistake(Fact):
    """A mistake that can be seen in a recipe alone.

    check: the slug; form: `wvdial`, `pppd`, `quectel-CM`, …; says: what it does; hint: what to write instead.
    is_fatal: the recipe cannot work with it.
    """

    check: str
    form: str
    says: str
    hint: str
    is_fatal: bool = False


@dataclass(frozen=True, slots=True)
class Regression(Fact):
    """Somebody tells of kernels that it does and does not work with."""

    kernels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KernelBlamed(Fact):
    """Somebody, who may have asked its developers, calls it a fault of the kernel or of one of its drivers."""


@dataclass(frozen=True, slots=True)
class ToldCause(Fact):
    """Somebody tells what it was; check: the slug."""

    check: str


@dataclass(frozen=True, slots=True)
class Drops(Fact):
    """Somebody tells that it leaves by itself, now and then."""


@dataclass(frozen=True, slots=True)
class Prose(Fact):
    """What a person wrote, between two things that they pasted."""
