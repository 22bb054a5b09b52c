"""The sentences about bad values, the same for every property."""

from __future__ import annotations

from collections.abc import Sequence

from ..problem import ValueRefused
from .suggest import nearest
from .table import Property


def refusal(prop: Property, what: str, text: str, offset: int = 0) -> ValueRefused:
    """What a person wrote is no value of the property, which takes `what`."""
    near = nearest(text, [nick for nick, _ in prop.nicks] + list(prop.choices)) if not prop.secret else None
    hint = f"did you mean {near}? It takes {what}" if near else f"write {what}"
    return ValueRefused(cannot_be(prop, text), hint, offset)


def cannot_be(prop: Property, text: str) -> str:
    """The text is no value of the property; a secret is not shown."""
    return f"{prop} cannot be {'what stands there' if prop.secret else repr(text[:60])}"


def written_numbers(prop: Property) -> str:
    """What a person may write for the number: words or digits."""
    words = [nick for nick, _ in prop.nicks]
    bounds = prop.valid or prop.range
    if prop.type != "integer" or bounds is None or (prop.valid and words):
        return either(words)
    return either([f"a whole number from {bounds[0]} to {bounds[1]}", *words])


def kept_numbers(prop: Property) -> str:
    """What a keyfile may hold for it: digits only."""
    bounds = prop.valid or prop.range
    words = [f"{number} ({nick})" for nick, number in prop.nicks]
    spans = [f"a whole number from {bounds[0]} to {bounds[1]}"] if bounds and prop.type == "integer" else []
    return either(words if words and prop.valid else spans + words)


def either(words: Sequence[str]) -> str:
    return " or ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
