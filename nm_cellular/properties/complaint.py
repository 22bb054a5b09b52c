"""What NetworkManager would not like about a keyfile."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from ..problem import Severity


class Effect(Enum):
    """What NetworkManager does about a bad value, as the end of a sentence."""

    REFUSED = "refuses the whole profile"
    DROPPED = "ignores it"
    TAKEN = "does not notice"


@dataclass(frozen=True, slots=True)
class Complaint:
    """An error makes NetworkManager refuse the whole profile; of a warning it drops or ignores the value.

    key is empty where the whole section is meant.  hint names properties as nmcli does, which is right in
    cellular.conf and known to those who write keyfiles.
    """

    severity: Severity
    section: str
    key: str
    message: str
    hint: str = ""


def refused(section: str, key: str, message: str, hint: str = "") -> Complaint:
    return Complaint(Severity.ERROR, section, key, message, hint)


def dropped(section: str, key: str, message: str, hint: str = "") -> Complaint:
    return Complaint(Severity.WARNING, section, key, message, hint)
