"""What probes may cost: a store of bytes that fills up evenly over the day.

What it holds at most and what flows in during a day are together a day's budget: so no 24 hours see more than that.
It flows with the time that the machine runs, and not with the calendar, which jumps.

What is spent is written down before: whoever is stopped at any moment wakes up with less, never with more.  As a
disk shall not be written to for every probe, some are booked at once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from .allowance import Allowance

_DAY = 86400
BOOKED_AT_ONCE = 2048
"""Bytes, of which a day's budget has some fifty."""

FIRST = 5000
"""Bytes that a modem has which was never seen, if it may save up as many: as many as the default lets it."""


@dataclass(frozen=True, slots=True)
class Budget:
    """balance: bytes that may be spent; at: when that was so; booked: those of them that the disk has as spent."""

    balance: float = 0.0
    at: float = 0.0
    booked: float = 0.0

    def accrued(self, at: float, allowance: Allowance) -> Budget:
        passed = max(0.0, at - self.at)
        return replace(self, balance=min(allowance.store, self.balance + passed * allowance.rate), at=at)

    def ready_at(self, cost: float, allowance: Allowance) -> float:
        """When it can be afforded; a day later where it never can."""
        if cost > allowance.store:
            return self.at + _DAY
        return self.at + max(0.0, cost - self.balance) / allowance.rate

    def spent(self, cost: int) -> Budget:
        return replace(self, balance=self.balance - cost, booked=self.booked - cost)

    def refunded(self, amount: int) -> Budget:
        return replace(self, balance=self.balance + amount, booked=self.booked + amount)

    def with_booking(self, cost: int) -> Budget:
        """The same with at least so much booked."""
        return self if self.booked >= cost else replace(self, booked=float(max(cost, BOOKED_AT_ONCE)))

    def after_a_crash(self, at: float) -> Budget:
        """What is left for certain, in a life that has begun at `at`."""
        return Budget(max(0.0, self.balance - self.booked), at)

    def at_an_end(self) -> Budget:
        """As whoever spends no more leaves it: nothing has to be booked ahead."""
        return replace(self, booked=0.0)
