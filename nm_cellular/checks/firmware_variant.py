"""The module runs the firmware of another region's variant, or is the variant of another region."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..doctor import firmware_variants
from ..doctor.evidence import Evidence
from ..doctor.facts.modem import ModuleName, Place, RadioVoters, Refusal, ScannedNetwork
from ..doctor.finding import Confidence, Finding
from ..doctor.firmware_variants import FAMILIES, Named
from ..doctor.modem_story import Known, Story, stories
from ..doctor.network_causes import Why, of_error
from ..doctor.source import Source

SLUGS = ("firmware-variant",)

_SWITCHING_ON = ("online", "enable")
_DO = "flash the maker's firmware for the variant that is printed on the module, with the maker's tool ({tool})"
_TOOLS = {"E": "Quectel's QFlash", "R": "Quectel's QFlash", "S": "SIMCom's MADL or QDL", "L": "Telit's TFI or xfp"}


def find(evidence: Evidence) -> Iterator[Finding]:
    names = evidence.of(ModuleName)
    refused = [
        each for each in evidence.of(Refusal) if of_error(each.error) is Why.NOT_READY and each.request in _SWITCHING_ON
    ]
    voted = [each.source for each in evidence.of(RadioVoters)[-1:] if "IMSWITCH" in each.voters]
    if voted or (refused and not stories(evidence)):
        yield _no_image(voted[0]) if voted else _refuses(Story.of(()), None, _dead(Story.of(()), refused))
    for story in stories(evidence):
        if story.is_registered():
            continue
        named = _named(story)
        dead = _dead(story, refused)
        if named and (label := _other_label(named, names)):
            yield _mismatch(story, named, label, dead)
        elif dead and refused:
            yield _refuses(story, named, dead)
        elif (named := named or _label(names)) and _silent(story) and (place := _foreign(story, named, evidence)):
            yield _abroad(story, named, place)


def _no_image(source: Source) -> Finding:
    return Finding(
        "firmware-variant",
        subject="modem",
        says="the module has no firmware and carrier settings (PRI) that belong together, and keeps its radio off",
        do='AT!IMPREF? and AT!PRIID? show them; choose a pair that is there, AT!IMPREF="GENERIC" or "AUTO-SIM", or '
        "flash the maker's package for this module whole",
        because=(source,),
    )


def _named(story: Story) -> Named | None:
    """By its firmware, else by its model."""
    texts = (known.value for field in ("revision", "model") for known in story.every(field))
    return next(filter(None, map(firmware_variants.of_firmware, texts)), None)


def _firmware(story: Story, named: Named) -> Known | None:
    found = (known for field in ("revision", "model") for known in story.every(field))
    return next((known for known in found if firmware_variants.of_firmware(known.value) == named), None)


def _other_label(named: Named, names: Sequence[ModuleName]) -> ModuleName | None:
    """What the writer calls the module, where no name of it has the regions of the firmware."""
    same = [name for name in names if name.family == named.family]
    regions = [FAMILIES[name.family][name.variant].regions for name in same]
    return same[0] if same and all(each != named.variant.regions for each in regions) else None


def _dead(story: Story, refused: Sequence[Refusal]) -> list[Known]:
    """That the radio is off and cannot be switched on."""
    modes = [known for known in story.every("operating_mode") if known.value == "offline"]
    return [Known("", each.source) for each in refused[:1]] + modes[:2] if refused or modes else []


def _silent(story: Story) -> bool:
    status, signal = story.status(), story.latest("signal")
    return bool(status and status.value in ("searching", "idle")) and (signal is None or signal.value < 3)


def _label(names: Sequence[ModuleName]) -> Named | None:
    """What the writer calls it, where he calls it one thing."""
    labels = {(name.family, name.variant) for name in names}
    family, code = labels.pop() if len(labels) == 1 else ("", "")
    return Named(family, code, FAMILIES[family][code]) if family else None


def _foreign(story: Story, named: Named, evidence: Evidence) -> Known | None:
    """Where it is by the networks that it hears, else the SIM's home, else where the writer says, if this variant has
    no bands there.

    SIMs of 901 are at home nowhere.
    """
    heard = evidence.of(ScannedNetwork)
    place = Known(heard[-1].operator_code, heard[-1].source) if heard else story.latest("sim_operator_code")
    place = place or _said(evidence.of(Place))
    if place and place.value[:1] in firmware_variants.EVERYWHERE and place.value[:1] not in named.variant.regions:
        return place
    return None


def _said(places: Sequence[Place]) -> Known | None:
    """Who compares two parts of the world is in one of them, nobody knows which."""
    regions = {place.region for place in places}
    return Known(places[0].region, places[0].source) if len(regions) == 1 else None


def _mismatch(story: Story, named: Named, label: ModuleName, dead: Sequence[Known]) -> Finding:
    status = story.status()
    wanted = FAMILIES[label.family][label.variant]
    lines = [_firmware(story, named), Known("", label.source), *dead, status]
    return Finding(
        "firmware-variant",
        subject=f"{label.family}-{label.variant}",
        says=f"the module is an {label.family}-{label.variant} ({wanted.name}) with the firmware of the {named} "
        f"({named.variant.name}): its radio does not work with that",
        do=_DO.format(tool=_TOOLS.get(named.family[:1], "its flashing guide")),
        because=_sources(lines),
        confidence=Confidence.CERTAIN if dead else _without_proof(status, label, lines[0]),
    )


def _without_proof(status: Known | None, label: ModuleName, firmware: Known | None) -> Confidence:
    """A name that comes after the firmware may be that of another one's module."""
    first = firmware is not None and label.source.precedes(firmware.source)
    return Confidence.LIKELY if status and first else Confidence.POSSIBLE


def _refuses(story: Story, named: Named | None, dead: Sequence[Known]) -> Finding:
    firmware = _firmware(story, named) if named else story.latest("revision")
    which = (
        f"this firmware is the {named}'s, for {named.variant.name}" if named else "compare it with the module's label"
    )
    return Finding(
        "firmware-variant",
        subject=story.subject,
        says=f"the modem stays offline and cannot be set online, as with another variant's firmware: {which}",
        do=_DO.format(tool=_TOOLS.get(named.family[:1] if named else "", "its flashing guide")),
        because=_sources([*dead, firmware]),
        confidence=Confidence.LIKELY if named else Confidence.POSSIBLE,
    )


def _abroad(story: Story, named: Named, place: Known) -> Finding:
    country = firmware_variants.region(place.value)
    return Finding(
        "firmware-variant",
        subject=str(named),
        says=f"the modem is an {named}, with the bands of {named.variant.name}, and this is {country}: "
        "it may hear no network there",
        do=f"use the variant for {country}, or check what is printed on the module against the firmware",
        because=_sources([_firmware(story, named), place, story.status()]),
        confidence=Confidence.LIKELY,
    )


def _sources(lines: Sequence[Known | None]) -> tuple[Source, ...]:
    return tuple(dict.fromkeys(known.source for known in lines if known))
