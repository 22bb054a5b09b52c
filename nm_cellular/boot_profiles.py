"""Reads what the boot files ask for, with the PINs that were moved out of them."""

from __future__ import annotations

from collections.abc import Sequence

from . import boot, build, formats
from .layout import Layout
from .pins import kept_pins_file
from .profile import CellularProfile


def read(directories: Sequence[str], layout: Layout) -> tuple[CellularProfile, ...]:
    """The profiles of the sections that have no errors; raises OSError where this user may not read them."""
    files = [file for directory in directories for file in boot.read(directory, layout).files]
    parsed = build.merged([formats.parse(file.name, file.data) for file in files])
    return build.with_installed_secrets(parsed.profiles, (), kept_pins_file.read(layout))
