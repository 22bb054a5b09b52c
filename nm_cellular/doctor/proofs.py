"""The stages of the path from the USB port to an answer, and what proves that one was reached."""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum

from .evidence import Evidence
from .facts.dialing import PppStep
from .facts.modem import AtExchange, ModemReport
from .facts.network import Fetch, Lease, Link, NmDevice, Ping, Route
from .facts.usb import UsbBound
from .source import Source
from .usb_tree import MODEM_DRIVERS


class Stage(IntEnum):
    """In the order of a packet's path; each implies those before it."""

    BOUND = 1
    LISTED = 2
    SIM_READY = 3
    REGISTERED = 4
    CONNECTED = 5
    ADDRESS = 6
    ANSWERED = 7


_MODEM_NAMES = (
    "wwan",
    "wwp",
    "wwx",
    "ww",
    "ppp",
    "cdc-wdm",
    "ttyUSB",
    "ttyACM",
    "ttyHS",
    "ttyAMA",
    "ttyS",
    "rmnet",
    "mhi",
)
_DRIVERS = frozenset(
    {*MODEM_DRIVERS, "cdc_acm", "cdc_ether", "cdc_ncm", "cdc_wdm", "rndis_host", "usbserial", "usbserial_generic"}
)
"""Those that a modem may have; a disk or a mouse proves nothing."""

_READY_STATES = ("disabled", "enabling", "enabled", "searching", "registered", "connecting", "connected")
_ANSWERING_STATES = ("registered", "connecting", "connected")


def is_modems(interface: str) -> bool:
    """Whether a name is that of a modem's port or interface; usb0 and eth1 may be one, but nobody knows."""
    return interface.startswith(_MODEM_NAMES)


def proofs(evidence: Evidence) -> Iterator[tuple[Stage, Source]]:
    """Each line that proves a stage, with it; not in order."""
    for bound in evidence.of(UsbBound):
        if bound.driver in _DRIVERS:
            yield Stage.BOUND, bound.source
    for report in evidence.of(ModemReport):
        if stage := _of_report(report):
            yield stage, report.source
    for exchange in evidence.of(AtExchange):
        if stage := _of_exchange(exchange):
            yield stage, exchange.source
    yield from _of_network(evidence)


def _of_report(report: ModemReport) -> Stage | None:
    if any(bearer.connected and bearer.addresses for bearer in report.bearers):
        return Stage.ADDRESS
    if report.state == "connected" or any(bearer.connected for bearer in report.bearers):
        return Stage.CONNECTED
    if report.registration in ("home", "roaming") or report.state in _ANSWERING_STATES:
        return Stage.REGISTERED
    if report.state in _READY_STATES or report.sim == "ready":
        return Stage.SIM_READY
    return Stage.LISTED if report.program == "mmcli" and report.state else None


def _of_exchange(exchange: AtExchange) -> Stage | None:
    answers = " ".join(exchange.answers)
    if exchange.command.startswith(("+CREG?", "+CGREG?", "+CEREG?")):
        registered = any(f",{state}" in answers.replace(" ", "")[:12] for state in (1, 5))
        return Stage.REGISTERED if registered else None
    return Stage.SIM_READY if exchange.command == "+CPIN?" and "READY" in answers else None


def _of_network(evidence: Evidence) -> Iterator[tuple[Stage, Source]]:
    for source in _addresses(evidence):
        yield Stage.ADDRESS, source
    for step in evidence.of(PppStep):
        if step.step in ("serial", "authenticated"):
            yield Stage.REGISTERED, step.source
    yield from _answers(evidence)


def _addresses(evidence: Evidence) -> Iterator[Source]:
    connected = (device for device in evidence.of(NmDevice) if device.state == "connected")
    yield from (device.source for device in connected if device.type in ("gsm", "cdma") or is_modems(device.name))
    yield from (step.source for step in evidence.of(PppStep) if step.step == "address")
    leases = (lease for lease in evidence.of(Lease) if lease.address)
    yield from (lease.source for lease in leases if not lease.interface or is_modems(lease.interface))
    routes = (route for route in evidence.of(Route) if is_modems(route.interface))
    yield from (route.source for route in routes if route.destination == "default" or is_global(route.destination))
    links = (link for link in evidence.of(Link) if is_modems(link.name))
    yield from (link.source for link in links if any(is_global(address) for address in link.addresses))


def is_global(address: str) -> bool:
    """Neither link-local nor empty."""
    return bool(address) and not address.lower().startswith(("fe80", "ff00", "169.254", "0.", "127.", "::1"))


def _answers(evidence: Evidence) -> Iterator[tuple[Stage, Source]]:
    elsewhere = any(route.destination == "default" and not is_modems(route.interface) for route in evidence.of(Route))
    for ping in evidence.of(Ping):
        if ping.received and (is_modems(ping.interface) or not (ping.interface or elsewhere)):
            yield Stage.ANSWERED, ping.source
    for fetch in evidence.of(Fetch):
        if not fetch.kind and not elsewhere:
            yield Stage.ANSWERED, fetch.source
