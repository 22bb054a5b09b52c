"""Recipes in several files: a pppd peer, the chat script and options that it names, and the file with its password."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from . import pppd
from .page import Page
from .recipe import Found, Lost, Recipe, Value

Place = tuple[str, Found]
"""The file that a recipe is from, and the recipe."""

_MOST = 10
"""Recipes of one file that may be a peer's; a script is one, and a page of a forum is no script."""


def joined(found: Iterable[Place], pages: Iterable[Page]) -> tuple[Place, ...]:
    """The same, where a peer has what the files say that it names; such a file asks for the same as its peer."""
    whole = [(file, _placed(each, file)) for file, each in found]
    files = _by_file(whole)
    logins = {login: secret for page in pages for login, secret in _secrets(page)}
    for place, (file, peer) in enumerate(whole):
        if peer.form == "pppd":
            named = [other for path in peer.uses for other in _named(path, file, whole, files)]
            recipe = _with_login(_with(peer.recipe or Recipe(), [whole[other][1] for other in named]), logins)
            lost = (*peer.lost, *_missing(peer, recipe, named))
            whole[place] = file, replace(peer, recipe=recipe if recipe.values else None, lost=lost)
            for other in named:
                whole[other] = whole[other][0], replace(whole[other][1], recipe=whole[place][1].recipe)
    return tuple(whole)


def _placed(found: Found, file: str) -> Found:
    values = {key: replace(value, file=file) for key, value in _values(found).items()}
    return replace(found, recipe=found.recipe and replace(found.recipe, values=values))


def _values(found: Found) -> Mapping[str, Value]:
    return found.recipe.values if found.recipe else {}


def _secrets(page: Page) -> Iterator[tuple[str, Value]]:
    if page.name.endswith("-secrets"):
        for login, secret in pppd.secrets(page).items():
            yield login, replace(secret, file=page.name)


def _by_file(found: Sequence[Place]) -> dict[str, dict[str, list[int]]]:
    """By the last name of a file, and then by the whole, where its recipes are."""
    files: dict[str, dict[str, list[int]]] = {}
    for place, (file, _) in enumerate(found):
        files.setdefault(file.rpartition("/")[2], {}).setdefault(file, []).append(place)
    return files


def _named(path: str, file: str, found: Sequence[Place], files: Mapping[str, Mapping[str, list[int]]]) -> list[int]:
    """The places of what stands in that file: of scripts with one name, those whose directories are most like it."""
    others = {name: places for name, places in files.get(path.rpartition("/")[2], {}).items() if name != file}
    like = {place: _likeness(path, name, found[place][1].form) for name in others for place in others[name][:_MOST]}
    most = max(like.values(), default=0)
    return [place for place, count in like.items() if count == most > 0]


def _likeness(path: str, other: str, form: str) -> int:
    """How many names they have in common, from the last; a script may have been copied from where it was."""
    pairs = list(zip(reversed(re.split("/+", path)), reversed(re.split("/+", other)), strict=False))
    differ = [one != another for one, another in pairs]
    count = differ.index(True) if True in differ else len(differ)
    return count if form == "chat" or (form == "pppd" and count == len(pairs)) else 0


def _with(recipe: Recipe, parts: Sequence[Found]) -> Recipe:
    """What the peer says itself goes first, and then what is named first."""
    values = {key: value for part in reversed(parts) for key, value in _values(part).items()}
    return replace(recipe, values={**values, **recipe.values})


def _with_login(recipe: Recipe, logins: Mapping[str, Value]) -> Recipe:
    password = logins.get(recipe.text("username") or "")
    if not password or "password" in recipe.values:
        return recipe
    return replace(recipe, values={**recipe.values, "password": password})


def _missing(peer: Found, recipe: Recipe, named: Sequence[int]) -> Iterator[Lost]:
    if peer.uses and not named and "apn" not in recipe.values:
        yield Lost(peer.first, f"the APN is in {peer.uses[0]}, which is not here", "name that file too")
