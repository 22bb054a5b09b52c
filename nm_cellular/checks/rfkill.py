"""The modem's radio is switched off by software, a switch of the machine, or a power saver."""

from __future__ import annotations

from collections.abc import Iterator

from ..doctor.evidence import Evidence
from ..doctor.facts.modem import RadioVoters, Refusal
from ..doctor.facts.system import RadioSwitch
from ..doctor.finding import Confidence, Finding
from ..doctor.network_causes import Why, of_error
from ..doctor.source import Source

SLUGS = ("rfkill",)

_CAUSES = {"wwan", "all"}


def find(evidence: Evidence) -> Iterator[Finding]:
    for each in evidence.of(RadioVoters)[-1:]:
        if "W_DISABLE" in each.voters:
            yield _finding(
                each.source,
                "the modem's W_DISABLE pin keeps its radio off",
                "turn on the wireless switch; in a slot or adapter without one: insulate pin 20 (Mini PCIe) or 8 (M.2)",
            )
    switches = [each for each in evidence.of(RadioSwitch) if each.kind in _CAUSES]
    if not switches:
        return
    last = switches[-1]
    if last.hard_blocked:
        do = "turn on the wireless switch, by its key or slider, or in the firmware's setup"
        yield _finding(last.source, "a switch of the machine keeps the modem's radio off", do)
    elif last.soft_blocked and not _stays_off(evidence):
        do = "rfkill unblock wwan; nmcli radio wwan on; with TLP, no wwan in DEVICES_TO_DISABLE_ON_STARTUP"
        yield _finding(last.source, "software keeps the modem's radio off", do)


def _stays_off(evidence: Evidence) -> bool:
    """Who switches a radio on and is refused has a locked card."""
    return any(of_error(each.error) is Why.LOCKED_RADIO for each in evidence.of(Refusal))


def _finding(source: Source, says: str, do: str) -> Finding:
    return Finding("rfkill", "wwan", says, do, (source,), confidence=Confidence.CERTAIN)
