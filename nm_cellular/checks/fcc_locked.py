"""The radio of a laptop's card is locked by its maker: switching it on is refused."""

from __future__ import annotations

from collections.abc import Iterator

from ..doctor import laptop_cards
from ..doctor.evidence import Evidence
from ..doctor.facts.modem import ModemReport, RadioVoters, Refusal
from ..doctor.facts.system import RadioSwitch
from ..doctor.finding import Confidence, Finding
from ..doctor.modem_story import Story, stories
from ..doctor.network_causes import Why, of_error
from ..doctor.source import Source

SLUGS = ("fcc-locked",)

_OLDER = "; before ModemManager 1.18.4: sudo qmicli -p -d /dev/cdc-wdm0 --dms-set-fcc-authentication"


def find(evidence: Evidence) -> Iterator[Finding]:
    refused = [each for each in evidence.of(Refusal) if of_error(each.error) is Why.LOCKED_RADIO]
    blocked = [
        each for each in evidence.of(RadioSwitch) if each.kind == "wwan" and (each.soft_blocked or each.hard_blocked)
    ]
    if any(each.hard_blocked or not refused for each in blocked):
        return
    if voted := [each for each in evidence.of(RadioVoters)[-1:] if "BIOS" in each.voters]:
        yield _finding(evidence, "modem", [], None, voted[0].source)
        return
    for story in stories(evidence):
        if not story.is_registered() and (refused or _stays_off(story, evidence)):
            yield _finding(evidence, story.subject, refused, story)
            return
    if refused and not evidence.of(ModemReport):
        yield _finding(evidence, "modem", refused, None)


def _stays_off(story: Story, evidence: Evidence) -> bool:
    """A laptop's card whose software switch is off although the hardware's is on."""
    mode = story.latest("operating_mode")
    mbim = [report for report in story.reports if report.program == "mbimcli" and report.operating_mode == "low-power"]
    return bool(
        mode
        and mode.value == "low-power"
        and mbim
        and any(laptop_cards.is_one(each, evidence) for each in story.reports)
    )


def _finding(evidence: Evidence, subject: str, refused: list[Refusal], story: Story | None, *others: Source) -> Finding:
    shown = [known.source for known in map(story.latest, ("power", "operating_mode")) if known] if story else []
    certain = any(word in each.error.lower() for each in refused for word in ("invalid", "fcc", "after"))
    return Finding(
        "fcc-locked",
        subject=subject,
        says="the card does not let its radio be switched on: it is locked by the laptop's maker (FCC lock)",
        do=laptop_cards.unlock(evidence) + _OLDER,
        because=(*(each.source for each in refused[-2:]), *shown, *others),
        confidence=Confidence.CERTAIN if certain else Confidence.LIKELY,
    )
