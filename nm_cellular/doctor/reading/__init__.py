"""Pasted logs to evidence: whatever a tool printed is recognised by its own form, wherever it stands.

A line that a log gave a time or a program is a Message, and goes to the readers of that program's messages; runs of
other lines go to the readers of sections.  A reader never raises, and yields Facts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from ..evidence import Evidence
from ..facts import Fact
from ..facts.message import Message
from . import kernel, lines, modemmanager, networkmanager
from .paste import Paste
from .unwrapping import unwrapped

_OF_MESSAGES: Mapping[str, Callable[[Message], Iterator[Fact]]] = {
    "kernel": kernel.read,
    "NetworkManager": networkmanager.read,
    "ModemManager": modemmanager.read,
}
"""Readers by the program whose messages they read."""

_OF_NO_INTEREST = frozenset(
    {
        *("systemd", "systemd-logind", "systemd-udevd", "systemd-timesyncd", "systemd-journald", "dbus-daemon"),
        *("dbus-broker", "wpa_supplicant", "CRON", "cron", "sshd", "sudo", "su", "avahi-daemon", "polkitd"),
        *("rtkit-daemon", "dockerd", "containerd", "snapd", "audit", "rsyslogd", "gdm", "gnome-shell"),
        *("nm-dispatcher", "chronyd", "ntpd", "anacron", "login", "bluetoothd", "cupsd", "dnsmasq", "alsactl"),
    }
)
"""Programs with much to say, none of it of a modem or a dialer."""


def read(texts: Iterable[tuple[str, str]]) -> Evidence:
    """Evidence from (origin, content) pairs, in that order."""
    return Evidence(tuple(fact for origin, content in texts for fact in _in_order(_facts(content, origin))))


def _in_order(facts: Iterable[Fact]) -> Sequence[Fact]:
    """By their lines; those of one line as they were read."""
    return sorted(facts, key=lambda fact: fact.source.line)


def _facts(content: str, origin: str) -> Iterator[Fact]:
    others = []
    rows = content.splitlines()
    for line, message in unwrapped(lines.made_of(rows, origin), max(map(len, rows), default=0)):
        if message is None:
            others.append(line)
            continue
        yield message
        if of_messages := _OF_MESSAGES.get(message.program):
            yield from of_messages(message)
        elif message.program not in _OF_NO_INTEREST:
            # What a service wrote (`sh[547]: udhcpc: no lease`) is what its programs print on a terminal.
            others.append(line._replace(text=message.text, program=message.program))
    if others:
        yield from _of_sections(Paste(others))


def _of_sections(paste: Paste) -> Iterator[Fact]:
    """Many journals have none, and their readers take a while to load."""
    from .sections import READERS

    for reader in READERS:
        yield from reader(paste)
