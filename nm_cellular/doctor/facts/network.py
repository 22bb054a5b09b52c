"""The network on the machine's side: interfaces, addresses, routes, name servers, and what came of trying."""

from __future__ import annotations

from dataclasses import dataclass

from .fact import Fact


@dataclass(frozen=True, slots=True)
class Link(Fact):
    """An interface; up: None where it was not said; addresses: with their prefixes."""

    name: str
    up: bool | None = None
    mtu: int = 0
    addresses: tuple[str, ...] = ()
    received: int | None = None
    sent: int | None = None


@dataclass(frozen=True, slots=True)
class Route(Fact):
    """destination: `default` or a prefix; metric: 0 where none was shown; dead: its link has no carrier."""

    destination: str
    interface: str
    family: int
    gateway: str = ""
    metric: int = 0
    dead: bool = False


@dataclass(frozen=True, slots=True)
class RouteList(Fact):
    """All routes of one family were listed."""

    family: int


@dataclass(frozen=True, slots=True)
class NameServers(Fact):
    """Of /etc/resolv.conf, resolvectl or NetworkManager; interface: empty for the whole machine."""

    addresses: tuple[str, ...]
    interface: str = ""


@dataclass(frozen=True, slots=True)
class Ping(Fact):
    """family: 4 or 6, 0 where it cannot be told; error: its own sentence (Name or service not known)."""

    target: str
    family: int = 0
    interface: str = ""
    sent: int = 0
    received: int = 0
    size: int = 0
    error: str = ""


@dataclass(frozen=True, slots=True)
class Lease(Fact):
    """What DHCP came to; address: empty where there was none."""

    interface: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class NmDevice(Fact):
    """type: gsm, ethernet, wifi; state: connected, disconnected, unmanaged, unavailable, …; reason: as nmcli has it.

    profiles: how many of NetworkManager's fit it, None where it was not said.
    """

    name: str
    type: str
    state: str
    profile: str = ""
    reason: str = ""
    profiles: int | None = None


@dataclass(frozen=True, slots=True)
class Profile(Fact):
    """A NetworkManager profile; path: empty where it was not said; mode: of the file, None where it was not said.

    settings: (section, key, value), secrets replaced; problems: what libnm would complain of, as sentences.
    """

    settings: tuple[tuple[str, str, str], ...]
    path: str = ""
    mode: int | None = None
    problems: tuple[str, ...] = ()

    def get(self, section: str, key: str) -> str | None:
        return next((value for where, name, value in self.settings if (where, name) == (section, key)), None)


@dataclass(frozen=True, slots=True)
class DialerRun(Fact):
    """A dialer's command line (quectel-CM, uqmi, qmi-network, wvdial, pppd); families: those it was asked for."""

    program: str
    argv: tuple[str, ...]
    apn: str | None = None
    families: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Fetch(Fact):
    """Something that needs more than a ping: curl, wget, apt, a look-up.

    kind: `name` where the name was not resolved, `unreachable` with no way there, `timeout`; empty where it worked;
    error: its own sentence.
    """

    target: str
    family: int = 0
    kind: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class LinkLayer(Fact):
    """What a modem's interface carries: `raw-ip`, or Ethernet frames (`802.3`)."""

    protocol: str


@dataclass(frozen=True, slots=True)
class RawIp(Fact):
    """What qmi_wwan takes an interface for; raw: IP packets, else Ethernet frames."""

    interface: str
    raw: bool


@dataclass(frozen=True, slots=True)
class NmPlugin(Fact):
    """A plugin of NetworkManager: wwan, wifi, ppp, …; loaded: false where it was missed."""

    name: str
    loaded: bool
