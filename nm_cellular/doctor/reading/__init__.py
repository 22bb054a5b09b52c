"""Pasted logs to evidence: whatever a tool printed is recognised by its own form, wherever it stands.

A line that a log gave a time or a program is a Message, and goes to the readers of that program's messages; runs of
other lines go to the readers of sections.  A reader never raises, and yields Facts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from ..evidence import Evidence
from ..facts import Fact
from ..facts.message import Message
from . import (
    at,
    busy_ports,
    device_nodes,
    dhcp,
    empty_lists,
    fetching,
    ip_tools,
    kernel,
    keyfiles,
    lines,
    lsusb,
    lsusb_tree,
    machine,
    missing_programs,
    mmcli,
    mmcli_keys,
    modemmanager,
    modeswitch,
    module_names,
    modules,
    name_servers,
    netifd,
    networkmanager,
    new_ids,
    nmcli,
    ofono,
    packages,
    places,
    pppd,
    probing,
    processes,
    profile_files,
    prose,
    qmicli,
    quectel_cm,
    radio_voters,
    raw_ip,
    recipe_mistakes,
    regressions,
    rfkill,
    sysfs_ids,
    told_causes,
    told_versions,
    udev_tags,
    udevadm,
    umbim,
    unauthorized,
    uqmi,
    usb_devices,
    usb_role,
    vintage_net,
    wvdial,
    wwan_script,
)
from .lines import Line
from .unwrapping import unwrapped

_OF_MESSAGES: Mapping[str, Sequence[Callable[[Message], Iterator[Fact]]]] = {
    "kernel": (kernel.read,),
    "NetworkManager": (networkmanager.read,),
    "ModemManager": (modemmanager.read,),
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

_OF_SECTIONS: Sequence[Callable[[Sequence[Line]], Iterator[Fact]]] = (
    pppd.read,
    wvdial.read,
    nmcli.read,
    ip_tools.read,
    name_servers.read,
    probing.read,
    fetching.read,
    processes.read,
    dhcp.read,
    vintage_net.read,
    profile_files.read,
    keyfiles.read,
    recipe_mistakes.read,
    prose.read,
    lsusb.read,
    lsusb_tree.read,
    usb_devices.read,
    modeswitch.read,
    modules.read,
    new_ids.read,
    machine.read,
    rfkill.read,
    usb_role.read,
    udevadm.read,
    device_nodes.read,
    mmcli.read,
    mmcli_keys.read,
    modemmanager.read_lines,
    qmicli.read,
    uqmi.read,
    umbim.read,
    netifd.read,
    ofono.read,
    radio_voters.read,
    at.read,
    busy_ports.read,
    quectel_cm.read,
    module_names.read,
    udev_tags.read,
    places.read,
    raw_ip.read,
    missing_programs.read,
    empty_lists.read,
    told_versions.read,
    told_causes.read,
    regressions.read,
    packages.read,
    sysfs_ids.read,
    wwan_script.read,
    unauthorized.read,
)
"""Readers of what is no message; each finds what is its own."""


def read(texts: Iterable[tuple[str, str]]) -> Evidence:
    """Evidence from (origin, content) pairs, in that order."""
    return Evidence(tuple(fact for origin, content in texts for fact in _in_order(_facts(content, origin))))


def _in_order(facts: Iterable[Fact]) -> Sequence[Fact]:
    """By their lines; those of one line as they were read."""
    return sorted(facts, key=lambda fact: fact.source.line)


def _facts(content: str, origin: str) -> Iterator[Fact]:
    others = []
    for line, message in unwrapped(lines.split(content, origin), lines.width(content)):
        if message is None:
            others.append(line)
            continue
        yield message
        yield from _from_message(message)
        if message.program not in _OF_MESSAGES and message.program not in _OF_NO_INTEREST:
            # What a service wrote (`sh[547]: udhcpc: no lease`) is what its programs print on a terminal.
            others.append(line._replace(text=message.text, program=message.program))
    for reader in _OF_SECTIONS:
        yield from reader(others)


def _from_message(message: Message) -> Iterator[Fact]:
    for reader in _OF_MESSAGES.get(message.program, ()):
        yield from reader(message)
