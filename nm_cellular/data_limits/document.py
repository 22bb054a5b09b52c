"""What is known of the data of each modem now, as JSON: for `status`, and for the next run of the watch.

{"boot": ID, "modems": {DEVICE: {"used", "month", "limit", "stop", "standing", "stopped"}}}: DEVICE is a path below
/sys, used and limit are bytes, limit is null where there is none.  No SIM is named, as every user may read it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Set
from typing import Any

from ..json_values import count
from .counting import Account
from .limit import Limit


def now(accounts: Mapping[str, Account], stopped: Set[str], boot: str) -> dict[str, Any]:
    """stopped: the modems that we have disconnected."""
    modems = {device: {**of(account), "stopped": device in stopped} for device, account in accounts.items()}
    away = {device: {"stopped": True} for device in stopped if device not in modems}
    return {"boot": boot, "modems": modems | away}


def of(account: Account) -> dict[str, Any]:
    limit = account.limit
    return {
        "used": account.used,
        "month": account.month,
        "limit": limit.bytes if limit else None,
        "stop": bool(limit and limit.stop),
        "standing": account.standing.value,
    }


def stopped(text: str | bytes, boot: str) -> frozenset[str]:
    """The modems that we have disconnected, in this life of the machine; never raises."""
    return frozenset(device for device, value in _modems(text, boot).items() if value.get("stopped") is True)


def accounts(text: str | bytes, boot: str) -> dict[str, Account]:
    """By modem; never raises."""
    try:
        return {device: _read(value) for device, value in _modems(text, boot).items() if "used" in value}
    except (ValueError, TypeError, KeyError):
        return {}


def _read(value: Mapping[str, Any]) -> Account:
    limit = None if value["limit"] is None else Limit(count(value["limit"]), value["stop"] is True)
    return Account(count(value["used"]), str(value["month"]), limit)


def _modems(text: str | bytes, boot: str) -> dict[str, dict[str, Any]]:
    try:
        found = json.loads(text)
        is_ours = found["boot"] == boot
        return {str(device): dict(value) for device, value in found["modems"].items()} if is_ours else {}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}
