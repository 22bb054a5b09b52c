"""What is known of USB ids: which drivers take them, and which are those of sticks that wait to be switched."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

from . import tables

NETWORK_DRIVERS = frozenset(
    ("qmi_wwan", "cdc_mbim", "cdc_ncm", "huawei_cdc_ncm", "sierra_net", "cdc_ether", "rndis_host", "hso", "ipheth")
)
SERIAL_DRIVERS = frozenset(("option", "sierra", "qcserial", "hso", "cdc_acm"))

MAKERS = {
    "0489": "Foxconn",
    "05c6": "Qualcomm",
    "0af0": "Option",
    "1199": "Sierra Wireless",
    "12d1": "Huawei",
    "1410": "Novatel",
    "1546": "u-blox",
    "19d2": "ZTE",
    "1bc7": "Telit",
    "1e0e": "SIMCom",
    "1e2d": "Cinterion",
    "2001": "D-Link",
    "2020": "MeiG",
    "2cb7": "Fibocom",
    "2c7c": "Quectel",
    "2dee": "MeiG",
    "305a": "Neoway",
    "3566": "Brovi",
    "413c": "Dell",
}
"""Vendors whose devices in a modem's log are modems, but for Qualcomm, u-blox (GPS), D-Link, Dell and Foxconn."""

_ONLY_MODEMS = frozenset(MAKERS) - {"0489", "05c6", "1546", "2001", "413c", "12d1", "19d2"}


class Alias(NamedTuple):
    """driver: which takes interfaces of those codes, `ff/ff/ff` (`*` any), `in05` of that number; since: a kernel."""

    driver: str
    match: str
    since: str


class Stick(NamedTuple):
    """A device that first is something else; targets: ids that it may have when it was switched, if they are known;
    by: usb_modeswitch's options that do it.
    """

    name: str
    targets: tuple[str, ...]
    by: str


@cache
def aliases(usb_id: str) -> tuple[Alias, ...]:
    """What drivers say of that id by name; what they take by class of any device is not in it."""
    vendor = usb_id.partition(":")[0]
    entries = [*_drivers().get(usb_id, ()), *_drivers().get(f"{vendor}:*", ())]
    return tuple(_alias(entry) for entry in entries)


@cache
def drivers_of(usb_id: str) -> frozenset[str]:
    return frozenset(alias.driver for alias in aliases(usb_id))


@cache
def named_drivers_of(usb_id: str) -> frozenset[str]:
    """Those that have this very id, not only its vendor's interfaces of some kind."""
    return frozenset(_alias(entry).driver for entry in _drivers().get(usb_id, ()))


def stick(usb_id: str) -> Stick | None:
    found = _sticks().get(usb_id)
    return Stick(found["name"], tuple(found["targets"]), found["by"]) if found else None


@cache
def switched_ids() -> frozenset[str]:
    """Ids that sticks have when they were switched, and that none of them has before."""
    targets = {target for each in _sticks().values() for target in each["targets"]}
    return frozenset(targets - set(_sticks()))


def is_modem(usb_id: str) -> bool:
    """Whether a device of that id is a modem, or a stick that becomes one."""
    return usb_id in _sticks() or usb_id in switched_ids() or is_working_modem(usb_id)


def is_working_modem(usb_id: str) -> bool:
    return usb_id in _drivers() or usb_id.partition(":")[0] in _ONLY_MODEMS


@cache
def oldest_kernel() -> tuple[int, int]:
    """Before it nothing is known of when a driver learnt an id."""
    return _version(tables.read("usb-drivers")["kernels"][0])


def since(alias: Alias) -> tuple[int, int]:
    return _version(alias.since) if alias.since else oldest_kernel()


def _version(text: str) -> tuple[int, int]:
    major, minor = text.split(".")[:2]
    return int(major), int(minor)


def _alias(entry: str) -> Alias:
    driver, _, rest = entry.partition(" ")
    match, _, version = rest.partition("@")
    return Alias(driver, match, version)


def matches(alias: Alias, number: int, codes: tuple[int, int, int]) -> bool:
    """Whether an interface of that number and those class codes is what the driver takes."""
    wanted, _, interface = alias.match.partition(" in")
    pairs = zip(wanted.split("/"), codes, strict=True)
    return all(one in ("*", f"{code:02x}") for one, code in pairs) and interface in ("", f"{number:02x}")


@cache
def by_class(codes: tuple[int, int, int]) -> str:
    """The driver that takes such interfaces of any device; empty for none."""
    entries = map(_alias, _drivers()["*:*"])
    return next((each.driver for each in entries if matches(each, 0, codes)), "")


def _drivers() -> dict[str, list[str]]:
    return tables.read("usb-drivers")["ids"]  # type: ignore[no-any-return]  # as the generator wrote it


def _sticks() -> dict[str, Any]:
    return tables.read("usb-sticks")["ids"]  # type: ignore[no-any-return]  # as the generator wrote it
