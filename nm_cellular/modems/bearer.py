"""What ModemManager knows of a modem's data connection, as it was at one moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from .dbus_values import Properties
from .modem_enums import IpFamily, IpMethod

BEARER = "org.freedesktop.ModemManager1.Bearer"


@dataclass(frozen=True, slots=True)
class IpConfig:
    """How one IP family of a bearer gets its address; prefix and mtu are 0 where they are not known."""

    method: IpMethod
    address: str
    prefix: int
    gateway: str
    dns: tuple[str, ...]
    mtu: int

    @classmethod
    def from_properties(cls, properties: Properties) -> IpConfig | None:
        """None where the bearer does not have the family."""
        method = IpMethod(properties.number("method"))
        if method is IpMethod.UNKNOWN:
            return None
        return cls(
            method,
            address=properties.text("address"),
            prefix=properties.number("prefix"),
            gateway=properties.text("gateway"),
            dns=tuple(filter(None, map(properties.text, ("dns1", "dns2", "dns3")))),
            mtu=properties.number("mtu"),
        )


class Stats(NamedTuple):
    """Of the ongoing connection: seconds, and bytes where the modem counts them; attempts since the bearer is there."""

    duration: int
    received: int
    sent: int
    attempts: int
    failed_attempts: int


@dataclass(frozen=True, slots=True)
class Bearer:
    """error: the name of a D-Bus error and its text, from 1.20 on; both empty where the last connect did not fail.

    may_roam: whether whoever asked for it allows roaming.
    """

    path: str
    connected: bool
    suspended: bool
    interface: str
    apn: str
    ip_type: IpFamily
    may_roam: bool
    ipv4: IpConfig | None
    ipv6: IpConfig | None
    error: str
    error_text: str
    stats: Stats

    @classmethod
    def from_properties(cls, path: str, values: Mapping[str, Any]) -> Bearer:
        properties = Properties(values)
        asked, stats = properties.below("Properties"), properties.below("Stats")
        error, text = (*properties.texts("ConnectionError"), "", "")[:2]
        return cls(
            path,
            connected=properties.truth("Connected"),
            suspended=properties.truth("Suspended"),
            interface=properties.text("Interface"),
            apn=asked.text("apn"),
            ip_type=IpFamily(asked.number("ip-type")),
            may_roam=properties.mapping("Properties").get("allow-roaming") is not False,
            ipv4=IpConfig.from_properties(properties.below("Ip4Config")),
            ipv6=IpConfig.from_properties(properties.below("Ip6Config")),
            error=error,
            error_text=text,
            stats=Stats(*map(stats.number, ("duration", "rx-bytes", "tx-bytes", "attempts", "failed-attempts"))),
        )

    @property
    def counts(self) -> bool:
        """Whether it is connected, and the modem counts the bytes, which with PPP it does not."""
        return self.connected and bool(self.stats.received or self.stats.sent)
