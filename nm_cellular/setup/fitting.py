"""Which modem a section of the configuration is for: the one whose `modem` and `sim` it names."""

from __future__ import annotations

from typing import Protocol

from ..modems.modem import Modem


class Bound(Protocol):
    """What may be bound to a modem and a SIM; None means any.

    sim_id: ICCID; sim_operator_id: MCC and MNC of who issued it; modem: ModemManager's device identifier.
    """

    @property
    def sim_id(self) -> str | None: ...

    @property
    def sim_operator_id(self) -> str | None: ...

    @property
    def modem(self) -> str | None: ...


def fits(bound: Bound, modem: Modem) -> bool:
    """Whether nothing keeps them apart: NetworkManager too lets pass what the modem does not tell."""
    iccid, operator = (modem.sim.iccid, modem.sim.operator_code) if modem.sim else ("", "")
    pairs = (
        (bare(bound.sim_id or ""), bare(iccid)),
        (bound.sim_operator_id, operator),
        (bound.modem, modem.device_identifier),
    )
    return not any(wanted and found and wanted != found for wanted, found in pairs)


def bare(iccid: str) -> str:
    """An odd number of digits is filled up with an F, which not every modem takes off."""
    return iccid.upper().rstrip("F")
