"""The modem sees no SIM, or cannot read it; and the cards that say so because their radio is locked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..doctor import laptop_cards
from ..doctor.evidence import Evidence
from ..doctor.facts.modem import AtExchange, Refusal
from ..doctor.finding import Confidence, Finding
from ..doctor.modem_story import Known, Story, stories
from ..doctor.network_causes import Why, of_error

SLUGS = ("sim-missing", "sim-not-provisioned", "fcc-locked")

_OF_THE_SIM = ("+CPIN?", "+CIMI", "+CCID", "+CCID?", "+QCCID", "+ICCID", "+CICCID")
"""Without AT+CMEE=1 a missing SIM is a plain ERROR to these."""

_SEAT = "switch off, take the SIM out, seat it again (contacts, direction, adapter), or try it in a telephone"


def find(evidence: Evidence) -> Iterator[Finding]:
    refused = _refusals(evidence, Why.NO_SIM)
    failed = _refusals(evidence, Why.SIM_FAILURE)
    found = [finding for story in stories(evidence) for finding in _of_story(story, evidence, refused)]
    yield from found
    if found or any(_is_read(story) or story.value("operating_mode") == "minimum" for story in stories(evidence)):
        return
    if refused:
        yield _missing("modem", [Known("", each.source) for each in refused[-2:]], Confidence.CERTAIN)
    elif failed:
        yield _unreadable("modem", [Known("", each.source) for each in failed[-2:]])
    elif errors := [each for each in evidence.of(AtExchange) if each.result == "ERROR" and each.command in _OF_THE_SIM]:
        yield _missing("modem", [Known("", each.source) for each in errors[-2:]], Confidence.LIKELY)


def _refusals(evidence: Evidence, why: Why) -> list[Refusal]:
    return [each for each in evidence.of(Refusal) if of_error(each.error) is why]


def _of_story(story: Story, evidence: Evidence, refused: Sequence[Refusal]) -> Iterator[Finding]:
    reason, sim = story.latest("failed_reason"), story.latest("sim")
    said = [known for known in (reason, sim) if known]
    state = story.latest("state")
    recovered = state is not None and state.value in ("registered", "connected", "connecting", "searching", "enabled")
    if story.value("operating_mode") == "minimum":
        return  # which switches the SIM off too
    if story.is_registered() or (recovered and not any(known.value == "missing" for known in said)):
        return
    if reason and reason.value == "esim-without-profiles":
        yield _no_profile(story, reason)
    elif (reason and reason.value == "sim-missing") or (sim and sim.value == "missing"):
        lines = [known for known in said if known.value in ("sim-missing", "missing")]
        if reason and reason.value == "sim-missing" and (power := _locked_card(story, evidence)):
            yield _locked(evidence, story, [*lines, power])
        else:
            lines += [Known("", each.source) for each in refused[-1:]]
            yield _missing(story.subject, [*lines, *_power(story)], Confidence.CERTAIN)
    elif (reason and reason.value == "sim-error") or (sim and sim.value == "error"):
        yield _unreadable(story.subject, [known for known in said if known.value in ("sim-error", "error")])


def _is_read(story: Story) -> bool:
    sim = story.value("sim")
    return story.is_registered() or sim == "ready" or story.value("lock") in ("sim-pin", "sim-puk")


def _power(story: Story) -> list[Known]:
    """With the radio on, it is the SIM."""
    power = story.latest("power")
    return [power] if power and power.value == "on" else []


def _locked_card(story: Story, evidence: Evidence) -> Known | None:
    """A laptop's card in low power reports its SIM as missing; with power on, it is the SIM."""
    power = story.latest("power")
    if power and power.value in ("low", "off") and any(laptop_cards.is_one(each, evidence) for each in story.reports):
        return power
    return None


def _missing(subject: str, because: Sequence[Known], confidence: Confidence) -> Finding:
    return Finding(
        "sim-missing",
        subject=subject,
        says="the modem sees no SIM",
        do=f"{_SEAT}; a modem with two slots may look into the other one: mmcli -m any --set-primary-sim-slot=…",
        because=tuple(dict.fromkeys(known.source for known in because)),
        confidence=confidence,
    )


def _unreadable(subject: str, because: Sequence[Known]) -> Finding:
    return Finding(
        "sim-missing",
        subject=subject,
        says="the modem cannot read the SIM: badly seated, dirty, broken, or still starting",
        do=f"{_SEAT}; then replug the modem",
        because=tuple(known.source for known in because),
        confidence=Confidence.LIKELY,
    )


def _no_profile(story: Story, reason: Known) -> Finding:
    return Finding(
        "sim-not-provisioned",
        subject=story.subject,
        says="the eSIM has no profile of an operator",
        do="load a profile into it (lpac), or use the other slot: mmcli -m any --set-primary-sim-slot=…",
        because=(reason.source,),
        confidence=Confidence.CERTAIN,
    )


def _locked(evidence: Evidence, story: Story, because: Sequence[Known]) -> Finding:
    return Finding(
        "fcc-locked",
        subject=story.subject,
        says="the card's radio is locked by the laptop's maker (FCC lock): it stays in low power and shows no SIM",
        do=laptop_cards.unlock(evidence),
        because=tuple(known.source for known in because),
    )
