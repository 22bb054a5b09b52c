"""The way of a packet, step by step, up to the first that does not work: what a diagnosis looks like from afar."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from typing import NamedTuple

from .diagnosing import Diagnosis
from .evidence import Evidence
from .facts.network import Link, NmDevice, Ping
from .finding import Finding, Severity
from .modem_story import Story, stories
from .progress import Progress, Stage, is_global, is_modems
from .usb_devices import MODEM_DRIVERS, Seen, modems


class Mark(Enum):
    """unseen: nothing tells of it."""

    WORKS = "works"
    WARNS = "warns"
    FAILS = "fails"
    UNSEEN = "unseen"


class Step(NamedTuple):
    """text: what it is, or the slug of what is wrong with it; may be empty."""

    name: str
    mark: Mark
    text: str


_STAGES: Mapping[str, Stage] = {
    "device": Stage.LISTED,  # what is bound may be a phone
    "driver": Stage.LISTED,
    "modem": Stage.LISTED,
    "SIM": Stage.SIM_READY,
    "network": Stage.REGISTERED,
    "connection": Stage.CONNECTED,
    "address": Stage.ADDRESS,
    "internet": Stage.ANSWERED,
}

NAMES = tuple(_STAGES)
"""Of all steps, in their order."""

CHECKS: Mapping[str, tuple[str, ...]] = {
    "device": (
        *("container", "power", "usb-gadget-mode", "usb-not-enumerating"),
        *("not-switched", "wrong-switch-message", "already-switched"),
    ),
    "driver": (
        *("hilink-is-ethernet", "wrong-usb-composition", "kernel-bug", "kernel-module-missing", "driver-id-missing"),
    ),
    "modem": (
        *("mm-not-running", "mm-ignores-device", "mm-too-old", "boot-race"),
        *("port-busy", "another-dialer", "stale-port", "modem-hang"),
    ),
    "SIM": ("sim-missing", "sim-pin", "sim-puk"),
    "network": (
        *("rfkill", "fcc-locked", "modem-offline", "firmware-variant", "band-unsupported"),
        *("no-signal", "registration-denied", "roaming-blocked", "sim-not-provisioned"),
    ),
    "connection": (
        *("nm-not-running", "nm-unmanaged", "nm-no-wwan", "polkit", "boot-file", "no-profile"),
        *("keyfile-permissions", "keyfile-invalid", "duplicate-profile"),
        *("apn-missing", "apn-wrong", "apn-auth", "dial-number", "dial-script"),
    ),
    "address": ("ip-type", "dhcp-failed"),
    "internet": ("dns", "route-metric", "mtu"),
}
"""The causes by the step that they keep from working, both in the order of the path."""


def steps(evidence: Evidence, diagnosis: Diagnosis) -> tuple[Step, ...]:
    """Those that work, and the first that does not; none where nothing tells of any."""
    troubles = [cause for cause in diagnosis.causes if cause.severity > Severity.NOTE]
    found = tuple(_up_to_the_first(evidence, troubles))
    seen = [number for number, step in enumerate(found) if step.mark is not Mark.UNSEEN]
    return found[: seen[-1] + 1] if seen else ()


def _up_to_the_first(evidence: Evidence, troubles: list[Finding]) -> Iterator[Step]:
    fails = _step_of(troubles[0]) if troubles and troubles[0].severity is Severity.ERROR else ""
    warned = {_step_of(each): each.check for each in reversed(troubles)}
    progress = evidence.view(Progress)
    for name, stage in _STAGES.items():
        if name == fails:
            yield Step(name, Mark.FAILS, troubles[0].check)
            return
        text = _TEXTS[name](evidence)
        works = progress.reached(stage) or bool(text and name in ("device", "driver"))
        if name in warned:
            yield Step(name, Mark.WARNS, warned[name])
        else:
            yield Step(name, Mark.WORKS if works else Mark.UNSEEN, text if works else "")


def _step_of(finding: Finding) -> str:
    return next((name for name, checks in CHECKS.items() if finding.check in checks), "")


def _device(evidence: Evidence) -> str:
    device = _plugged_in(evidence)
    if not device:
        return ""
    return " ".join(filter(None, (device.id, device.name, device.place and f"at {device.place}")))


def _driver(evidence: Evidence) -> str:
    device = _plugged_in(evidence)
    return ", ".join(sorted(device.bound_drivers & set(MODEM_DRIVERS))) if device else ""


def _plugged_in(evidence: Evidence) -> Seen | None:
    return next((device for device in reversed(modems(evidence)) if not device.gone), None)


def _modem(evidence: Evidence) -> str:
    story = _last(evidence)
    return " ".join(filter(None, (story.value("manufacturer"), story.value("model")))) if story else ""


def _sim(evidence: Evidence) -> str:
    story = _last(evidence)
    return "ready" if story and story.value("sim") == "ready" else ""


def _network(evidence: Evidence) -> str:
    story = _last(evidence)
    if not story:
        return ""
    technologies = ", ".join(each.upper() for each in story.value("technologies") or ())
    signal = story.value("signal")
    parts = (story.value("operator_name"), technologies, f"{signal} %" if signal else "")
    return ", ".join(filter(None, parts))


def _connection(evidence: Evidence) -> str:
    profiles = [device.profile for device in evidence.of(NmDevice) if device.state == "connected" and device.profile]
    modems_own = [name for name in profiles if name != "lo"]
    story = _last(evidence)
    apns = [bearer.apn for bearer, _ in story.bearers() if bearer.connected and bearer.apn] if story else []
    parts = (f"profile {modems_own[-1]}" if modems_own else "", f"APN {apns[-1]}" if apns else "")
    return ", ".join(filter(None, parts))


def _address(evidence: Evidence) -> str:
    links = [link for link in evidence.of(Link) if is_modems(link.name) and any(map(is_global, link.addresses))]
    if not links:
        return ""
    return f"{', '.join(filter(is_global, links[-1].addresses))} on {links[-1].name}"


def _internet(evidence: Evidence) -> str:
    answered = [ping.target for ping in evidence.of(Ping) if ping.received and ping.target]
    return f"{answered[-1]} answers" if answered else ""


def _last(evidence: Evidence) -> Story | None:
    known = stories(evidence)
    return known[-1] if known else None


_TEXTS: Mapping[str, Callable[[Evidence], str]] = {
    "device": _device,
    "driver": _driver,
    "modem": _modem,
    "SIM": _sim,
    "network": _network,
    "connection": _connection,
    "address": _address,
    "internet": _internet,
}
