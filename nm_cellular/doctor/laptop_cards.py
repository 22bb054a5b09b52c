"""Cards that laptop makers lock until their tool unlocks the radio (FCC lock)."""

from __future__ import annotations

from .evidence import Evidence
from .facts.modem import ModemReport
from .facts.usb import UsbDevice

_IDS = frozenset(
    {
        *("03f0:4e1d", "05c6:90d5", "105b:e0ab", "105b:e0c3", "1199:9079", "14c3:4d75", "1eac:1001", "1eac:1004"),
        *("1eac:1007", "2c7c:030a", "2c7c:0313", "2c7c:0314", "413c:81a3", "413c:81a8", "8086:7360"),
    }
)
"""Source: the scripts of ModemManager's data/dispatcher-fcc-unlock, 1.18 to 1.24, without 2c7c:0801 (RM520N), which
most have without a laptop around it.
"""

_MARKS = (
    *(
        "em7455",
        "em7421",
        "em7430",
        "em7511",
        "em7565",
        "em9191",
        "em9190",
        "dw58",
        "dw59",
        "lt4120",
        "lt4132",
        "lt4211",
    ),
    *(
        "em05",
        "em120",
        "em160",
        "em060",
        "em061",
        "t99w",
        "t77w",
        "l850",
        "l860",
        "xmm7360",
        "xmm7560",
        "fm350",
        "l830",
    ),
    *("sdx55", "sdx65", "sdx24"),
)
"""What such cards call themselves, in lower case; laptop makers give the same card numbers of their own (DW, LT)."""

_PLUGINS = frozenset({"foxconn", "fibocom", "dell", "intel"})
_PCI_DRIVERS = frozenset({"mhi-pci-generic", "mtk_t7xx", "iosm"})


def is_one(report: ModemReport, evidence: Evidence) -> bool:
    """Whether it is such a card, by its id, by what it calls itself, by its plugin, or because it is on a PCI bus."""
    name = f"{report.model} {report.revision}".lower()
    return (
        any(mark in name for mark in _MARKS)
        or report.plugin.lower() in _PLUGINS
        or not _PCI_DRIVERS.isdisjoint(report.drivers)
        or any(device.id in _IDS for device in evidence.of(UsbDevice))
    )


def unlock(evidence: Evidence) -> str:
    """What enables ModemManager's script for this card, which is named by the card's id on its bus."""
    usb_id = next((device.id for device in evidence.of(UsbDevice) if device.id in _IDS), "")
    told = "" if usb_id else " (VID:PID as lsusb or lspci -nn has it)"
    return (
        f"enable ModemManager's unlock script for this card: sudo ln -s /usr/share/ModemManager/fcc-unlock.available.d/"
        f"{usb_id or 'VID:PID'} /etc/ModemManager/fcc-unlock.d/, then sudo systemctl restart ModemManager{told}"
    )
