"""usb_modeswitch: its command line, and what it prints, from version 1.1 to 2.6."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ..facts import Fact
from ..facts.usb import ModeSwitchRun
from .lines import Line, mentions

_COMMAND = re.compile(r"(?:.*[\s/$#>;&`'\"]|)usb_modeswitch\s+(?=-)(.*)")
_HEX = r"[ =]*['\"]?(?:0[xX])?([0-9a-fA-F]{1,4})\b"
_VENDOR = re.compile(rf"(?:(?<!\S)-v|--default-vendor){_HEX}")
_PRODUCT = re.compile(rf"(?:(?<!\S)-p|--default-product){_HEX}")
_TARGET_VENDOR = re.compile(rf"(?:(?<!\S)-V|--target-vendor){_HEX}")
_TARGET_PRODUCT = re.compile(rf"(?:(?<!\S)-P|--target-product){_HEX}")
_CONFIGURATION = re.compile(r"(?:-c|--config-file)[ =]*\S*?([0-9a-f]{4})\\?:([0-9a-f]{4})")
_MESSAGE = re.compile(r"(?:-M|--message-content)[ =]*(['\"]?)(\S+)")
_SETTING = re.compile(r"(Default|Target)(Vendor|Product)= *(?:0x)?([0-9a-fA-F]{4})$")
_CONTENT = re.compile(r"MessageContent=[\"']?([^\"']+)")
_CLASS = re.compile(r"with class (\d+)|interface class is (\d+)")
_SWITCHED = re.compile(r"switched to ([0-9a-f]{4}:[0-9a-f]{4})")
_SWITCH = re.compile(r"(?:usb_modeswitch: )?switch device ([0-9a-f]{4}:[0-9a-f]{4}) on ")
_QUOTES = re.compile(r"[“”„″‘’]\s{0,4}\\?([0-9A-Fa-f]{8,80})|(?<![0-9A-Fa-f])([0-9A-Fa-f]{8,80}+)\s{0,4}[“”″‘’]")
"""Typographic quotes around a message, as a forum or a word processor makes of straight ones."""

_IN_TARGET = re.compile(r"^ *Found devices in target mode or class \([1-9]")
_SOON = 4
"""Lines within which a command's output begins."""

_STARTS = (
    "Look for target devices",
    "Looking for target devices",
    "Take all parameters",
    "DefaultVendor=",
    "Read config file",
)
_OUTCOMES = (
    ("switched", "Mode switch succeeded"),
    ("switched", "Mode switch most likely succeeded"),
    ("switched", "Found correct target device"),
    ("failed", "Mode switch has failed"),
    ("failed", "Mode switch most likely failed"),
    ("failed", "No new devices in target mode or class found"),
    ("absent", "No devices in default mode found"),
    ("absent", "No devices in default mode or class found"),
    ("sent", "OK, message successfully sent"),
    ("sent", "Device seems to have vanished right after sending"),
    ("sent", "Device seems to have vanished after reading"),
)
_SEARCHES = ("Searching for target devices", "Search for target devices")
_ERRORS = (
    "is not a hex string",
    "hex string has uneven length",
    "can't use storage command",
    "endpoint not given or found",
    "Libusb could not access USB",
    "Libusb failed to get USB access",
    "Could not claim interface",
    "Error opening the device",
    "Could not get class of interface",
    "Sending the message returned error",
    "No default vendor/product ID given",
    "no switching method given",
)


_MARKS = (
    *("ndpoint", "ccess", "vice", "roduct", "ndor", "essage", "witch"),
    *("string", "command", "nterface", "target", "class", "Take all", "Read config"),
)
"""Its command line and each of what it says has one of them."""


def read(lines: Sequence[Line]) -> Iterator[Fact]:
    reader = _Reader()
    for line in lines:
        if mentions(line.text, _MARKS):
            reader.line(line, line.text.strip(" \t>"))
    return iter(reader.runs)


class _Reader:
    """Collects runs; answered: whether the one that is read has printed anything yet."""

    def __init__(self) -> None:
        self.runs: list[ModeSwitchRun] = []
        self._answered = False

    def line(self, line: Line, text: str) -> None:
        if "usb_modeswitch " in text and (found := _COMMAND.match(text)):
            self._begin(_from_command(line, found[1]), answered=False)
        elif "switch device" in text and (found := _SWITCH.match(text)):
            self._begin(ModeSwitchRun(line.source, device=found[1]), answered=True)
        elif self._is_another(line, text):
            self._begin(ModeSwitchRun(line.source), answered=True)
        if self.runs and text.startswith(_SEARCHES):
            self.runs[-1] = replace(self.runs[-1], searched=self.runs[-1].searched + 1)
        elif self.runs:
            self.runs[-1], said = _told(self.runs[-1], line, text)
            self._answered = self._answered or said

    def _begin(self, run: ModeSwitchRun, *, answered: bool) -> None:
        self.runs.append(run)
        self._answered = answered

    def _is_another(self, line: Line, text: str) -> bool:
        """Whether an output begins that is not the one of the command before it."""
        if not text.startswith(_STARTS):
            return not self.runs and "use storage command" in text
        if not self.runs:
            return True
        run = self.runs[-1]
        if not self._answered:
            return line.number - run.source.line > _SOON
        return text.startswith("Take all parameters") or (text.startswith("Look") and bool(run.outcome or run.error))


def _from_command(line: Line, words: str) -> ModeSwitchRun:
    message = _MESSAGE.search(words)
    content = message[2].strip("'\"\\") if message else ""
    curly = _QUOTES.search(line.raw)
    return ModeSwitchRun(
        line.source,
        device=_id(_VENDOR, _PRODUCT, words) or _of_configuration(words),
        targets=tuple(filter(None, (_id(_TARGET_VENDOR, _TARGET_PRODUCT, words),))),
        message=(curly[0] if curly else content).strip(),
        options=tuple(words.split()[:40]),
    )


def _of_configuration(words: str) -> str:
    """Its dispatcher names the file of a device: -c /etc/usb_modeswitch.d/19d2:2000."""
    found = _CONFIGURATION.search(words)
    return f"{found[1]}:{found[2]}" if found else ""


def _id(vendor: re.Pattern[str], product: re.Pattern[str], words: str) -> str:
    pair = (vendor.search(words), product.search(words))
    return ":".join(each[1].rjust(4, "0").lower() for each in pair if each) if all(pair) else ""


def _told(run: ModeSwitchRun, line: Line, text: str) -> tuple[ModeSwitchRun, bool]:
    if found := _SETTING.match(text):
        return _with_setting(run, found[1], found[2], found[3].lower()), True
    if text.startswith("MessageContent="):
        found = _CONTENT.match(text)
        return replace(run, message=found[1].strip() if found else run.message), True
    if found := _SWITCHED.search(text) if "switched to" in text else None:
        return replace(run, outcome="switched", result=found[1]), True
    if _IN_TARGET.match(text):
        return replace(run, result=next(iter(run.targets), run.device)), True
    return _ended(run, line, text)


def _ended(run: ModeSwitchRun, line: Line, text: str) -> tuple[ModeSwitchRun, bool]:
    for outcome, words in _OUTCOMES:
        if words in text:
            return replace(run, outcome=run.outcome if run.outcome in ("switched", "failed") else outcome), True
    if mentions(text, _ERRORS):
        run = replace(
            run, error=text if "hex string" not in text else f"MessageContent {text.strip()}", source=line.source
        )
    if found := _CLASS.search(text) if "class" in text else None:
        return replace(run, interface_class=int(found[2] or found[1])), True
    return run, "Found devices in default mode" in text


def _with_setting(run: ModeSwitchRun, mode: str, part: str, value: str) -> ModeSwitchRun:
    now = run.device if mode == "Default" else next(iter(run.targets), "")
    vendor, _, product = now.partition(":")
    usb_id = f"{value}:{product}" if part == "Vendor" else f"{vendor}:{value}"
    return replace(run, device=usb_id) if mode == "Default" else replace(run, targets=(usb_id,))
