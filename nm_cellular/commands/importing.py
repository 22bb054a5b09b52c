"""`nm-cellular import`: makes a cellular.conf of old recipes, and says what is wrong in them."""

from __future__ import annotations

import argparse
import codecs
import os
import shlex
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from .. import host
from ..errors import CommandError, ExitCode
from ..printable import printable
from ..recipes import FORMATS, Found, Page, files, find, find_on
from ..recipes.joining import joined

if TYPE_CHECKING:
    from ..recipes.recipe import Lost, Recipe
    from ..recipes.writing import Written

EXAMPLES = """\
examples:
  nm-cellular import wvdial.conf                     prints a cellular.conf
  nm-cellular import forum.txt -o cellular.conf      all recipes in a pasted page
  nm-cellular import -- quectel-CM -s internet       a command line
  nm-cellular import /etc/ppp                        all files below a directory
"""

UNKNOWN_OPTION = "; a command line stands behind --, as in: nm-cellular import -- quectel-CM -s internet"
"""Said of one, as it may be the command line's."""

_LARGEST = 16 << 20
"""Bytes of a file; more are no text that people read."""

_COMMAND_LINE = "command line"

Text = tuple[str, str]
"""The name of a text, and the text."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "what", nargs="*", metavar="FILE", help="files and directories, or a command line after --; - is standard input"
    )
    parser.add_argument(
        "--from", dest="form", choices=FORMATS, metavar="FORMAT", help=f"look for this one only: {', '.join(FORMATS)}"
    )
    parser.add_argument("-o", "--output", metavar="FILE", help="write the cellular.conf there, for its owner alone")
    parser.add_argument("--force", action="store_true", help="replace a file that is there")
    parser.add_argument("--show-secrets", action="store_true", help="show passwords and PINs on a terminal too")
    parser.add_argument("--json", action="store_true", help="print what was found as JSON, without secrets")


def run(arguments: argparse.Namespace) -> ExitCode:
    from ..recipes import writing

    pages = [Page.of(text, name) for name, text in _texts(arguments.what)]
    found = files.joined(((page.name, each) for page in pages for each in _found(page, arguments.form)), pages)
    if not found:
        names = _named(page.name for page in pages)
        raise CommandError(f"no recipe was found in {names}", "docs/import.md lists the forms it may have")
    written = writing.write(found)
    if arguments.json:
        _show_json(found)
    else:
        _complain(found, written)
    if arguments.output not in (None, "-"):
        if not written.sections:
            raise CommandError("there is no connection to write", f"{arguments.output} is as it was")
        _save(arguments.output, written.text(), force=arguments.force)
    elif not arguments.json:
        hide = sys.stdout.isatty() and not arguments.show_secrets
        print(written.text(hide=hide), end="")
    return ExitCode.DONE


def _found(page: Page, form: str | None) -> Sequence[Found]:
    return joined(find(form, page)) if form else find_on(page)


def _texts(words: Sequence[str]) -> Iterator[Text]:
    """Words that are all files or directories are read; others are a command line."""
    if not words:
        if sys.stdin.isatty():
            print("paste the text, and end it with Ctrl-D in a line of its own", file=sys.stderr)
        yield "standard input", _decoded(sys.stdin.buffer.read(_LARGEST))
    elif all(word == "-" or os.path.exists(word) for word in words):
        for word in words:
            yield from _read(word)
    elif len(words) == 1 and " " not in words[0]:
        raise CommandError(f"there is no file {words[0]}", "name a file, or a command line after --")
    else:
        yield _COMMAND_LINE, words[0] if len(words) == 1 else shlex.join(words)


def _read(path: str) -> Iterator[Text]:
    if os.path.isdir(path):
        for directory, _, names in sorted(os.walk(path)):
            files = (os.path.join(directory, name) for name in sorted(names))
            yield from ((file, _content(file)) for file in files if os.path.isfile(file))
    else:
        yield ("standard input" if path == "-" else path), _content(path)


def _content(path: str) -> str:
    """Empty where it cannot be text."""
    try:
        with open(0 if path == "-" else path, "rb", closefd=path != "-") as stream:
            data = stream.read(_LARGEST)
    except OSError as exc:
        raise CommandError(f"{path}: {exc.strerror}", "name a file that can be read") from None
    return "" if b"\0" in data[:1000].replace(b"\0", b"", 1) and not data.startswith(_UTF16) else _decoded(data)


_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def _decoded(data: bytes) -> str:
    """Whatever it is: a forum's page may have been pasted from anywhere."""
    if data.startswith(_UTF16):
        return data.decode("utf-16", "replace")
    return data.decode("utf-8-sig", _WINDOWS)


def _as_windows(exc: UnicodeError) -> tuple[str, int]:
    """Notepad's ANSI has curly quotes as single bytes."""
    if not isinstance(exc, UnicodeDecodeError):
        raise exc
    return exc.object[exc.start : exc.end].decode("cp1252", "replace"), exc.end


_WINDOWS = "cp1252-where-no-utf-8"
codecs.register_error(_WINDOWS, _as_windows)


def _named(names: Iterable[str]) -> str:
    listed = list(names)
    return ", ".join(map(printable, listed[:3])) + (" …" if len(listed) > 3 else "") if listed else "these files"


def _complain(found: Sequence[tuple[str, Found]], written: Written) -> None:
    """In the order of the lines: what is wrong, then what is not carried over."""
    said = [(name, mistake.line, "mistake", mistake.message, mistake.hint) for name, each in found
            for mistake in each.mistakes]  # fmt: skip
    said += [(name, lost.line, "not carried over", lost.message, lost.hint) for name, lost in _lost(found, written)]
    said = list(dict.fromkeys(said))
    order = {name: place for place, (name, _) in enumerate(reversed(found))}
    for name, line, kind, message, hint in sorted(said, key=lambda each: (-order[each[0]], each[1])):
        place = name if name == _COMMAND_LINE else f"{name}:{line}"
        print(f"{printable(place)}: {kind}: {printable(message)}", file=sys.stderr)
        if hint:
            print(f"    {printable(hint)}", file=sys.stderr)
    print(_summary(found, written, len(said)), file=sys.stderr)


def _lost(found: Sequence[tuple[str, Found]], written: Written) -> Iterator[tuple[str, Lost]]:
    yield from ((name, lost) for name, each in found for lost in each.lost)
    yield from written.lost


def _summary(found: Sequence[tuple[str, Found]], written: Written, complaints: int) -> str:
    sticks = sum(bool(section.recipe.stick) for section in written.sections)
    counts = (
        (len(found), "recipe"),
        (len(written.sections) - sticks, "connection"),
        (sticks, "stick"),
        (complaints, "complaint"),
    )
    told = [f"{count} {word}{'' if count == 1 else 's'}" for count, word in counts if count]
    return ", ".join(told if written.sections else [*told, "nothing to write"])


def _save(path: str, text: str, *, force: bool) -> None:
    absolute = os.path.realpath(path)
    if os.path.exists(absolute) and not os.path.isfile(absolute):
        raise CommandError(f"{path} is no file", "name one, or leave out -o to have it printed")
    if os.path.exists(absolute) and not force:
        raise CommandError(f"{path} is there already", "name another file, or give --force to replace it")
    if not os.path.isdir(os.path.dirname(absolute)):
        raise CommandError(f"there is no directory {os.path.dirname(path)}", "make it, or name a file elsewhere")
    try:
        with host.locked(os.path.dirname(absolute)):
            host.change([host.NewFile(absolute, text.encode("utf-8", "replace"), mode=None)])
    except OSError as exc:
        raise CommandError(f"{path}: {exc.strerror}", "nothing was written") from None


def _show_json(found: Sequence[tuple[str, Found]]) -> None:
    import json

    print(json.dumps([_document(name, each) for name, each in found], indent=2))


def _document(name: str, found: Found) -> dict[str, Any]:
    return {
        "file": name,
        "format": found.form,
        "first": found.first,
        "last": found.last,
        "recipe": _recipe(found.recipe) if found.recipe else None,
        "mistakes": [
            {"check": each.check, "line": each.line, "message": each.message, "hint": each.hint}
            for each in found.mistakes
        ],
        "lost": [{"line": each.line, "message": each.message, "hint": each.hint} for each in found.lost],
    }


def _recipe(recipe: Recipe) -> dict[str, Any]:
    from ..profile import Secret

    values = {
        key: {"value": None if isinstance(value.content, Secret) else value.text, "line": value.line}
        for key, value in recipe.values.items()
    }
    return {"name": recipe.name, "stick": recipe.stick, "port": recipe.port, "values": values}
