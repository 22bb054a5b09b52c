"""What the log and `status` say of data that was used."""

from __future__ import annotations

from ..history.words import size
from .counting import Account
from .limit import Standing


def used(account: Account) -> str:
    """Such as `1.7 GB of 2 GB in 2026-03, near the limit`."""
    more = {Standing.NEAR: ", near the limit", Standing.OVER: ", over the limit"}.get(account.standing, "")
    return _amount(account) + more


def told(before: Standing, account: Account) -> str:
    """A line for the log where the standing has changed; empty else."""
    if account.standing is before:
        return ""
    match account.standing:
        case Standing.OVER if account.is_stopped:
            return f"the data limit is reached: {_amount(account)}; it is disconnected until the next month"
        case Standing.OVER:
            return f"the data limit is reached: {_amount(account)}; data-limit-stop = yes would disconnect it"
        case Standing.NEAR:
            return f"the data limit is near: {_amount(account)}"
    return f"the data limit is far again: {_amount(account)}"


def _amount(account: Account) -> str:
    limit = f" of {size(account.limit.bytes)}" if account.limit else ""
    month = f" in {account.month}" if account.month else ""
    return f"{size(account.used)}{limit}{month}"
