"""The machine: kernel, modules, programs that run, switches."""

from __future__ import annotations

from dataclasses import dataclass

from .fact import Fact


@dataclass(frozen=True, slots=True)
class KernelOption(Fact):
    """name: CONFIG_…; value: `y`, `m`, or `n` where it is not set."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class KernelModule(Fact):
    """state: `loaded`, `builtin`, `available` (on the disk), `packaged` (OpenWrt's package is installed) or
    `missing`; name: with underscores.
    """

    name: str
    state: str


@dataclass(frozen=True, slots=True)
class ModuleList(Fact):
    """All modules of one state were listed (lsmod, modules.dep, modules.builtin): what is not there is not."""

    state: str


@dataclass(frozen=True, slots=True)
class Board(Fact):
    model: str


@dataclass(frozen=True, slots=True)
class Version(Fact):
    """program: as in Message, `kernel` for the kernel."""

    program: str
    version: str


@dataclass(frozen=True, slots=True)
class Container(Fact):
    """We, or the writer of the log, run in one; kind: docker, balena, lxc, …"""

    kind: str


@dataclass(frozen=True, slots=True)
class Process(Fact):
    pid: int
    argv: tuple[str, ...]
    ports: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ServiceState(Fact):
    """A unit as systemd has it; state: active, inactive, failed, not-found, …; enabled: None where it was not said."""

    unit: str
    state: str
    enabled: bool | None = None


@dataclass(frozen=True, slots=True)
class RadioSwitch(Fact):
    """rfkill; kind: wwan, wlan, …"""

    kind: str
    soft_blocked: bool
    hard_blocked: bool


@dataclass(frozen=True, slots=True)
class UdevProperties(Fact):
    """device: a sysname or the path below /sys."""

    device: str
    subsystem: str
    properties: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SupplyVoltage(Fact):
    """What the board says of its power supply; low: whether it is now, or was since it started."""

    low: bool


@dataclass(frozen=True, slots=True)
class KernelFault(Fact):
    """The kernel itself failed; kind: `oops`, `warning`, `lockup` (a processor does nothing else any more), `symbol` (a
    function in a trace, named in `where`).
    """

    kind: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class MissingModule(Fact):
    """A module or a kernel's part that a tool wanted and did not get; name: empty where it was not said.

    tool: modprobe, modinfo, pppd, …; tree: the kernel whose modules were looked through, empty where it was not said.
    """

    name: str
    tool: str
    tree: str = ""


@dataclass(frozen=True, slots=True)
class DeviceNode(Fact):
    """path: such as /dev/ttyUSB2, or the pattern that matched nothing; exists: whether it was there."""

    path: str
    exists: bool


@dataclass(frozen=True, slots=True)
class BootOption(Fact):
    """What config.txt or cmdline.txt says of USB; name and value: `dtoverlay` and `dwc2,dr_mode=host`."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class BootFileMistake(Fact):
    """What `apply` complains of in a file of the boot partition; is_error: its profile is not installed."""

    path: str
    message: str
    hint: str = ""
    is_error: bool = True
