"""How a modem stands with its network, as ModemManager said it at one moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from .dbus_values import Properties
from .modem_enums import AccessTechnology, PacketService, RegistrationState


class Rejection(NamedTuple):
    """Why a network refused the modem, and which: its cause is an MMNetworkError, from 3GPP TS 24.008."""

    cause: int
    operator_code: str
    operator_name: str
    technologies: AccessTechnology

    @classmethod
    def from_properties(cls, properties: Properties) -> Rejection | None:
        """None where there was no refusal, and always before ModemManager 1.24."""
        cause = properties.number("error")
        if not cause:
            return None
        return cls(
            cause,
            operator_code=properties.text("operator-id"),
            operator_name=properties.text("operator-name"),
            technologies=AccessTechnology(properties.number("access-technology")),
        )


@dataclass(frozen=True, slots=True)
class Registration:
    """operator: of the network, not of the SIM."""

    state: RegistrationState
    operator_code: str
    operator_name: str
    packet_service: PacketService
    rejection: Rejection | None

    @classmethod
    def from_properties(cls, values: Mapping[str, Any]) -> Registration:
        properties = Properties(values)
        known = "RegistrationState" in values
        return cls(
            RegistrationState(properties.number("RegistrationState")) if known else RegistrationState.UNKNOWN,
            operator_code=properties.text("OperatorCode"),
            operator_name=properties.text("OperatorName"),
            packet_service=PacketService(properties.number("PacketServiceState")),
            rejection=Rejection.from_properties(properties.below("NetworkRejection")),
        )
