"""Which PINs were tried on which SIM, and what came of it: remembered, so that no PIN fails twice.

Neither SIMs nor PINs are kept, only digests of both that need a key to be compared (of ten thousand PINs a plain
digest would tell the right one).  Tries are never changed: each function returns the next ones.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from hashlib import sha256

from ..profile import Secret


class Outcome(Enum):
    """SENT: nobody knows, such as after a power cut.  WRONG: the SIM counted it.  PAST: and was unlocked since."""

    SENT = "sent"
    WRONG = "wrong"
    PAST = "past"


class Unreadable(ValueError):
    """What was remembered cannot be understood, or was written with another key."""


@dataclass(frozen=True, slots=True)
class Tries:
    """outcomes: by the PIN's digest, by the SIM's.  busy: the SIMs, by their names, that get a PIN right now."""

    key: bytes = field(repr=False)
    outcomes: Mapping[str, Mapping[str, Outcome]] = field(default_factory=dict, repr=False)
    busy: frozenset[str] = field(default=frozenset(), compare=False)

    def name(self, sim: str) -> str:
        """Its digest, by which it may be called where it shall not be told."""
        return self._digest(sim)

    def is_busy(self, sim: str) -> bool:
        """Whether somebody is sending a PIN to it, and nobody knows yet what comes of it."""
        return self.name(sim) in self.busy

    def outcome(self, sim: str, pin: Secret) -> Outcome | None:
        """None where that PIN was never tried on that SIM, or was right."""
        return self._of(sim).get(self._digest(sim, pin.reveal()))

    def have_failed(self, sim: str) -> bool:
        """Whether any PIN may have failed since the SIM was last unlocked."""
        return any(outcome is not Outcome.PAST for outcome in self._of(sim).values())

    def noted(self, sim: str, pin: Secret, outcome: Outcome) -> Tries:
        return self._with(sim, {**self._of(sim), self._digest(sim, pin.reveal()): outcome})

    def forgotten(self, sim: str, pin: Secret) -> Tries:
        """As if it had never been sent."""
        digest = self._digest(sim, pin.reveal())
        return self._with(sim, {name: outcome for name, outcome in self._of(sim).items() if name != digest})

    def unlocked(self, sim: str, pin: Secret) -> Tries:
        """It was right, and the SIM counts anew; what was wrong before remains wrong."""
        right = self._digest(sim, pin.reveal())
        return self._with(sim, {digest: Outcome.PAST for digest in self._of(sim) if digest != right})

    def _of(self, sim: str) -> Mapping[str, Outcome]:
        return self.outcomes.get(self._digest(sim), {})

    def _with(self, sim: str, outcomes: Mapping[str, Outcome]) -> Tries:
        together = {**self.outcomes, self._digest(sim): outcomes}
        return replace(self, outcomes={name: found for name, found in together.items() if found})

    def _digest(self, *words: str) -> str:
        return hmac.digest(self.key, "\0".join(("pin", *words)).encode(), "sha256").hex()[:32]


def serialise(tries: Tries) -> str:
    sims = {sim: {pin: each.value for pin, each in found.items()} for sim, found in tries.outcomes.items()}
    return json.dumps({"key": _name(tries.key), "sims": sims}, indent=1) + "\n"


def parse(text: str | bytes, key: bytes) -> Tries:
    """The inverse; raises Unreadable, because what failed once must not be taken for new."""
    try:
        found = json.loads(text)
        if found["key"] != _name(key):
            raise Unreadable("it was written with another key")
        sims = {sim: {pin: Outcome(each) for pin, each in pins.items()} for sim, pins in found["sims"].items()}
    except Unreadable:
        raise
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise Unreadable("it cannot be understood") from None
    return Tries(key, sims)


def _name(key: bytes) -> str:
    return sha256(b"name of the key of PINs" + key).hexdigest()[:8]
