"""Where profiles are installed: files that NetworkManager reads, or NetworkManager itself over D-Bus."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol

from .nm_version import Version
from .plan import Action, Installed


@dataclass(frozen=True, slots=True)
class Outcome:
    """What NetworkManager said.

    running: it was there.  refused: why, by path, for each profile that it did not take.  why: its failure to answer.
    paths: where a profile came to be, by uuid, where that is not the action's path.
    """

    running: bool = False
    refused: Mapping[str, str] = field(default_factory=dict)
    why: str = ""
    paths: Mapping[str, str] = field(default_factory=dict)


class Store(Protocol):
    """Both kinds; every method raises OSError or CommandError where the store cannot be used."""

    @property
    def directory(self) -> str:
        """Where a new profile goes."""

    def version(self) -> Version | None:
        """The version of the NetworkManager that the profiles are for; None where nobody knows."""

    def locked(self) -> AbstractContextManager[None]:
        """Holds the store against other runs of ours."""

    def installed(self) -> tuple[Installed, ...]:
        """All profiles and tombstones, other people's too."""

    def execute(self, actions: Sequence[Action]) -> Outcome:
        """Carries the plan out, and has NetworkManager use it."""
