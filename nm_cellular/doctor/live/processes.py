"""Programs that dial, or hold a modem's port."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from ...layout import Layout
from ...printable import printable
from ..facts import Fact
from ..facts.system import Process
from ..redaction import HIDDEN, without_secrets
from ..source import Source
from . import sysfs

_PORTS = ("/dev/ttyUSB", "/dev/ttyACM", "/dev/cdc-wdm", "/dev/wwan", "/dev/ttyAMA", "/dev/ttyS")
_PPPDS = re.compile(r"( (?:user|password) +)(\S+)")
"""Options that pppd takes as words of their own."""

_PROXIES = ("qmi-proxy", "mbim-proxy")
"""They hold a port on behalf of ModemManager and of whoever else wants it."""

_NO_MODEMS = ("pppoe", "l2tp", "pptp", "pty", "nic-")
"""In pppd's arguments, where it dials over something else than a modem."""

_DIALERS = frozenset(
    """ModemManager NetworkManager pppd chat wvdial wvdialconf quectel-CM qmi-network qmicli uqmi mbim-network
    simcom-cm umtskeeper sakis3g ofonod minicom picocom screen cu gammu gammu-smsd smsd gcom comgt connmand
    netifd systemd-networkd dhcpcd udhcpc dhclient qmi_reconnect.sh""".split()  # noqa: SIM905
)


def look(layout: Layout) -> Iterator[Fact]:
    base = layout.path("/proc")
    for name in sysfs.entries(base):
        if name.isdigit() and int(name) != os.getpid():
            yield from _process(f"{base}/{name}", int(name))


def _process(path: str, pid: int) -> Iterator[Process]:
    """Whose files a process has open only root may see."""
    argv = tuple(printable(each) for each in sysfs.text(f"{path}/cmdline").split("\0"))
    if _is_of_no_interest(argv):
        return
    ports = tuple(sorted({each for each in _open_files(path) if each.startswith(_PORTS)}))
    if ports or any(each.rpartition("/")[2] in _DIALERS for each in argv[:3]):
        held = f" has {', '.join(ports)} open" if ports else ""
        told = _PPPDS.sub(rf"\1{HIDDEN}", without_secrets(" ".join(argv)))
        yield Process(Source(f"/proc/{pid}", 0, f"{told}{held}"), pid, tuple(told.split()), ports)


def _is_of_no_interest(argv: tuple[str, ...]) -> bool:
    name, words = argv[0].rpartition("/")[2], " ".join(argv[1:])
    return name in _PROXIES or (name == "pppd" and any(word in words for word in _NO_MODEMS))


def _open_files(path: str) -> Iterator[str]:
    for name in sysfs.entries(f"{path}/fd"):
        try:
            yield os.readlink(f"{path}/fd/{name}")
        except OSError:
            continue
