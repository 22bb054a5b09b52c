"""The modem hears no network, with its radio on, its SIM ready and nothing that restricts it."""

from __future__ import annotations

from collections.abc import Iterator

from ..doctor.evidence import Evidence
from ..doctor.facts.modem import AtExchange, ModemReport, Refusal
from ..doctor.finding import Confidence, Finding, Severity
from ..doctor.modem_story import RADIO_OFF, Known, Story, stories
from ..doctor.network_causes import Why, of_error

SLUGS = ("no-signal", "registration-denied")

_NOTHING, _WEAK, _GOOD = 3, 10, 20
"""Percent."""

_ANTENNA = "check the antenna (MAIN connector, not AUX or GNSS), its cable and the place; a window, not a metal box"


def find(evidence: Evidence) -> Iterator[Finding]:
    refused = [each for each in evidence.of(Refusal) if of_error(each.error) is Why.NO_SERVICE]
    for story in stories(evidence):
        status = story.status()
        if status and status.value in ("searching", "idle") and story.was_off(status.source):
            continue
        if status and status.value in ("searching", "idle") and _should_hear(story):
            yield _of_searching(story, status)
        elif refused and (not status or status.source.precedes(refused[-1].source)):
            yield _timed_out(refused)
    if refused and not evidence.of(ModemReport):
        yield _timed_out(refused)
    yield from _unknown_strength(evidence)


def _unknown_strength(evidence: Evidence) -> Iterator[Finding]:
    """99 is `not known`, which some modems say of LTE; it counts where nothing is said of the registration."""
    asked = [each for each in evidence.of(AtExchange) if each.command == "+CSQ" and each.answers]
    said = any(story.status() for story in stories(evidence))
    unknown = asked and asked[-1].answers[-1].startswith(("+CSQ: 99", "+CSQ:99"))
    if unknown and not said and all(_should_hear(story) for story in stories(evidence)):
        yield Finding(
            "no-signal",
            subject="modem",
            says="the modem hears no network",
            do=_ANTENNA,
            because=(asked[-1].source,),
            severity=Severity.WARNING,
            confidence=Confidence.POSSIBLE,
        )


def _should_hear(story: Story) -> bool:
    mode, power, state = (story.value(field) for field in ("operating_mode", "power", "state"))
    return (
        story.value("sim") not in ("missing", "error")
        and story.value("lock") not in ("sim-pin", "sim-puk")
        and mode not in RADIO_OFF
        and (power not in ("off", "low"))
        and state not in ("disabled", "disabling", "enabling", "failed", "locked", "initializing")
    )


def _of_searching(story: Story, status: Known) -> Finding:
    signal = _signal(story)
    if signal and signal.value >= _GOOD:
        return _heard(story, status, signal)
    nothing = signal is not None and signal.value < _NOTHING
    return Finding(
        "no-signal",
        subject=story.subject,
        says="the modem hears no network" if nothing or not signal else "the modem hears a network too weakly",
        do=_ANTENNA,
        because=(*([signal.source] if signal else ()), status.source),
        severity=Severity.ERROR if signal else Severity.WARNING,
        confidence=Confidence.LIKELY if signal else Confidence.POSSIBLE,
    )


def _signal(story: Story) -> Known | None:
    """Percent; of an RSSI from -113 dBm (nothing) to -51."""
    if signal := story.latest("signal"):
        return signal
    rssi = story.latest("rssi")
    return Known(max(0.0, min(100.0, (rssi.value + 113) * 100 / 62)), rssi.source) if rssi else None


def _heard(story: Story, status: Known, signal: Known) -> Finding:
    return Finding(
        "registration-denied",
        subject=story.subject,
        says=f"the modem hears a network ({signal.value:.0f} %) but does not register: refused before, or not its own",
        do="mmcli -m any --3gpp-scan (AT+COPS=?) shows what may be used; AT+COPS=0 to choose by itself; ask the "
        "operator whether the SIM is active here, and whether the modem's IMEI is allowed",
        because=(status.source, signal.source),
        confidence=Confidence.POSSIBLE,
    )


def _timed_out(refused: list[Refusal]) -> Finding:
    return Finding(
        "no-signal",
        subject="modem",
        says="the modem finds no network in time",
        do=_ANTENNA,
        because=tuple(each.source for each in refused[-2:]),
        confidence=Confidence.POSSIBLE,
    )
