"""All that is known, and what could not be known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from .facts import Fact
from .facts.dialing import Prose

_Kind = TypeVar("_Kind", bound=Fact)
_View = TypeVar("_View")


class Unavailable(NamedTuple):
    """why: a sentence for people, with what to do where something can be done (`run it as root`)."""

    why: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """facts: in the order of the log, what is so just now last; unavailable: by kind of fact, why none are known.

    live: whether this machine was looked at, so that what nobody saw is not there; a log may just not show it.
    """

    facts: tuple[Fact, ...] = ()
    unavailable: Mapping[str, Unavailable] = field(default_factory=dict)
    live: bool = False
    _by_kind: dict[type[Fact], tuple[Fact, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False, hash=False
    )

    _views: dict[Callable[..., Any], Any] = field(
        default_factory=dict, init=False, repr=False, compare=False, hash=False
    )

    @property
    def is_of_anything(self) -> bool:
        """Whether there is more than sentences that somebody wrote."""
        return any(not isinstance(fact, Prose) for fact in self.facts)

    def of(self, kind: type[_Kind]) -> tuple[_Kind, ...]:
        """The facts of that kind, oldest first."""
        if not self._by_kind:
            self._by_kind.update(_sorted_by_kind(self.facts))
        return self._by_kind.get(kind, ())  # type: ignore[return-value]  # each entry holds facts of its key's kind

    def view(self, make: Callable[[Evidence], _View]) -> _View:
        """What a function makes of it, made once however many checks want it."""
        if make not in self._views:
            self._views[make] = make(self)
        return self._views[make]  # type: ignore[no-any-return]  # each entry is what its key returned

    def why_not(self, kind: type[Fact]) -> Unavailable | None:
        """Why no facts of that kind are known, where somebody tried to know them."""
        return self.unavailable.get(kind.__name__)


def _sorted_by_kind(facts: tuple[Fact, ...]) -> Mapping[type[Fact], tuple[Fact, ...]]:
    kinds: dict[type[Fact], list[Fact]] = {}
    for fact in facts:
        kinds.setdefault(type(fact), []).append(fact)
    return {kind: tuple(those) for kind, those in kinds.items()}
