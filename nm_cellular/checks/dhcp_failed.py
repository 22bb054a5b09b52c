"""The call is up, and no DHCP server answers on its interface."""

from __future__ import annotations

from collections.abc import Iterator

from ..doctor.evidence import Evidence
from ..doctor.facts.modem import ModemReport
from ..doctor.facts.network import Lease, LinkLayer, RawIp
from ..doctor.finding import Confidence, Finding
from ..doctor.progress import Progress, Stage, is_modems
from ..doctor.source import Source
from ..doctor.usb_devices import faults

SLUGS = ("dhcp-failed",)


def find(evidence: Evidence) -> Iterator[Finding]:
    latest = {lease.interface: lease for lease in evidence.of(Lease)}
    failed = [lease for lease in latest.values() if not lease.address and _is_modems(lease)]
    if not failed:
        yield from _frames(evidence)
    if not failed or (len(latest) > 1 and any(lease.address and _is_modems(lease) for lease in latest.values())):
        return
    raw, connected = _raw(evidence), _is_connected(evidence)
    interface = failed[-1].interface or "wwan0"
    yield Finding(
        "dhcp-failed",
        subject=interface,
        says=f"no DHCP server answers on {interface}"
        + (
            ": the modem sends plain IP packets (raw-ip), in which the DHCP client's Ethernet frames are lost"
            if raw
            else ""
        ),
        do="take the address from the bearer (mmcli -b, qmicli --wds-get-current-settings) as ModemManager and "
        f"NetworkManager do; or, before the call: ip link set {interface} down; "
        f"echo Y > /sys/class/net/{interface}/qmi/raw_ip; and a client for it (udhcpc, not dhclient)",
        because=(failed[-1].source, *raw[:1]),
        confidence=Confidence.CERTAIN if raw and connected else Confidence.LIKELY if connected else Confidence.POSSIBLE,
    )


def _frames(evidence: Evidence) -> Iterator[Finding]:
    """The modem sends IP packets, and the kernel takes them for Ethernet frames: nothing goes in or out."""
    told = {each.interface: each for each in evidence.of(RawIp)}
    ethernet = [each.source for each in told.values() if not each.raw]
    fixed = [each for each in told.values() if each.raw]
    refused = [] if fixed else [each.source for each in faults(evidence, "frames")]
    raw = _raw(evidence)
    if refused or (ethernet and raw and not fixed):
        interface = next((name for name, each in told.items() if not each.raw), "wwan0")
        yield Finding(
            "dhcp-failed",
            subject=interface,
            says="the modem sends plain IP packets (raw-ip), and the kernel takes them for Ethernet frames",
            do=f"ip link set {interface} down; echo Y > /sys/class/net/{interface}/qmi/raw_ip; then connect anew "
            "(a newer ModemManager does so by itself)",
            because=(*refused[-1:], *ethernet[-1:], *raw[-1:]),
        )


def _is_modems(lease: Lease) -> bool:
    return not lease.interface or is_modems(lease.interface)


def _raw(evidence: Evidence) -> tuple[Source, ...]:
    return tuple(layer.source for layer in evidence.of(LinkLayer) if layer.protocol == "raw-ip")


def _is_connected(evidence: Evidence) -> bool:
    """A link without a call has no DHCP server either."""
    bearers = any(bearer.connected for report in evidence.of(ModemReport) for bearer in report.bearers)
    return bearers or evidence.view(Progress).reached(Stage.CONNECTED)
