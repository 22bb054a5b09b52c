"""The modem's radio is switched off, and could be switched on."""

from __future__ import annotations

from collections.abc import Iterator

from ..doctor.evidence import Evidence
from ..doctor.facts.modem import Refusal
from ..doctor.finding import Confidence, Finding, Severity
from ..doctor.modem_story import RADIO_OFF, Known, Story, stories
from ..doctor.network_causes import Why, of_error

SLUGS = ("modem-offline",)


def find(evidence: Evidence) -> Iterator[Finding]:
    refusals = [(each, of_error(each.error)) for each in evidence.of(Refusal)]
    off = [each for each, why in refusals if why is Why.RADIO_OFF]
    if any(why in (Why.NOT_READY, Why.LOCKED_RADIO) for each, why in refusals if each.request in ("online", "enable")):
        return  # it cannot be switched on
    for story in stories(evidence):
        because = [Known("", each.source) for each in off[-1:]] + list(_off(story))
        if because and not _is_on(story):
            yield _finding(story, because)


def _is_on(story: Story) -> bool:
    """The last word on the radio itself, or a network that is found since."""
    mode, status = story.latest("operating_mode"), story.status()
    if mode and mode.value in RADIO_OFF and status and status.source.precedes(mode.source):
        return False
    if status and status.value in ("searching", "idle") and story.was_off(status.source):
        return False  # whatever was tried since, nothing tells that a network was found
    return story.is_registered() or (mode is not None and mode.value == "online")


def _off(story: Story) -> Iterator[Known]:
    power, state = map(story.latest, ("power", "state"))
    if off := story.last_off():
        yield off
    # A modem that nobody uses is disabled, and then its power is low.
    resting = {"off": ("failed",), "low": ("", "disabled", "disabling", "failed", "locked", "unknown")}
    if power and (state.value if state else "") not in resting.get(power.value, ("",)) and power.value != "on":
        yield power


def _finding(story: Story, because: list[Known]) -> Finding:
    mode = story.last_off()
    commands = any(report.program == "AT" for report in story.reports)
    return Finding(
        "modem-offline",
        subject=story.subject,
        says=f"the modem's radio is off{f' ({mode.value})' if mode else ''}",
        do="AT+CFUN=1"
        if commands
        else "mmcli -m any --set-power-state-on, then mmcli -m any -e; without ModemManager: "
        "qmicli -p -d /dev/cdc-wdm0 --dms-set-operating-mode=online",
        because=tuple(dict.fromkeys(known.source for known in because)),
        severity=Severity.ERROR,
        confidence=Confidence.LIKELY,
    )
