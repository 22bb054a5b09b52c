"""The modem may not use what the network has: its modes or bands are restricted."""

from __future__ import annotations

from collections.abc import Iterator

from ..doctor.evidence import Evidence
from ..doctor.facts.modem import ScannedNetwork
from ..doctor.finding import Confidence, Finding
from ..doctor.modem_story import RADIO_OFF, Known, Story, stories

SLUGS = ("band-unsupported",)

_FEW = 2
"""Bands with which a modem can hardly find a network everywhere."""

_WIDEN = 'mmcli -m any --set-allowed-modes=any; or AT+QCFG="nwscanmode",0 (Quectel), AT+CNMP=2 (SIMCom)'
_WIDEN_IOT = 'allow LTE-M and NB-IoT both: AT+QCFG="iotopmode",2,1 (Quectel), AT+CMNB=3 (SIMCom)'

_GENERATIONS = {"gsm": "2g", "gprs": "2g", "edge": "2g", "umts": "3g", "hsdpa": "3g", "hsupa": "3g", "hspa": "3g"}
_GENERATIONS |= {"lte": "4g", "5gnr": "5g", "lte-cat-m": "cat-m", "lte-nb-iot": "nb-iot"}


def find(evidence: Evidence) -> Iterator[Finding]:
    heard = {_GENERATIONS[each.technology] for each in evidence.of(ScannedNetwork) if each.technology in _GENERATIONS}
    for story in stories(evidence):
        status = story.status()
        if not status or status.value == "registered" or _has_another_cause(story):
            continue
        if modes := _few_modes(story):
            yield _of_modes(story, modes, status, heard)
        elif bands := _few_bands(story):
            yield _of_bands(story, bands, status)


def _has_another_cause(story: Story) -> bool:
    return (
        story.value("sim") == "missing"
        or story.value("lock") in ("sim-pin", "sim-puk")
        or story.value("operating_mode") in RADIO_OFF
        or story.value("state") in ("disabled", "failed", "locked")
        or story.value("rejection") is not None
    )


def _few_modes(story: Story) -> Known | None:
    """One generation of several; a modem that has but one is not restricted."""
    allowed, supported = story.latest("allowed_modes"), story.value("supported_modes")
    if not allowed or len(set(allowed.value) - {"cs"}) != 1:
        return None
    return None if supported and set(supported) <= set(allowed.value) else allowed


def _few_bands(story: Story) -> Known | None:
    bands, supported = story.latest("bands"), story.value("supported_bands")
    if not bands or "any" in bands.value or (supported and set(supported) <= set(bands.value)):
        return None
    return bands if len(bands.value) <= _FEW else None


def _of_modes(story: Story, modes: Known, status: Known, heard: set[str]) -> Finding:
    apart = heard and not heard & set(modes.value)
    return Finding(
        "band-unsupported",
        subject=story.subject,
        says=f"the modem may use {', '.join(modes.value)} only, and finds no network that way"
        + (f"; what it hears is {', '.join(sorted(heard))}" if apart else ""),
        do=_WIDEN_IOT if set(modes.value) <= {"cat-m", "nb-iot"} else _WIDEN,
        because=(modes.source, status.source),
        confidence=Confidence.CERTAIN if apart else Confidence.LIKELY,
    )


def _of_bands(story: Story, bands: Known, status: Known) -> Finding:
    return Finding(
        "band-unsupported",
        subject=story.subject,
        says=f"the modem may use {', '.join(bands.value)} only, and finds no network there",
        do='mmcli -m any --set-current-bands=any; or the maker\'s command, such as AT+QCFG="band" (Quectel)',
        because=(bands.source, status.source),
    )
