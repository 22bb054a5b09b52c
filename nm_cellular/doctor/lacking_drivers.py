"""What to do about a driver that a kernel lacks, on the system that the log is of."""

from __future__ import annotations

from collections.abc import Sequence

from . import kernel_options
from .drivers import left_unloaded
from .evidence import Evidence
from .facts.system import Version
from .finding import Confidence, Finding, Severity
from .source import Source


def lacks(
    evidence: Evidence,
    drivers: Sequence[str],
    because: Sequence[Source],
    confidence: Confidence,
    *,
    says: str = "",
    extra: Sequence[str] = (),
    severity: Severity = Severity.ERROR,
) -> Finding:
    options = dict.fromkeys((*kernel_options.options(drivers), *extra))
    unloaded = [driver for driver in drivers if left_unloaded(evidence, driver)]
    if unloaded:
        says = f"the kernel's module {unloaded[0]} is there, and nothing loads it: it may be on a blacklist"
    names = f"driver{'s' * (len(drivers) > 1)} {' and '.join(drivers)}"
    return Finding(
        "kernel-module-missing",
        subject=drivers[0],
        says=says or f"the kernel lacks the {names}",
        do=_load(unloaded[0]) if unloaded else _do(evidence, drivers, " ".join(f"{option}=m" for option in options)),
        because=tuple(because),
        severity=severity,
        confidence=confidence,
    )


def _load(module: str) -> str:
    return f"modprobe {module}; and no `blacklist {module}` in /etc/modprobe.d: grep -r {module} /etc/modprobe.d"


def _do(evidence: Evidence, drivers: Sequence[str], options: str) -> str:
    systems = {each.program for each in evidence.of(Version)}
    if "OpenWrt" in systems:
        return f"opkg update && opkg install {kernel_options.packages(drivers)}"
    if "Nerves" in systems:
        return f"a Nerves system of your own whose linux defconfig has {options}"
    return f"modprobe {drivers[0]}; if it is not there, a kernel with {options}"
