"""`nm-cellular` and `python3 -m nm_cellular`: the only place where an error becomes an exit status."""

from __future__ import annotations

import sys

from . import cli
from .errors import CommandError, ExitCode


def main() -> int:
    """Runs the command line; returns the exit status."""
    try:
        return cli.run(cli.parse(sys.argv[1:]))
    except CommandError as exc:
        print(f"nm-cellular: {exc.message}", file=sys.stderr)
        if exc.hint:
            print(f"    {exc.hint}", file=sys.stderr)
        return exc.code
    except BrokenPipeError:
        # Whoever read our output has gone; Python would complain once more at its end.
        sys.stderr.close()
        return ExitCode.FAILED
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
