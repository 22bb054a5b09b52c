"""Whether a USB port is a host or a device: /sys/class/udc, dr_mode, config.txt, cmdline.txt, VintageNet's paths."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..facts import Fact
from ..facts.system import BootOption
from ..facts.usb import UsbController
from .lines import Line

_CONTROLLER = re.compile(r"(?:[0-9a-f]+\.\w+|[\w.:-]+\.(?:usb|otg|dwc3|udc)\S*|musb-hdrc\S*|ci_hdrc\S*)$")
_OVERLAY = re.compile(r"(dtoverlay|dtparam|otg_mode|max_usb_current)=([\w,=.-]+)$")
_GADGETS = re.compile(r".*modules-load=(\S*dwc2\S*)")
_PATH = re.compile(r"\"/devices/([\w/.]*)/gadget")
_ROLES = {"peripheral": "device", "device": "device", "host": "host"}


def read(lines: Sequence[Line]) -> Iterator[Fact]:
    before = ""
    for line in lines:
        text = line.text.strip(" \t>")
        if "/sys/class/udc" in before and _CONTROLLER.match(text):
            yield UsbController(line.source, text, role="udc")
        elif "/dr_mode" in before and text in _ROLES:
            yield UsbController(line.source, "dr_mode", _ROLES[text])
        elif "=" in text and (found := _OVERLAY.match(text) or _boot_module(text)):
            yield BootOption(line.source, found[1], found[2])
        elif "/gadget" in text and (path := _PATH.search(text)):
            yield UsbController(line.source, path[1].rpartition("/")[2], role="device", gadget="g_ether")
        before = text


def _boot_module(text: str) -> tuple[str, str, str] | None:
    """A word of cmdline.txt, in the form of a match: all of it, name, value."""
    found = _GADGETS.match(text) if "modules-load=" in text else None
    return (found[0], "modules-load", found[1]) if found else None
