"""A modem's serial port by what stays the same, and what udev is told of it."""

from __future__ import annotations

import re

from ..problem import ValueRefused

_UART = re.compile(r"/dev/(tty[A-Za-z]+\d+)")
_INTERFACE = re.compile(r"\d+-\d+(?:\.\d+)*:\d+\.\d+")
"""Bus, ports of the hubs, configuration and interface, as sysfs and the kernel's messages have it."""

USUAL_BAUD = "115200"
"""What most modems listen at."""

_BY_PATH = re.compile(r"/dev/serial/by-path/([\w.:+-]+?)(?:-port\d+)?")


def parse(text: str) -> str:
    """The same text; raises ValueRefused where it names no port, or not always the same one."""
    if re.match(r"(?:/dev/)?tty(?:USB|ACM)\d", text):
        message = "the number of such a port is by the order in which ports are found, and changes"
        raise ValueRefused(message, "write USB port and interface as dmesg shows them for it, such as 1-1.2:1.3")
    if text.startswith("/dev/serial/by-id/"):
        message = "two modems of a kind have the same name there"
        raise ValueRefused(message, "write the name that it has in /dev/serial/by-path")
    if re.fullmatch(r"/dev/serial\d", text):
        raise ValueRefused("this is a link to a port", f"ls -l {text} shows to which; write that, such as /dev/ttyAMA0")
    if not any(form.fullmatch(text) for form in (_UART, _INTERFACE, _BY_PATH)):
        hint = "write /dev/ttyAMA0 for a serial line, or USB port and interface such as 1-1.2:1.3"
        raise ValueRefused("this is no port", hint)
    return text


def is_uart(port: str) -> bool:
    """Whether it is a serial line of the board, which tells nobody what is connected to it."""
    return _UART.fullmatch(port) is not None


def node(name: str) -> str:
    """What udev calls the port of a connection with that name."""
    return f"/dev/cellular-{name}"


def rule_for_pppd(port: str, name: str, *, starts: bool) -> str:
    """A rule that gives the port its name and, if it shall start by itself, has systemd run pppd while it is there."""
    told = [f'SYMLINK+="{node(name).removeprefix("/dev/")}"', 'ENV{ID_MM_PORT_IGNORE}="1"']
    if starts:
        told += ['TAG+="systemd"', f'ENV{{SYSTEMD_WANTS}}+="nm-cellular-ppp@{name}.service"']
    return _rule(port, told)


def rule_for_modemmanager(port: str, baud: str) -> str:
    """ModemManager leaves serial lines alone that nobody has told it of: anything may be connected to them.

    baud: it would ask at 57600, and many modems listen at one speed only.
    """
    return _rule(port, ['ENV{ID_MM_DEVICE_PROCESS}="1"', f'ENV{{ID_MM_TTY_BAUDRATE}}="{baud}"'])


def _rule(port: str, told: list[str]) -> str:
    return ", ".join(('ACTION!="remove"', 'SUBSYSTEM=="tty"', _test(port), *told)) + "\n"


def _test(port: str) -> str:
    if uart := _UART.fullmatch(port):
        return f'KERNEL=="{uart[1]}"'
    if by_path := _BY_PATH.fullmatch(port):
        return f'ENV{{ID_PATH}}=="{by_path[1]}"'
    return f'KERNELS=="{port}"'
