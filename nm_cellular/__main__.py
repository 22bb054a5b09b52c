"""`nm-cellular` and `python3 -m nm_cellular`: the only place where an error becomes an exit status."""

from __future__ import annotations

import gc
import io
import os
import sys

from . import cli
from .errors import CommandError, ExitCode


def main() -> int:
    """Runs the command line; returns the exit status."""
    gc.disable()  # a run is short and leaves no cycles; looking for them takes a twentieth of it
    _open_what_is_closed()
    for stream in (sys.stdout, sys.stderr):
        _show_what_it_lacks(stream)
    try:
        arguments = cli.parse(sys.argv[1:])
        code = cli.run(arguments)
        print(end="", flush=True)
        return code
    except CommandError as exc:
        _complain(exc, as_json=getattr(arguments, "json", False))
        return exc.code
    except BrokenPipeError:
        # Whoever read our output has gone; Python would complain once more at its end.
        sys.stderr.close()
        return ExitCode.FAILED
    except OSError as exc:
        print(f"nm-cellular: {exc.filename or 'its output'}: {exc.strerror}", file=sys.stderr)
        # What is still in the buffer would fail once more at Python's end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return ExitCode.FAILED
    except KeyboardInterrupt:
        return 130


def _open_what_is_closed() -> None:
    """Whoever starts us with a closed descriptor wants no output; the next file opened must not become it."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            os.dup2(os.open(os.devnull, os.O_RDWR), number)
            setattr(sys, name, open(number, "r" if number == 0 else "w", closefd=False))  # noqa: SIM115


def _show_what_it_lacks(stream: object) -> None:
    """A terminal's encoding may have no letter of a profile's name; it is shown by its number instead."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="backslashreplace")


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
