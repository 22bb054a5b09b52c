"""nm-cellular as a package installs it: compiled modules, the templates among them, a console script."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

PYTHON = "/usr/bin/python3"

_SOURCE = Path(__file__).resolve().parent.parent
_SCRIPT = """\
#!/usr/bin/python3
import sys
from nm_cellular.__main__ import main
sys.exit(main())
"""


@dataclass(frozen=True, slots=True)
class Installation:
    """command: the console script; modules: the directory for PYTHONPATH, which all contenders get."""

    command: str
    modules: str


@contextmanager
def installed() -> Iterator[Installation]:
    """For as long as the context lasts."""
    with TemporaryDirectory(prefix="nm-cellular-bench-") as prefix:
        modules, command = Path(prefix, "lib"), Path(prefix, "nm-cellular")
        shutil.copytree(_SOURCE / "nm_cellular", modules / "nm_cellular", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copytree(_SOURCE / "templates", modules / "nm_cellular/templates")
        subprocess.run([PYTHON, "-m", "compileall", "-q", modules], check=True)
        command.write_text(_SCRIPT)
        command.chmod(0o755)
        yield Installation(str(command), str(modules))
