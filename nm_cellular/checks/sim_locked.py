"""The SIM waits for its PIN or PUK."""

from __future__ import annotations

from collections.abc import Iterator

from ..doctor.evidence import Evidence
from ..doctor.facts.modem import Refusal
from ..doctor.finding import Confidence, Finding
from ..doctor.modem_story import Known, Story, stories
from ..doctor.network_causes import Why, of_error

SLUGS = ("sim-pin", "sim-puk", "registration-denied")


def find(evidence: Evidence) -> Iterator[Finding]:
    found = [finding for story in stories(evidence) for finding in _of_story(story)]
    yield from found
    if found or any(story.is_registered() or story.value("lock") == "none" for story in stories(evidence)):
        return
    for check, why in (("sim-puk", Why.PUK), ("sim-pin", Why.PIN)):
        refused = [each for each in evidence.of(Refusal) if of_error(each.error) is why]
        if refused:
            yield _finding(check, "SIM", [Known("", each.source) for each in refused[-2:]], {})
            return


def _of_story(story: Story) -> Iterator[Finding]:
    """`sim-pin2` and `sim-puk2` are shown for modems that work: they guard settings that nobody uses."""
    lock, state = story.latest("lock"), story.latest("state")
    if story.is_registered() or (state and state.value not in ("locked", "unknown", "initializing", "failed")):
        return
    if not lock and state and state.value == "locked":
        yield _finding("sim-pin", story.subject, [state], {}, Confidence.LIKELY)
    if not lock:
        return
    retries = dict(story.value("retries") or ())
    because = [lock, *(known for known in [story.latest("retries")] if known)]
    if lock.value == "sim-puk" or (lock.value == "sim-pin" and retries.get("sim-pin") == 0):
        yield _finding("sim-puk", story.subject, because, retries)
    elif lock.value == "sim-pin":
        yield _finding("sim-pin", story.subject, because, retries)
    elif lock.value.startswith("ph-"):
        yield Finding(
            "registration-denied",
            subject=story.subject,
            says=f"the modem is locked to an operator or to a SIM ({lock.value}), and this is not its SIM",
            do="use the SIM that it came with, or have the operator unlock the modem",
            because=(lock.source,),
            confidence=Confidence.CERTAIN,
        )


def _finding(
    check: str,
    subject: str,
    because: list[Known],
    retries: dict[str, int],
    confidence: Confidence = Confidence.CERTAIN,
) -> Finding:
    left = retries.get(check)
    many = f"; {left} tr{'y is' if left == 1 else 'ies are'} left" if left else ""
    if check == "sim-pin":
        says = f"the SIM waits for its PIN{many}"
        do = "set pin = … in cellular.conf, then nm-cellular apply (at most one try of ours); or mmcli -i any --pin=…"
    else:
        says = f"the SIM is blocked after wrong PINs and waits for its PUK{many}"
        do = (
            "nm-cellular unlock, by hand, with the PUK from the operator's letter; after ten wrong ones the SIM is dead"
        )
    sources = tuple(dict.fromkeys(known.source for known in because))
    return Finding(check, subject=subject, says=says, do=do, because=sources, confidence=confidence)
