"""usb_modeswitch: command lines, and configurations with DefaultVendor."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ..modeswitch import settings
from ..modeswitch.usb import UsbId, parse_id
from ..problem import ValueRefused
from .draft import Draft
from .page import Page
from .recipe import Found, Mistake, shown
from .shell import Word, commands

FORM = "usb-modeswitch"

_PROGRAM = re.compile(r"usb_modeswitch(?=\s)")
_OPTIONS = {
    "-v": "DefaultVendor", "-p": "DefaultProduct", "-V": "TargetVendor", "-P": "TargetProduct",
    "-C": "TargetClass", "-M": "MessageContent", "-2": "MessageContent2", "-3": "MessageContent3",
    "-m": "MessageEndpoint", "-r": "ResponseEndpoint", "-w": "ReleaseDelay", "-i": "Interface",
    "-u": "Configuration", "-a": "AltSetting", "-s": "CheckSuccess", "-c": "config", "-f": "long-config",
    "-b": "BusNumber", "-g": "DeviceNumber", "-H": "HuaweiMode", "-J": "HuaweiNewMode", "-X": "HuaweiAltMode",
    "-S": "SierraMode", "-O": "SonyMode", "-G": "GCTMode", "-B": "QisdaMode", "-E": "QuantaMode", "-T": "KobilMode",
    "-N": "SequansMode", "-A": "MobileActionMode", "-L": "CiscoMode", "-Z": "BlackberryMode", "-U": "OptionMode",
    "-F": "PantechMode", "-K": "StandardEject", "-d": "DetachStorageOnly", "-R": "ResetUSB",
}  # fmt: skip
"""usb_modeswitch(1)'s; its long options are the same names in lower case with dashes."""

_OTHER_NAMES = {
    "message": "MessageContent",
    "stdeject": "StandardEject",
    "reset": "ResetUSB",
    "resetusb": "ResetUSB",
    "detachonly": "DetachStorageOnly",
}
_CONFIGURATION = re.compile(r"DefaultVendor[ \t]*=")
_ENTRY = re.compile(r"[ \t]*(\w+)[ \t]*=[ \t]*\"?([^\"\n;#]*?)\"?[ \t]*(?:[;#].*)?")
_ETHERNET = {"12d1:14db", "12d1:14dc", "12d1:1f01", "19d2:1405", "19d2:1403", "19d2:1408", "1bbb:0195", "2001:7d02"}
"""What sticks become that are an Ethernet card with a router behind it."""

_NO_DRIVE = re.compile(r"interface class is \d+, expected 8")
_OUTPUT = 4000
"""Characters that usb_modeswitch prints of one run, and a forum around it."""

Values = dict[str, Word]


def find(page: Page) -> Iterator[Found]:
    for command in commands(page, _PROGRAM):
        values = _options(list(command.words))
        if "DefaultVendor" in values and "DefaultProduct" in values:
            yield _tried(page, _recipe(values, command.first, command.last, curly=command.curly))
    ended = 0
    for number, _ in page.search_lines(_CONFIGURATION):
        if number > ended:
            values, ended = _configuration(page, number)
            if "DefaultProduct" in values:
                yield _tried(page, _recipe(values, number, ended, curly=page.is_curly(number, ended)))


def _tried(page: Page, found: Found) -> Found:
    """The same, but where usb_modeswitch says below that the stick is no drive, there is nothing to be switched."""
    if not found.recipe:
        return found
    start = page.span(found.last)[0]
    refused = _NO_DRIVE.search(page.text, start, start + _OUTPUT)
    if not refused or f"found USB ID {found.recipe.stick}\n" not in page.text[start : refused.start()]:
        return found
    message = f"{found.recipe.stick} is no drive but a modem already, says usb_modeswitch: there is nothing to switch"
    mistake = Mistake("already-switched", page.number(refused.start()), message, "look at the SIM and the APN instead")
    return replace(found, recipe=None, mistakes=(*found.mistakes, mistake))


def _options(words: list[Word]) -> Values:
    values: Values = {}
    while words:
        word = words.pop(0)
        name, value = _name(word)
        if name in settings.FLAGS:
            values[name] = Word("1", word.line)
        elif name and value is not None:
            values[name] = value
        elif name and words:
            values[name] = words.pop(0)
        elif not word.text.startswith("-"):
            break
    return values


def _name(word: Word) -> tuple[str | None, Word | None]:
    """The setting that an option is, and the value that is written to it: `-v 12d1`, `-v0x12d1`, `--message=…`."""
    if word.text.startswith("--"):
        option, equals, value = word.text[2:].partition("=")
        bare = option.replace("-", "").lower()
        return _OTHER_NAMES.get(bare) or settings.named(bare), Word(value, word.line) if equals else None
    name = _OPTIONS.get(word.text[:2])
    return name, Word(word.text[2:], word.line) if len(word.text) > 2 and name not in settings.FLAGS else None


def _configuration(page: Page, number: int) -> tuple[Values, int]:
    values: Values = {}
    last = number
    for line in range(number, min(number + 60, len(page.lines) + 1)):
        text = page.line(line)
        entry = _ENTRY.fullmatch(text)
        if entry and settings.named(entry[1]):
            if entry[1] == "DefaultVendor" and values:
                break
            values[entry[1]] = Word(entry[2], line)
            last = line
        elif text.strip() and text.strip()[0] not in "#;":
            break
    return values, last


def _recipe(values: Values, first: int, last: int, *, curly: bool) -> Found:
    draft = Draft(FORM, first)
    initial = _id(draft, values, "DefaultVendor", "DefaultProduct")
    if initial:
        draft.stick = str(initial)
        _target(draft, values)
        _how(draft, values, first, curly=curly)
    return draft.found(last)


def _id(draft: Draft, values: Values, vendor: str, product: str) -> UsbId | None:
    line = values[product].line
    text = f"{values[vendor].text}:{values[product].text}"
    try:
        return parse_id(text)
    except ValueRefused as refused:
        draft.mistake("wrong-switch-message", line, f"`{shown(text)}` is no USB id", refused.hint)
        return None


def _target(draft: Draft, values: Values) -> None:
    if "TargetProductList" in values:
        values["TargetProduct"] = values["TargetProductList"]
    if "TargetVendor" not in values or "TargetProduct" not in values:
        return
    found: list[str] = []
    for product in values["TargetProduct"].text.split(",")[:20]:
        one = values | {"TargetProduct": Word(product.strip(), values["TargetProduct"].line)}
        if target := _id(draft, one, "TargetVendor", "TargetProduct"):
            found.append(str(target))
    if found:
        draft.value(_wish(values), " ".join(found), values["TargetProduct"].line)
        if _wish(values) == "ethernet":
            draft.value("prefer", "ethernet", values["TargetProduct"].line)


def _wish(values: Values) -> str:
    if "TargetVendor" not in values or "TargetProduct" not in values:
        return "modem"
    vendor, products = (values[key].text.lower().replace("0x", "") for key in ("TargetVendor", "TargetProduct"))
    return "ethernet" if all(f"{vendor}:{each.strip()}" in _ETHERNET for each in products.split(",")) else "modem"


def _how(draft: Draft, values: Values, first: int, *, curly: bool) -> None:
    wanted: list[str] = []
    for name, word in values.items():
        if name in settings.MESSAGES:
            wanted += _message(draft, name, word, curly=curly)
        elif name in settings.FLAGS and word.text == "1":
            wanted.append(name)
        elif name in settings.NUMBERS and re.fullmatch(r"0x[0-9a-fA-F]{1,4}|\d{1,5}", word.text):
            wanted.append(f"{name}={word.text}")
    switches = [each for each in wanted if not each.startswith(_NO_SWITCH)]
    if switches:
        draft.value(f"{_wish(values)}-by", " ".join(wanted), values["DefaultProduct"].line)
    elif not draft.mistakes and "config" not in values:
        message = "no message and no mode is given: usb_modeswitch only looks, and switches nothing"
        draft.mistake("wrong-switch-message", first, message, "add -J for most Huawei sticks, or -M and its message")


_NO_SWITCH = ("MessageEndpoint", "ResponseEndpoint", "ReleaseDelay", "Interface", "AltSetting", "ResetUSB")


def _message(draft: Draft, name: str, word: Word, *, curly: bool) -> Sequence[str]:
    if curly:
        message = "the message stands in curly quotes, which a shell passes on: it is refused as no hexadecimal number"
        draft.mistake("wrong-switch-message", word.line, message, 'write straight "quotes", or none')
    try:
        return (f"{name}={settings.message(word.text)}",)
    except ValueRefused as refused:
        effect = "usb_modeswitch sends nothing of use"
        draft.mistake("wrong-switch-message", word.line, f"{refused.message}; {effect}", refused.hint)
        return ()
