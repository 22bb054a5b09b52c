"""What mmcli prints for programs: `mmcli -K` and `mmcli -J`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from ..facts import Fact
from ..source import Source
from . import mmcli_fields
from .answer import Answer
from .lines import Line

_PAIR = re.compile(r"\s*((?:modem|bearer|sim)\.[\w.-]+?)(?:\.length|\.value\[\d+\])?\s*: ?(.*)")
_PLACES = {
    "modem.generic.manufacturer": ("Modem", "Hardware", "manufacturer"),
    "modem.generic.model": ("Modem", "Hardware", "model"),
    "modem.generic.revision": ("Modem", "Hardware", "revision"),
    "modem.generic.device": ("Modem", "System", "device"),
    "modem.generic.drivers": ("Modem", "System", "drivers"),
    "modem.generic.plugin": ("Modem", "System", "plugin"),
    "modem.generic.primary-port": ("Modem", "System", "primary port"),
    "modem.generic.ports": ("Modem", "System", "ports"),
    "modem.generic.unlock-required": ("Modem", "Status", "lock"),
    "modem.generic.unlock-retries": ("Modem", "Status", "unlock retries"),
    "modem.generic.state": ("Modem", "Status", "state"),
    "modem.generic.state-failed-reason": ("Modem", "Status", "failed reason"),
    "modem.generic.power-state": ("Modem", "Status", "power state"),
    "modem.generic.access-technologies": ("Modem", "Status", "access tech"),
    "modem.generic.signal-quality.value": ("Modem", "Status", "signal quality"),
    "modem.generic.signal-quality": ("Modem", "Status", "signal quality"),
    "modem.generic.current-modes": ("Modem", "Modes", "current"),
    "modem.generic.supported-modes": ("Modem", "Modes", "supported"),
    "modem.generic.current-bands": ("Modem", "Bands", "current"),
    "modem.generic.supported-bands": ("Modem", "Bands", "supported"),
    "modem.generic.supported-ip-families": ("Modem", "IP", "supported"),
    "modem.3gpp.operator-code": ("Modem", "3GPP", "operator id"),
    "modem.3gpp.operator-name": ("Modem", "3GPP", "operator name"),
    "modem.3gpp.registration-state": ("Modem", "3GPP", "registration"),
    "modem.3gpp.packet-service-state": ("Modem", "3GPP", "packet service state"),
    "modem.3gpp.network-rejection-error": ("Modem", "3GPP", "network rejection error"),
    "modem.3gpp.eps.initial-bearer.settings.apn": ("Modem", "3GPP EPS", "initial bearer apn"),
    "bearer.status.connected": ("Bearer", "Status", "connected"),
    "bearer.status.interface": ("Bearer", "Status", "interface"),
    "bearer.type": ("Bearer", "General", "type"),
    "bearer.properties.apn": ("Bearer", "Properties", "apn"),
    "bearer.properties.ip-type": ("Bearer", "Properties", "ip type"),
    "bearer.properties.roaming": ("Bearer", "Properties", "roaming"),
    "bearer.ipv4-config.method": ("Bearer", "IPv4 configuration", "method"),
    "bearer.ipv4-config.address": ("Bearer", "IPv4 configuration", "address"),
    "bearer.ipv4-config.dns": ("Bearer", "IPv4 configuration", "dns"),
    "bearer.ipv4-config.mtu": ("Bearer", "IPv4 configuration", "mtu"),
    "bearer.ipv6-config.address": ("Bearer", "IPv6 configuration", "address"),
    "bearer.ipv6-config.dns": ("Bearer", "IPv6 configuration", "dns"),
    "bearer.status.connection-error.name": ("Bearer", "Status", "connection error name"),
    "sim.properties.imsi": ("SIM", "Properties", "imsi"),
    "sim.properties.operator-code": ("SIM", "Properties", "operator id"),
}
"""Source: cli/mmcli-output.c of 1.10 to 1.24."""

_LONGEST = 600
"""Lines of a JSON document that somebody has had indented."""


def read(lines: Sequence[Line]) -> Iterator[Fact]:
    answer, last = Answer("mmcli"), 0
    for line in lines:
        found = _PAIR.match(line.text)
        if not found:
            continue
        if line.number - last > _LONGEST or (found[1].endswith(".dbus-path") and answer):
            yield from answer.reports()
            answer = Answer("mmcli")
        last = line.number
        _say(answer, found[1], found[2], line.source)
    yield from answer.reports()
    yield from _documents(lines)


def _say(answer: Answer, key: str, value: str, source: Source) -> None:
    if place := _PLACES.get(key):
        mmcli_fields.say(answer, place, value, source)


def _documents(lines: Sequence[Line]) -> Iterator[Fact]:
    for index, line in enumerate(lines):
        text = line.text.strip()
        if text.startswith(('{"modem"', '{"bearer"', '{"sim"')):
            yield from _document(text, line.source)
        elif text == "{" and index + 1 < len(lines) and re.match(r'\s*"(modem|bearer|sim)":', lines[index + 1].text):
            yield from _document(_indented(lines[index : index + _LONGEST]), line.source)


def _indented(lines: Sequence[Line]) -> str:
    """Up to the brace that stands where the first one did."""
    end = next((index for index, line in enumerate(lines) if line.text.rstrip() == "}"), len(lines))
    return "\n".join(line.text for line in lines[: end + 1])


def _document(text: str, source: Source) -> Iterator[Fact]:
    try:
        document, _ = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return
    answer = Answer("mmcli")
    for key, value in _flat(document, ""):
        _say(answer, key, value, Source(source.origin, source.line, f"{key}: {value}"))
    yield from answer.reports()


def _flat(value: Any, key: str) -> Iterator[tuple[str, str]]:  # noqa: ANN401  JSON
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _flat(part, f"{key}.{name}" if key else str(name))
    elif isinstance(value, list):
        yield key, ", ".join(str(part) for part in value)
    else:
        yield key, str(value)
