"""The report that a boot which went wrong leaves on the boot partition, for another computer to show."""

from __future__ import annotations

import os
from contextlib import suppress

PAGE, TEXT = "nm-cellular-report.html", "nm-cellular-report.txt"


def withdraw(boots: list[str]) -> None:
    """Once what it complains of is mended, it would only mislead; on a read-only partition it stays."""
    for path in (os.path.join(boot, name) for boot in boots for name in (PAGE, TEXT)):
        with suppress(OSError):
            os.unlink(path)
