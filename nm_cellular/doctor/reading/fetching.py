"""curl, wget, apt and name look-ups: whether more than a ping gets through."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..facts import Fact
from ..facts.network import Fetch
from .lines import mentions
from .paste import Paste

_FORMS = (
    (
        "name",
        re.compile(
            r"curl: \(6\)|wget: (?:unable to resolve|bad address)|.*Temporary failure resolving '"
            r"|.*[Cc]ould not resolve (?:host|')|;; connection timed out; no servers|;; communications error"
            r"|.*failed: (?:Temporary failure in name resolution|Name or service not known)"
            r"|\*\* server can't find \S+: (?:REFUSED|SERVFAIL)|nslookup: can't resolve '"
        ),
    ),
    (
        "timeout",
        re.compile(
            r"curl: \((?:28|35|56)\)|.*failed: Connection timed out|wget: download timed out"
            r"|\d{1,2}% \[(?:Waiting for headers|Connecting to )"
            r"|.*Read error .*Connection timed out|.*Connection timed out \[IP:"
        ),
    ),
    (
        "unreachable",
        re.compile(
            r"curl: \(7\)|.*failed: (?:Network is unreachable|No route to host)|wget: can't connect"
            r"|.*- connect \((?:101|113):"
        ),
    ),
    ("", re.compile(r"HTTP/[\d.]+ [23]\d\d|.*awaiting response\.\.\. [23]\d\d|Hit:\d+ http|Get:\d+ http")),
)
"""Kinds of Fetch and how they are told; the last is that it worked."""

_MARKS = (
    "can't find",
    "can't resolve",
    "curl:",
    "wget:",
    "resolv",
    "failed: ",
    "HTTP",
    " http",
    ";; ",
    "timed out",
    "connect (",
    "awaiting",
    "% [",
)
_IPV6 = re.compile(r"-6\b|[0-9a-f]{1,4}:[0-9a-f]{0,4}:[0-9a-f:]*")
_IPV4 = re.compile(r"\b\d+\.\d+\.\d+\.\d+\b")


def read(lines: Paste) -> Iterator[Fact]:
    for line in lines.having(*_MARKS):
        text = line.text.strip()
        if mentions(text, _MARKS):
            kind = next((kind for kind, form in _FORMS if form.match(text)), None)
            if kind is not None:
                yield Fetch(line.source, text[:80], _family(text), kind, text if kind else "")


def _family(text: str) -> int:
    if _IPV4.search(text):
        return 4
    return 6 if _IPV6.search(text) else 0
