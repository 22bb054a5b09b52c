"""`nm-cellular` and `python3 -m nm_cellular`: the only place where an error becomes an exit status."""

from __future__ import annotations

import io
import os
import sys

from . import cli
from .errors import CommandError, ExitCode


def main() -> int:
    """Runs the command line; returns the exit status."""
    arguments = cli.parse(sys.argv[1:])
    try:
        return cli.run(arguments)
    except CommandError as exc:
        _complain(exc, as_json=getattr(arguments, "json", False))
        return exc.code
    except BrokenPipeError:
        # Whoever read our output has gone; Python would complain once more at its end.
        sys.stderr.close()
        return ExitCode.FAILED
    except KeyboardInterrupt:
        return 130


def _complain(exc: CommandError, *, as_json: bool) -> None:
    if as_json:
        from . import report

        print(report.as_json(report.failed(exc.message, exc.hint)))
        return
    print(f"nm-cellular: {exc.message}", file=sys.stderr)
    if exc.hint:
        print(f"    {exc.hint}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
