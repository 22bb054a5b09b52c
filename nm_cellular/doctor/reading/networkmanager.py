"""NetworkManager's messages, from version 0.9 to 1.56."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..facts import Fact
from ..facts.message import Message
from ..facts.modem import ModemReport, Refusal
from ..facts.network import Lease, NmDevice, NmPlugin, Profile, Route
from ..facts.system import RadioSwitch, ServiceState
from . import nm_numbers

_MANAGER = "ModemManager.service"
_HEAD = re.compile(r"<(?:info|warn|error|debug|trace)> +(?:\[[\d.]+\] *)?")
_STATE = re.compile(
    r"(?:device )?\(([^)]+)\): (?:device )?state change: ([\w-]+(?: \([^)]*\))?) -> ([\w-]+(?: \([^)]*\))?)"
    r" \(reason '?([\w-]+)"
)
_ACTIVATED = re.compile(r"(?:device )?\(([^)]+)\): Activation: successful, device activated")
_DISPLACED = re.compile(r"(?:device )?\(([^)]+)\): disconnecting for new activation request")
_STARTING = re.compile(r"(?:device )?\(([^)]+)\): Activation: starting connection '([^']*)'")
_FAILED = re.compile(r"(?:device )?\(([^)]+)\): Activation: failed for connection '([^']*)'")
_MODEM_STATE = re.compile(r"modem\[\"?([^\]\"]+)\"?\]: (?:signal: )?modem state changed, '[\w-]+' --> '([\w-]+)'")
_MODEM_ERROR = re.compile(
    r"modem(?:-broadband)?\[\"?([^\]\"]+)\"?\]: (failed to (?:connect|enable|disable|retrieve)[^:]*|PPP failed to start"
    r"|retrieving IP configuration failed|modem is incompatible with connection): (.*)"
)
_LOAD = re.compile(
    r"(?:settings: |keyfile: )?(?:load: \"?([^\":]+)\"?: failed to load connection: (.*)"
    r"|\s*error (?:in|loading) connection (?:from file )?(\S+?):? (.*)"
    r"|load: failure to load \"([^\"]+)\": (.*))"
)
_PATH = re.compile(r"(/[^\s\":']+)")
_MODE = re.compile(r"File permissions \(0?(?:100)?([0-7]{3})\)")
_PLUGIN = re.compile(r"Loaded device plugin: (?:NM)?(\w+?)(?:Factory)? \(|Loaded device plugin: (\w+) ")
_NO_PLUGIN = re.compile(r".*(?:NetworkManager plugin for '([\w-]+)' unavailable|'([\w-]+)' plugin not available)")
_DHCP = re.compile(r"dhcp([46]) \(([^)]+)\): +(.*)")
_DHCP_ADDRESS = re.compile(r"(?:state changed .*)?address[= ]([\d.]+|[0-9a-f:]+)")
_DEFAULT = re.compile(r"policy: set '.*' \(([^)]+)\) as default for IPv([46]) routing")
_AUDIT = re.compile(r"audit: op=\"([\w-]+)\".*result=\"fail\"(?: reason=\"([^\"]*)\")?")
_RADIO = re.compile(
    r"(?:manager: )?(?:rfkill: )?WWAN (enabled|disabled) by radio killswitch; (enabled|disabled) by state file"
)


def read(message: Message) -> Iterator[Fact]:
    head = _HEAD.match(message.text)
    text = message.text[head.end() :] if head else message.text
    for start, reader in _READERS:
        if start in text:
            yield from reader(message, text)


def _state(message: Message, text: str) -> Iterator[Fact]:
    if found := _STATE.match(text):
        state = found[3].partition(" ")[0]
        reason = nm_numbers.REASONS.get(found[4], found[4])
        yield NmDevice(message.source, found[1], "", _NAMES.get(state, state), reason=reason)
    elif found := _ACTIVATED.match(text):
        yield NmDevice(message.source, found[1], "", "connected")
    elif found := _STARTING.match(text):
        yield NmDevice(message.source, found[1], "", "connecting", profile=found[2])
    elif found := _FAILED.match(text):
        yield NmDevice(message.source, found[1], "", "failed", profile=found[2])


_NAMES = {"activated": "connected", "prepare": "connecting", "config": "connecting", "ip-config": "connecting"}
_NAMES |= nm_numbers.STATES


def _displaced(message: Message, text: str) -> Iterator[Fact]:
    """Another profile is started while one is up."""
    if found := _DISPLACED.match(text):
        yield NmDevice(message.source, found[1], "", "displaced")


def _modem(message: Message, text: str) -> Iterator[Fact]:
    if found := _MODEM_STATE.match(text):
        yield ModemReport(message.source, "NetworkManager", device=found[1], state=found[2])
    elif found := _MODEM_ERROR.match(text):
        yield Refusal(message.source, "NetworkManager", found[2], found[3])


def _load(message: Message, text: str) -> Iterator[Fact]:
    if not (found := _LOAD.match(text)):
        yield from _insecure(message, text)
        return
    path, problem = next(
        (path, why) for path, why in zip(found.groups()[::2], found.groups()[1::2], strict=True) if path
    )
    mode = _MODE.search(problem)
    yield Profile(message.source, (), path, int(mode[1], 8) if mode else None, (problem.strip(),))


def _insecure(message: Message, text: str) -> Iterator[Fact]:
    """However the version says it."""
    if " insecure" in text and (path := _PATH.search(text)):
        mode = _MODE.search(text)
        yield Profile(message.source, (), path[1], int(mode[1], 8) if mode else None, (text.strip(),))


def _plugin(message: Message, text: str) -> Iterator[Fact]:
    if found := _PLUGIN.match(text):
        name = (found[1] or found[2]).lower()
        yield NmPlugin(message.source, name.removesuffix("device").removeprefix("nm"), loaded=True)


def _no_plugin(message: Message, text: str) -> Iterator[Fact]:
    if found := _NO_PLUGIN.match(text):
        yield NmPlugin(message.source, found[1] or found[2], loaded=False)


def _dhcp(message: Message, text: str) -> Iterator[Fact]:
    if not (found := _DHCP.match(text)):
        return
    if address := _DHCP_ADDRESS.match(found[3]):
        yield Lease(message.source, found[2], address[1])
    elif found[1] == "4" and ("request timed out" in found[3] or "state changed unknown -> timeout" in found[3]):
        yield Lease(message.source, found[2])


def _default(message: Message, text: str) -> Iterator[Fact]:
    if found := _DEFAULT.match(text):
        yield Route(message.source, "default", found[1], int(found[2]))


def _audit(message: Message, text: str) -> Iterator[Fact]:
    if found := _AUDIT.match(text):
        yield Refusal(message.source, "NetworkManager", found[1], found[2] or "")


def _manager(message: Message, text: str) -> Iterator[Fact]:
    """It says so when it starts, and again when ModemManager comes."""
    if text.startswith("modem-manager: ModemManager"):
        state = "inactive" if "not available" in text else "active"
        yield ServiceState(message.source, _MANAGER, state)


def _radio(message: Message, text: str) -> Iterator[Fact]:
    if found := _RADIO.match(text):
        hardware, state_file = found.groups()
        yield RadioSwitch(
            message.source, "wwan", soft_blocked=state_file == "disabled", hard_blocked=hardware == "disabled"
        )


_READERS = (
    ("state change", _state),
    ("Activation:", _state),
    ("disconnecting for new", _displaced),
    ("modem[", _modem),
    ("modem-broadband[", _modem),
    ("load", _load),
    ("error in connection", _load),
    ("Loaded device plugin", _plugin),
    ("NetworkManager plugin for", _no_plugin),
    ("plugin not available", _no_plugin),
    ("dhcp", _dhcp),
    ("policy: set", _default),
    ("audit: op", _audit),
    ("WWAN", _radio),
    ("modem-manager: ", _manager),
)
