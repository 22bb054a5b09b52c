"""What is known about sticks, for `switch --list` and `switch --explain`: documents, and the text made from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from .configuration import Configuration
from .decide import LeaveAlone, SwitchPlan, decide
from .known import Profiles
from .profile import Mode, Profile, Wish
from .usb import UsbDevice, UsbId, UsbInterface


def rows(known: Profiles, pack: Iterable[Configuration] = ()) -> list[dict[str, Any]]:
    """A row for each id: {"id", "by", "prefer", "becomes", "name"}, ours before usb_modeswitch's."""
    ours = [_row(usb_id, profile) for profile in known.profiles for usb_id in profile.initial]
    seen = {row["id"] for row in ours}
    return ours + [_their_row(each) for each in pack if str(each.id) not in seen and not each.does_nothing]


def table(found: Sequence[dict[str, Any]]) -> Iterator[str]:
    wide = max((len(row["becomes"]) for row in found if row["by"] == "nm-cellular"), default=0)
    for row in found:
        yield f"{row['id']}  {row['by']:14}  {_shortened(row['becomes'], wide)}  {row['name']}"


def explain(usb_id: UsbId, known: Profiles, pack: Sequence[Configuration], wish: Wish | None) -> dict[str, Any]:
    """What would be done about such a device as it is when it is plugged in.

    {"id", "name", "by": "nm-cellular", "usb_modeswitch" or null, "why", "hint", "wish", "modes": [{"wish", "ids",
    "class", "settings"}], "keeps_id", "argv", "source"}; argv is empty where nothing is done.
    """
    profile = next(iter(known.of(usb_id)), None)
    found = decide(_plugged_in(usb_id, profile), known, pack, wish)
    document = {"id": str(usb_id), "name": profile.name if profile else ""}
    document |= _who(found, wish or (profile.prefer if profile else None))
    return document | (_details(profile) if profile else {"modes": [], "keeps_id": False, "source": ""})


def lines(document: dict[str, Any]) -> Iterator[str]:
    yield f"{document['id']}  {document['name']}".rstrip()
    if document["argv"]:
        yield "    by          nm-cellular; usb_modeswitch's own rules are kept from it"
        yield f"    to          {document['wish']}"
    else:
        yield f"    {document['why']}"
    if document["hint"]:
        yield f"    {document['hint']}"
    for mode in document["modes"]:
        yield f"    {mode['wish']:10}  {_targets(mode)}, by {mode['settings']}"
    if document["argv"]:
        yield f"    command     {_command(document['argv'])}"
    if document["source"]:
        yield f"    source      {document['source']}"


def _plugged_in(usb_id: UsbId, profile: Profile | None) -> UsbDevice:
    """Such a device before anything is done to it; bus and address are not known yet."""
    if profile is None:
        return UsbDevice("", usb_id)
    match = profile.match
    return UsbDevice(
        sysname="",
        id=usb_id,
        manufacturer=match.manufacturer.replace("*", ""),
        product=match.product.replace("*", ""),
        revision=match.revision.replace("*", ""),
        interfaces=(UsbInterface(0, match.interface_class or 0, 0, 0),),
    )


def _who(found: SwitchPlan | LeaveAlone, wish: Wish | None) -> dict[str, Any]:
    said: dict[str, Any] = {"wish": wish.value if wish else None, "why": "", "hint": "", "argv": []}
    if isinstance(found, SwitchPlan):
        return said | {"by": "nm-cellular", "argv": list(found.argv)}
    by = "usb_modeswitch" if found.by_others else None
    return said | {"by": by, "why": found.reason, "hint": found.hint}


def _details(profile: Profile) -> dict[str, Any]:
    modes = [_mode(mode) for mode in profile.modes]
    return {"modes": modes, "keeps_id": profile.keeps_id, "source": profile.source}


def _mode(mode: Mode) -> dict[str, Any]:
    settings = " ".join(key if value == "1" else f"{key}={value}" for key, value in mode.settings)
    shown = f"{mode.interface_class:02x}" if mode.interface_class is not None else None
    return {"wish": mode.wish.value, "ids": list(map(str, mode.ids)), "class": shown, "settings": settings}


def _targets(mode: dict[str, Any]) -> str:
    shown = " ".join(mode["ids"]) or "another id"
    return f"{shown} with interface class {mode['class']}" if mode["class"] else shown


def _command(argv: Sequence[str]) -> str:
    """Readable; not for a shell.  What it is told in several lines stands in one."""
    return " ".join(" ".join(word.split("\n")).strip() for word in argv)


def _row(usb_id: UsbId, profile: Profile) -> dict[str, Any]:
    wishes = [f"{mode.wish.value}{' (default)' * _is_default(mode, profile)}" for mode in profile.modes]
    prefer = profile.prefer.value if profile.prefer else None
    becomes = ", ".join(wishes) if profile.prefer else "stays as it is"
    return {"id": str(usb_id), "by": "nm-cellular", "prefer": prefer, "becomes": becomes, "name": profile.name}


def _is_default(mode: Mode, profile: Profile) -> bool:
    return mode.wish is profile.prefer and len(profile.modes) > 1


def _their_row(found: Configuration) -> dict[str, Any]:
    becomes = " ".join(map(str, found.targets))
    name = f"{found.name} ({found.match})" if found.match else found.name
    return {"id": str(found.id), "by": "usb_modeswitch", "prefer": None, "becomes": becomes, "name": name}


def _shortened(text: str, wide: int) -> str:
    width = max(wide, 24)
    return text.ljust(width) if len(text) <= width else f"{text[: width - 1]}…"
