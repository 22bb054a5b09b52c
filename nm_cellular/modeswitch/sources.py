"""Reads profiles and port hints, shipped or written by the user, and usb_modeswitch's own configurations."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from .. import boot, ini, text
from ..layout import Layout
from ..problem import Location, Problem, error
from . import configuration, reading
from .configuration import Configuration
from .known import Profiles, profiles
from .reading import Read

TYPE_CHECKING = False  # as in report.py

if TYPE_CHECKING:
    from .port_hints import PortHint

_LARGEST = 1 << 16
"""Bytes; usb_modeswitch reads no more of a configuration than that."""


def configurations(layout: Layout) -> tuple[Configuration, ...]:
    """Those in effect, an administrator's files before the packaged ones; unreadable ones are left out."""
    overriding = _directory(layout.path("/etc/usb_modeswitch.d"))
    packaged = layout.path("/usr/share/usb_modeswitch")
    return (*overriding, *_directory(packaged), *_archive(f"{packaged}/configPack.tar.gz"))


def all_profiles(layout: Layout, boots: Iterable[str]) -> Profiles:
    """The shipped profiles with what /etc/nm-cellular/modeswitch.d and cellular.conf change in them."""
    return profiles(shipped(), _files(layout.stick_files), *map(_cellular_conf, boots))


def shipped() -> Read:
    return _files(_packaged("modeswitch.d"))


def shipped_port_hints() -> tuple[tuple[PortHint, ...], tuple[Problem, ...]]:
    from . import port_hints

    path = _packaged("port-hints.conf")
    with open(path, "rb") as stream:
        return port_hints.parse(os.path.basename(path), stream.read())


def read_file(path: str) -> Read:
    """A file of modeswitch.d, or a cellular.conf; raises OSError."""
    data = boot.read_named(path)
    if os.path.basename(path).lower() != "cellular.conf":
        return reading.read(path, data)
    content, problems = text.decode(path, data)
    return reading.read_cellular_conf(ini.parse(content)) if content else Read(problems=tuple(problems))


def _packaged(name: str) -> str:
    return os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), name)


def _files(directory: str) -> Read:
    try:
        names = sorted(name for name in os.listdir(directory) if name.endswith(".conf"))
    except (FileNotFoundError, NotADirectoryError):
        return Read()
    return sum((_file(os.path.join(directory, name)) for name in names), Read())


def _file(path: str) -> Read:
    try:
        return read_file(path)
    except OSError as exc:
        return Read(problems=(error(Location(path), f"it cannot be read: {exc.strerror or exc}"),))


def _cellular_conf(directory: str) -> Read:
    """Nothing where there is none: what else is wrong with it is for `nm-cellular check` to say."""
    try:
        names = [name for name in os.listdir(directory) if name.lower() == "cellular.conf"]
        return sum((read_file(os.path.join(directory, name)) for name in names), Read())
    except OSError:
        return Read()


def _directory(path: str) -> Iterator[Configuration]:
    try:
        names = sorted(os.listdir(path))
    except OSError:
        return
    for name in names:
        try:
            with open(os.path.join(path, name), encoding="utf-8", errors="replace") as stream:
                found = configuration.parse(stream.name, stream.read(_LARGEST))
        except OSError:
            continue
        if found:
            yield found


def _archive(path: str) -> Iterator[Configuration]:
    # A stick of ours is switched without it.
    import tarfile

    try:
        with tarfile.open(path) as archive:
            for member in archive:
                stream = archive.extractfile(member)
                content = stream.read(_LARGEST).decode("utf-8", "replace") if stream else ""
                if found := configuration.parse(f"{path}/{member.name}", content):
                    yield found
    except (OSError, tarfile.TarError):
        return
