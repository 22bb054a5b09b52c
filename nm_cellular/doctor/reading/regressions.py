"""What somebody tells of before and now: with which kernel it worked, whom he blames, whether it leaves by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..facts import Fact
from ..facts.dialing import Drops, KernelBlamed, Regression
from .lines import Line, mentions
from .prose import is_prose

_KERNEL = re.compile(r"\b(?:kernels?|linux|rpi-update|linux-image\S*|regression in)\b", re.IGNORECASE)
_VERSION = re.compile(r"(?<![\d.])((?:2\.[46]|[3-7]\.\d{1,2})(?:\.(?:\d{1,3}|[xX])){0,2}(?:-\d{1,3}\b)?)(?![\d.]*\d)")
_GOOD = re.compile(
    r"\b(?:work(?:s|ed|ing)?|(?:runs?|running|ran) (?:\w+ )?(?:well|fine|ok)|fine|ok(?:ay)?|stable|well|solid|quiet"
    r"|success\w*|for (?:days|weeks|months|years)"
    r"|no (?:such )?(?:problems?|issues?|trouble)|none of it|(?:did|does) ?n[o']t happen)\b",
    re.IGNORECASE,
)
_CHANGED = re.compile(
    r"\b(?:upgrad\w+|updat\w+|since|after|newer|older|regression|bisect\w*|downgrad\w+|previous\w*|switched to"
    r"|moved? to|back to|boot(?:ed|ing)|up until|used to|before)\b",
    re.IGNORECASE,
)
_BAD = re.compile(
    r"\b(?:broken?|breaks|not|no longer|stopp?(?:ed|s)|fail\w*|disconnect\w*|unusable|regression|dead|gone|crash\w*)\b"
    r"|n't\b",
    re.IGNORECASE,
)
_BLAMED = re.compile(
    r"\b(?:bug|regression|error|issue|fault)\b.{0,24}\b(?:in|of) (?:the |this )?(?:linux )?"
    r"(?:qmi_wwan|cdc[_-](?:wdm|ncm|mbim|ether)|usbnet|xhci[_-]\w+|dwc2|dwc_otg|usbserial|usb_wwan)\b"
    r"|\b(?:qmi_wwan|cdc[_-](?:wdm|ncm|mbim|ether)|usb_wwan)\b.{0,24}"
    r"\b(?:bug|regression|infinite loop|freeze)\b",
    re.IGNORECASE,
)
_LEAVES = re.compile(
    r"\b(?:drop(?:s|ped|ping)?|disconnect(?:s|ed|ing|ions?)?|disappear\w*|vanish\w*|reboots?|goes away|falls off"
    r"|re-?enumerat\w*|verschwindet|trennt)\b",
    re.IGNORECASE,
)
_BY_ITSELF = re.compile(
    r"\b(?:random\w*|sporadic\w*|repeated\w*|occasional\w*|intermittent\w*|again and again|by itself|every (?:few|now)"
    r"|every \d+|from time to time|after (?:some|a few|a while|about|an?|\d+|half)|hours?|minutes|zufällig|ständig)\b",
    re.IGNORECASE,
)
_LEAVING = ("drop", "onnect", "ppear", "vanish", "reboot", "goes away", "falls", "enumerat", "windet", "trennt")
_DRIVERS = ("qmi_wwan", "cdc", "usbnet", "xhci", "dwc", "usbserial", "usb_wwan")
_HINTS = (*_LEAVING, *_DRIVERS, "2.", "3.", "4.", "5.", "6.", "7.")
"""Who tells of any of this says one of them: cheaper than to look for all of the words in each line."""

_MOST = 3
"""Lines of a sentence that a forum has wrapped."""


def read(lines: Sequence[Line]) -> Iterator[Fact]:
    recent: list[Line] = []
    hinted = 0
    kernels = _Kernels()
    for line in lines:
        text = line.text.strip(" \t>")
        if not text or line.program:
            recent, hinted = [], 0
            continue
        recent = [*recent, line][-_MOST:]
        hinted = _MOST if mentions(text.lower(), _HINTS) else hinted - 1
        if hinted > 0 and " " in text:
            yield from _told(recent, kernels)
    yield from kernels.regressions()


class _Kernels:
    """Versions that are called a kernel's, and statements of what works with some version."""

    def __init__(self) -> None:
        self._named: dict[str, None] = {}
        self._statements: dict[tuple[str, ...], Line] = {}

    def name(self, versions: Sequence[str]) -> None:
        self._named.update(dict.fromkeys(versions))

    def is_new(self, versions: Sequence[str]) -> bool:
        return tuple(versions) not in self._statements

    def state(self, line: Line, versions: Sequence[str]) -> None:
        self._statements.setdefault(tuple(versions), line)

    def regressions(self) -> Iterator[Fact]:
        series = {_series(version) for version in self._named}
        first = tuple(self._named)[:4]
        for versions, line in self._statements.items():
            both = dict.fromkeys((*versions, *first))
            if len(both) > 1 and any(_series(version) in series for version in versions):
                yield Regression(line.source, tuple(both)[:4])


def _series(version: str) -> str:
    return ".".join(version.split(".")[:2])


def _told(recent: Sequence[Line], kernels: _Kernels) -> Iterator[Fact]:
    """Of the last line, with what stands before it."""
    text = " ".join(line.text.strip(" \t>")[:300] for line in recent)
    last, lower = recent[-1].text, text.lower()
    versions = tuple(dict.fromkeys(_VERSION.findall(text))) if "." in text else ()
    if versions and _KERNEL.search(text):
        kernels.name(versions)
    if not is_prose(text):
        return
    leaves = mentions(lower, _LEAVING) and _leaves(text, last)
    blamed = mentions(lower, _DRIVERS) and "?" not in text and bool(_BLAMED.search(text))
    compares = bool(versions) and kernels.is_new(versions) and _compares(text)
    if leaves:
        yield Drops(recent[-1].source)
    if blamed:
        yield KernelBlamed(recent[-1].source)
    if compares:
        kernels.state(recent[-1], versions)


def _leaves(text: str, last: str) -> bool:
    """By itself; what makes it so must be in the last line in part."""
    if not (_LEAVES.search(text) and _BY_ITSELF.search(text)):
        return False
    return bool(_LEAVES.search(last) or _BY_ITSELF.search(last))


def _compares(text: str) -> bool:
    """Of before and now, or of this and that."""
    if _GOOD.search(text):
        return bool(_CHANGED.search(text) or _BAD.search(text))
    return bool(_CHANGED.search(text) and _BAD.search(text) and len(set(_VERSION.findall(text))) > 1)
