"""Packages that are made of the one that is tested."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

GIVEN_UP = "usr/share/nm-cellular/nm_cellular/given_up.py"
"""What only the earlier one has."""


def earlier(package: Path, work: Path) -> Path:
    """The same with a lower version and one module more."""
    tree, made = work / "tree", work / "earlier.deb"
    subprocess.run(["dpkg-deb", "--raw-extract", package, tree], check=True)
    control = tree / "DEBIAN/control"
    control.write_text(re.sub("^Version: .*", "Version: 0.0.9", control.read_text(), flags=re.MULTILINE))
    (tree / GIVEN_UP).touch()
    argv = ("dpkg-deb", "--root-owner-group", "--build", tree, made)
    subprocess.run(argv, check=True, stdout=subprocess.DEVNULL)
    return made
