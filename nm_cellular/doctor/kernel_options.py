"""What a kernel must have for a driver: options of its configuration, and what else the module wants."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from . import tables


def options(drivers: Iterable[str]) -> tuple[str, ...]:
    """CONFIG_ names, each once."""
    return tuple(dict.fromkeys(option for driver in drivers for option in _drivers()[driver]["options"]))


def is_known(module: str) -> bool:
    """Whether a modem may need it."""
    return module in _drivers()


def packages(drivers: Iterable[str]) -> str:
    """OpenWrt's."""
    return " ".join(_drivers()[driver]["openwrt"] for driver in drivers)


def packaged(package: str) -> tuple[str, ...]:
    """The modules that are in a package of OpenWrt's."""
    return tuple(name for name, each in _drivers().items() if each["openwrt"] == package)


def _drivers() -> dict[str, Any]:
    return tables.read("kernel-options")["drivers"]  # type: ignore[no-any-return]  # one entry a driver
