"""Recipes that belong together: a pppd peer and the chat script that it calls."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from .recipe import Found, Mistake, Recipe, Value, shown

_ONE_MODEM = {
    "quectel-cm": "quectel-cm",
    "qmi-reconnect": "quectel-cm",
    "sakis3g": "sakis3g",
    "vintagenet": "vintagenet",
    "uqmi": "uqmi",
}
"""Forms whose recipes have no names, so that all in a text are about one connection."""


def joined(found: Iterable[Found]) -> tuple[Found, ...]:
    """In the order of the text; a chat script is joined to the peer that names it, or to the only one."""
    ordered = sorted(found, key=lambda each: (each.first, each.last))
    peers = [each for each in ordered if each.form == "pppd"]
    callers = {_base(path): peer for peer in reversed(peers) for path in peer.uses}
    scripts = {id(each): _caller(each, peers, callers) for each in ordered if each.form == "chat"}
    parts: dict[int, list[Found]] = {}
    for each in ordered:
        if peer := scripts.get(id(each)):
            parts.setdefault(id(peer), []).append(each)
    whole = (_with(each, parts.get(id(each), [])) for each in ordered if not scripts.get(id(each)))
    telling = (each for each in whole if each.recipe or each.mistakes or each.lost or each.uses)
    return tuple(_disagreeing(sorted(telling, key=lambda each: (each.first, each.last))))


def _disagreeing(found: Iterable[Found]) -> Iterator[Found]:
    """Says it where an APN is another than the one before."""
    seen: dict[str, dict[str, int]] = {}
    for each in found:
        apn = each.recipe.values.get("apn") if each.recipe and each.form in _ONE_MODEM else None
        if not apn or not apn.text:
            yield each
            continue
        lines = seen.setdefault(_ONE_MODEM[each.form], {})
        other = next(((name, line) for name, line in lines.items() if name != apn.text), None)
        is_new = apn.text not in lines
        lines.setdefault(apn.text, apn.line)
        said = (_another(shown(apn.text), apn.line, shown(other[0]), other[1]),) if other and is_new else ()
        yield replace(each, mistakes=(*each.mistakes, *said))


def _another(apn: str, line: int, other: str, before: int) -> Mistake:
    message = f"the APN is {apn} here and {other} in line {before}; a SIM has one of the two"
    return Mistake("apn-wrong", line, message, f"keep the right one, or write apn = {other}, {apn} to try both in turn")


def _base(path: str) -> str:
    return path.rpartition("/")[2]


def _caller(script: Found, peers: list[Found], callers: dict[str, Found]) -> Found | None:
    if script.path:
        return callers.get(_base(script.path))
    return peers[0] if len(peers) == 1 and peers[0].uses else None


def _with(peer: Found, scripts: list[Found]) -> Found:
    if not scripts:
        return peer
    values = {key: value for each in (*reversed(scripts), peer) for key, value in _values(each).items()}
    parts = (peer, *scripts)
    return replace(
        peer,
        first=min(each.first for each in parts),
        last=max(each.last for each in parts),
        recipe=replace(peer.recipe or Recipe(_base(peer.path)), values=values) if values else None,
        mistakes=tuple(sorted((each for part in parts for each in part.mistakes), key=lambda mistake: mistake.line)),
        lost=tuple(each for part in parts for each in part.lost),
        uses=tuple(path for path in peer.uses if not any(_is_that(script, path) for script in scripts)),
    )


def _is_that(script: Found, path: str) -> bool:
    return not script.path or _base(script.path) == _base(path)


def _values(found: Found) -> Mapping[str, Value]:
    return found.recipe.values if found.recipe else {}
