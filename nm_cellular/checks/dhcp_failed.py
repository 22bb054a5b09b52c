"""The call is up, and no DHCP server answers on its interface."""

from __future__ import annotations

from collections.abc import Iterator

from ..doctor.evidence import Evidence
from ..doctor.facts.modem import ModemReport
from ..doctor.facts.network import Lease, LinkLayer
from ..doctor.finding import Confidence, Finding
from ..doctor.progress import Progress, Stage, is_modems
from ..doctor.source import Source

SLUGS = ("dhcp-failed",)


def find(evidence: Evidence) -> Iterator[Finding]:
    latest = {lease.interface: lease for lease in evidence.of(Lease)}
    failed = [lease for lease in latest.values() if not lease.address and _is_modems(lease)]
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


def _is_modems(lease: Lease) -> bool:
    return not lease.interface or is_modems(lease.interface)


def _raw(evidence: Evidence) -> tuple[Source, ...]:
    return tuple(layer.source for layer in evidence.of(LinkLayer) if layer.protocol == "raw-ip")


def _is_connected(evidence: Evidence) -> bool:
    """A link without a call has no DHCP server either."""
    bearers = any(bearer.connected for report in evidence.of(ModemReport) for bearer in report.bearers)
    return bearers or evidence.view(Progress).reached(Stage.CONNECTED)
