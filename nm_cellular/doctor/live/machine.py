"""The board, its kernel and modules, and the switches of its radios."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import suppress

from ...layout import Layout
from ...printable import printable
from ..facts import Fact
from ..facts.system import Board, Container, KernelModule, KernelOption, ModuleList, RadioSwitch, SupplyVoltage, Version
from ..source import Source
from . import sysfs

_OF_MODEMS = (
    *("option", "usb_wwan", "usbserial", "qmi_wwan", "cdc_", "huawei_cdc_ncm", "rndis", "usbnet", "qcserial", "sierra"),
    *("ppp", "slhc", "hso", "ipheth", "wwan", "mhi", "usb_storage", "g_", "dwc2", "libcomposite", "bsd_comp"),
)
"""How the names of modules begin that a modem may need, or that may stand in its way."""

_OPTIONS = ("CONFIG_USB", "CONFIG_PPP", "CONFIG_WWAN", "CONFIG_MHI")
_MODELS = ("/proc/device-tree/model", "/sys/class/dmi/id/product_name")


def look(layout: Layout) -> Iterator[Fact]:
    for path in _MODELS:
        if model := printable(sysfs.text(layout.path(path))):
            yield Board(Source(path, 0, model), model)
            break
    release = sysfs.text(layout.path("/proc/sys/kernel/osrelease"))
    if release:
        yield Version(Source("/proc/sys/kernel/osrelease", 0, release), "kernel", release)
        yield from _modules(layout, release)
        yield from _options(layout, release)
    yield from _container(layout)
    yield from _radio_switches(layout)
    yield from _voltage(layout)


def _modules(layout: Layout, release: str) -> Iterator[Fact]:
    """modules.dep and modules.builtin have one path a line, before a colon if there is one."""
    base = f"/lib/modules/{release}"
    lists = (("loaded", "/proc/modules"), ("available", f"{base}/modules.dep"), ("builtin", f"{base}/modules.builtin"))
    for state, path in lists:
        content = _large(layout.path(path))
        if content is None:
            continue
        yield ModuleList(Source(path, 0, ""), state)
        names = (_module_name(line, state) for line in content.splitlines())
        for name in filter(_is_of_modems, names):
            yield KernelModule(Source(path, 0, name), name, state)


def _module_name(line: str, state: str) -> str:
    if state == "loaded":
        return line.partition(" ")[0]
    return line.partition(":")[0].rpartition("/")[2].partition(".ko")[0].replace("-", "_")


def _is_of_modems(name: str) -> bool:
    return name.startswith(_OF_MODEMS)


def _options(layout: Layout, release: str) -> Iterator[KernelOption]:
    for path in ("/proc/config.gz", f"/boot/config-{release}"):
        if content := _large(layout.path(path)):
            for line in content.splitlines():
                if option := _option(line):
                    yield KernelOption(Source(path, 0, line), *option)
            return


def _option(line: str) -> tuple[str, str] | None:
    """`CONFIG_PPP=m`, `# CONFIG_PPP is not set`."""
    if line.startswith(_OPTIONS):
        name, _, value = line.partition("=")
        return (name, value) if value in ("y", "m") else None
    if line.startswith("# CONFIG_") and line.endswith(" is not set"):
        name = line.removeprefix("# ").removesuffix(" is not set")
        return (name, "n") if name.startswith(_OPTIONS) else None
    return None


def _large(path: str) -> str | None:
    """A file of some megabytes, unpacked; None where it cannot be read."""
    unpacked = gzip.open if path.endswith(".gz") else open
    with suppress(OSError, EOFError, ValueError), unpacked(path, "rb") as stream:
        return bytes(stream.read(16 << 20)).decode("utf-8", "replace")
    return None


def _container(layout: Layout) -> Iterator[Container]:
    """systemd-nspawn, podman and docker leave these marks: https://systemd.io/CONTAINER_INTERFACE."""
    for path, kind in (("/run/systemd/container", ""), ("/.dockerenv", "docker"), ("/run/.containerenv", "podman")):
        text = sysfs.text(layout.path(path))
        if text or (kind and path.rpartition("/")[2] in sysfs.entries(layout.path(path.rpartition("/")[0] or "/"))):
            yield Container(Source(path, 0, text or "it is there"), kind or text)
            return


def _radio_switches(layout: Layout) -> Iterator[RadioSwitch]:
    base = layout.path("/sys/class/rfkill")
    for name in sysfs.entries(base):
        path = f"{base}/{name}"
        kind, soft, hard = (sysfs.text(f"{path}/{each}") for each in ("type", "soft", "hard"))
        text = f"{kind}: soft blocked {soft}, hard blocked {hard}"
        yield RadioSwitch(Source(path, 0, text), kind, soft_blocked=soft == "1", hard_blocked=hard == "1")


def _voltage(layout: Layout) -> Iterator[SupplyVoltage]:
    """Raspberry Pi's firmware measures it: drivers/hwmon/raspberrypi-hwmon.c."""
    base = layout.path("/sys/class/hwmon")
    for name in sysfs.entries(base):
        if sysfs.text(f"{base}/{name}/name") == "rpi_volt" and sysfs.text(f"{base}/{name}/in0_lcrit_alarm") == "1":
            yield SupplyVoltage(Source(f"/sys/class/hwmon/{name}", 0, "in0_lcrit_alarm: 1"), low=True)
