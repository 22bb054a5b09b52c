"""Routes and name servers that are set by hand after dialling: nothing to carry over, and mistakes mostly."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .draft import Draft
from .page import Page
from .recipe import Found

FORM = "by-hand"

_ROUTE = re.compile(r"(?:ip[ \t]+route|route)[ \t]+add[ \t]+default[ \t]+(?:via|gw)[ \t]+(?P<gateway>[\d.]{7,15})")
_RESOLV = re.compile(r"(?:tee[ \t]+-a[ \t]+|>>[ \t]*)/etc/resolv\.conf\b")
_OWN = re.compile(r"(?:local +IP +address:?[ \t`]*|inet +(?:addr:)?)(?P<address>[\d.]{7,15})")


def find(page: Page) -> Iterator[Found]:
    own = {match["address"]: number for number, match in page.search(_OWN)}
    for number, match in page.search(_ROUTE):
        draft = Draft(FORM, number)
        _route(draft, number, match["gateway"], own.get(match["gateway"]))
        yield draft.found(number)
    for number, _ in page.search(_RESOLV):
        draft = Draft(FORM, number)
        message = "the line is added at each dialling: the file grows, and what stands first in it may be dead"
        draft.mistake("dns", number, message, "use pppd's usepeerdns; a profile takes the network's name servers")
        yield draft.found(number)


def _route(draft: Draft, number: int, gateway: str, own: int | None) -> None:
    if own:
        message = f"the default route goes to {gateway}, which line {own} says is one's own address"
    else:
        message = f"the default route to {gateway} is gone with the connection, and the address is another then"
    draft.mistake("route-metric", number, message, "use pppd's defaultroute; a profile sets the route itself")
