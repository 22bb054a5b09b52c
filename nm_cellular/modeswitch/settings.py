"""usb_modeswitch's settings: which there are, and what their values must be.

usb_modeswitch ignores a name that it does not know and sends what it can make of a value, so both are checked here.
The names are those of usb_modeswitch 2.6.1.
"""

from __future__ import annotations

import re

from ..problem import ValueRefused

Settings = tuple[tuple[str, str], ...]

FLAGS = """HuaweiMode HuaweiNewMode HuaweiAltMode SierraMode SonyMode GCTMode KobilMode SequansMode MobileActionMode
CiscoMode QisdaMode QuantaMode OptionMode BlackberryMode StandardEject DetachStorageOnly ResetUSB""".split()  # noqa: SIM905
"""Those that are switched on by 1."""

NUMBERS = """PantechMode ReleaseDelay Interface Configuration AltSetting MessageEndpoint
ResponseEndpoint""".split()  # noqa: SIM905

MESSAGES = ("MessageContent", "MessageContent2", "MessageContent3")

INSTEAD = {
    "DefaultVendor": "name the id in the section heading: [12d1:14fe]",
    "DefaultProduct": "name the id in the section heading: [12d1:14fe]",
    "TargetVendor": "write modem = and the ids that it becomes",
    "TargetProduct": "write modem = and the ids that it becomes",
    "TargetProductList": "write modem = and the ids that it becomes",
    "TargetClass": "write modem = class:ff",
    "WaitBefore": "write settle = and the seconds",
    "CheckSuccess": "write timeout = and the seconds",
    "NeedResponse": "delete it, it has no effect any more",
    "NoDriverLoading": "delete it, it has no effect any more",
    "NoMBIMCheck": "delete it, the MBIM configuration is not looked for here",
}
"""Those of usb_modeswitch's that have another form here."""

ALL = (*FLAGS, *NUMBERS, *MESSAGES, *INSTEAD)

WRAPPER_LENGTH = 31
"""Bytes of a USB mass-storage command block wrapper (Universal Serial Bus Mass Storage Class, Bulk-Only Transport)."""

_WRAPPER_SIGNATURE = "55534243"
"""`USBC`, the first four bytes of every wrapper."""

_STORAGE_COMMANDS = {*MESSAGES, "HuaweiNewMode", "HuaweiAltMode", "StandardEject"}
_QUOTES = "\"'“”„‘’«»"
_CURLY = _QUOTES[2:]


def parse(text: str) -> Settings:
    """`HuaweiNewMode`, or `MessageContent=5553…`, or several of such with blanks between; raises ValueRefused."""
    found: dict[str, str] = {}
    for word in re.finditer(r"\S+", text):
        key, value = _setting(word[0], word.start())
        if key in found:
            raise ValueRefused(f"{key} stands here twice", "delete one of the two", word.start())
        found[key] = value
    if not found:
        raise ValueRefused("nothing is said", "name usb_modeswitch's setting, such as HuaweiNewMode")
    return tuple(found.items())


def message(text: str, offset: int = 0) -> str:
    """The hexadecimal digits of a command block wrapper, in lower case; raises ValueRefused.

    offset: where the text begins, for the place of what is wrong.
    """
    bare = text.strip(_QUOTES)
    start = offset + text.find(bare)
    if any(char in _CURLY for char in text):
        raise ValueRefused("the message stands in curly quotes", f"write it bare: {bare[:8]}…", offset)
    if stray := re.search(r"[^0-9A-Fa-f]", bare):
        raise ValueRefused(
            f"`{stray[0]}` is no hexadecimal digit", "a message has only 0-9 and a-f", start + stray.start()
        )
    if len(bare) != 2 * WRAPPER_LENGTH:
        message = f"the message has {len(bare)} digits, a command block wrapper has {2 * WRAPPER_LENGTH}"
        raise ValueRefused(message, "copy it again, all of it", start)
    if not bare.startswith(_WRAPPER_SIGNATURE):
        raise ValueRefused("the message does not begin with 55534243 (USBC)", "it is no storage command", start)
    return bare.lower()


def need_storage(settings: Settings) -> bool:
    """Whether it is switched by a storage command, which only a storage interface takes."""
    return any(key in _STORAGE_COMMANDS for key, _ in settings)


def config_text(settings: Settings) -> str:
    """The settings in the form of a usb_modeswitch configuration."""
    return "".join(f'{key}="{value}"\n' if key in MESSAGES else f"{key}={value}\n" for key, value in settings)


def named(text: str) -> str | None:
    """usb_modeswitch's spelling of a name in whatever case, with or without dashes; None if there is no such."""
    wanted = text.lower().replace("-", "").replace("_", "")
    return next((name for name in ALL if name.lower() == wanted), None)


def _setting(word: str, offset: int) -> tuple[str, str]:
    key, equals, value = word.partition("=")
    name = _known(key, offset)
    start = offset + len(key) + 1
    if name in MESSAGES:
        return name, message(value, start)
    if name in FLAGS:
        return name, _flag(name, value if equals else "1", start)
    return name, _number(name, value, start if value else offset)


def _known(key: str, offset: int) -> str:
    name = named(key)
    if name in INSTEAD:
        raise ValueRefused(f"{name} is not written here", INSTEAD[name], offset)
    if name is None:
        near = nearest(key, [*FLAGS, *NUMBERS, *MESSAGES])
        hint = f"did you mean {near}?" if near else "see docs/switch.md for the names"
        raise ValueRefused(f"usb_modeswitch has no setting `{key}`", hint, offset)
    return name


def _flag(name: str, value: str, offset: int) -> str:
    if value != "1":
        raise ValueRefused(f"{name} is on or not there, not `{value}`", f"write {name} alone", offset)
    return value


def _number(name: str, value: str, offset: int) -> str:
    if not re.fullmatch(r"0x[0-9a-fA-F]{1,4}|\d{1,5}", value):
        raise ValueRefused(f"{name} takes a number", f"write {name}=4", offset)
    return value


def nearest(text: str, words: list[str]) -> str | None:
    """The word most like the text, whatever the case; None where none is near."""
    # Only a mistake needs difflib, which is slow to import on a small board.
    from difflib import get_close_matches

    lower = {word.lower(): word for word in words}
    found = get_close_matches(text.lower(), lower, n=1, cutoff=0.7)
    return lower[found[0]] if found else None
