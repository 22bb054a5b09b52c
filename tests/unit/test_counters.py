"""What a connection has carried, where ModemManager does not count."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from nm_cellular.daemons import counters
from nm_cellular.modems.bearer import Bearer
from nm_cellular.modems.modem import MODEM, Modem
from nm_cellular.modems.nm_device import Device, DeviceState


@pytest.fixture(autouse=True)
def sys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for interface, received, sent in (("ppp0", "1234\n", "56\n"), ("wwan0", "7\n", "8\n"), ("odd0", "many\n", "")):
        directory = tmp_path / interface
        directory.mkdir()
        (directory / "rx_bytes").write_text(received)
        (directory / "tx_bytes").write_text(sent)
    monkeypatch.setattr(counters, "_STATISTICS", f"{tmp_path}/{{}}/{{}}_bytes")


def read(ip_interface: str | None = None, **bearer: Any) -> tuple[int, int, str] | None:
    modem = Modem.from_interfaces("/Modem/0", {MODEM: {}}, None, [Bearer.from_properties("/b", bearer)])
    device = None
    if ip_interface is not None:
        device = Device("ttyUSB0", ip_interface, DeviceState.ACTIVATED, "p", "u", (), (), 1)
    found = counters.read(modem, device)
    return (found.received, found.sent, found.interface) if found else None


def test_the_interface_that_networkmanager_has_made_is_the_one_that_counts() -> None:
    assert read("ppp0", Connected=True, Interface="ttyUSB0") == (1234, 56, "ppp0")


def test_without_networkmanager_the_modems_own_interface_counts() -> None:
    assert read(Connected=True, Interface="wwan0") == (7, 8, "wwan0")
    assert read("", Connected=True, Interface="wwan0") == (7, 8, "wwan0")


@pytest.mark.parametrize(
    "bearer",
    [
        {"Connected": True, "Interface": "wwan0", "Stats": {"rx-bytes": 5}},
        {"Connected": False, "Interface": "wwan0"},
        {"Connected": True, "Interface": "ttyUSB0"},
        {"Connected": True, "Interface": "odd0"},
        {"Connected": True, "Interface": ""},
        {"Connected": True, "Interface": "../x/wwan0"},
        {"Connected": True, "Interface": "nul\0"},
    ],
)
def test_the_kernel_is_not_asked_where_it_has_nothing_to_say(bearer: dict[str, Any]) -> None:
    assert read(**bearer) is None
