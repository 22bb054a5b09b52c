"""How a modem uses its radio: modes and bands, and the bearer with which it attaches to an LTE network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from . import bands
from .dbus_values import Properties, is_number
from .modem_enums import IpFamily
from .tolerant import Bits


class Mode(Bits):
    """Source: MMModemMode of ModemManager-enums.h, where "any" has all bits set."""

    NONE = 0
    CS = 1 << 0
    _2G = 1 << 1
    _3G = 1 << 2
    _4G = 1 << 3
    _5G = 1 << 4
    ANY = 0xFFFFFFFF

    def labels(self) -> tuple[str, ...]:
        if self == Mode.ANY:
            return ("any",)
        single = [1 << bit for bit in range(self.value.bit_length()) if self.value >> bit & 1]
        return tuple(_MODE_NAMES.get(bit, str(bit)) for bit in single)

    @property
    def label(self) -> str:
        return ", ".join(self.labels()) or "none"


_MODE_NAMES = {1: "cs", 2: "2g", 4: "3g", 8: "4g", 16: "5g"}
_MODES = {name: Mode(bit) for bit, name in _MODE_NAMES.items()} | {"any": Mode.ANY}


def mode(names: tuple[str, ...]) -> Mode:
    """The modes of these names together; raises KeyError."""
    found = Mode.NONE
    for name in names:
        found |= _MODES[name]
    return found


class Auth(Bits):
    """Source: MMBearerAllowedAuth of ModemManager-enums.h."""

    NONE = 1 << 0
    PAP = 1 << 1
    CHAP = 1 << 2
    MSCHAP = 1 << 3
    MSCHAPV2 = 1 << 4
    EAP = 1 << 5


@dataclass(frozen=True, slots=True)
class Modes:
    """A combination: those that the modem may use, and which of them it prefers (NONE: no preference)."""

    allowed: Mode
    preferred: Mode

    @classmethod
    def from_pair(cls, pair: Any) -> Modes | None:  # noqa: ANN401  as it came off the bus
        if not isinstance(pair, list | tuple) or len(pair) != 2 or not all(map(is_number, pair)):
            return None
        allowed, preferred = pair
        return cls(Mode(allowed), Mode(preferred))

    def __str__(self) -> str:
        if self.preferred == Mode.NONE:
            return self.allowed.label
        return f"{self.allowed.label} with {self.preferred.label} preferred"


@dataclass(frozen=True, slots=True)
class InitialEps:
    """The settings of the bearer that an LTE modem asks for when it attaches; ip_type 0 and auth 0: not said."""

    apn: str
    ip_type: IpFamily
    username: str
    auth: Auth

    @classmethod
    def from_properties(cls, properties: Properties) -> InitialEps | None:
        """None where the modem does not tell any."""
        if not properties:
            return None
        return cls(
            apn=properties.text("apn"),
            ip_type=IpFamily(properties.number("ip-type")),
            username=properties.text("user"),
            auth=Auth(properties.number("allowed-auth")),
        )


@dataclass(frozen=True, slots=True)
class Radio:
    """modes: None where the modem does not tell them; bands: ModemManager's numbers (bands.py has their names)."""

    modes: Modes | None
    supported_modes: tuple[Modes, ...]
    bands: tuple[int, ...]
    supported_bands: tuple[int, ...]
    initial_eps: InitialEps | None

    @classmethod
    def from_properties(cls, modem: Mapping[str, Any], modem_3gpp: Mapping[str, Any]) -> Radio:
        properties = Properties(modem)
        pairs = map(Modes.from_pair, properties.items("SupportedModes"))
        return cls(
            modes=Modes.from_pair(modem.get("CurrentModes")),
            supported_modes=tuple(pair for pair in pairs if pair),
            bands=_bands(properties, "CurrentBands"),
            supported_bands=_bands(properties, "SupportedBands"),
            initial_eps=InitialEps.from_properties(Properties(modem_3gpp).below("InitialEpsBearerSettings")),
        )


def _bands(properties: Properties, key: str) -> tuple[int, ...]:
    """A modem that tells no bands has the one that is called unknown."""
    return tuple(band for band in properties.items(key) if is_number(band) and band != bands.UNKNOWN)
