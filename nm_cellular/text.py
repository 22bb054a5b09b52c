"""Bytes of a boot file to lines of text.

Boot partitions are written on any computer with any editor, so a file may have a byte-order mark, be UTF-16
(Windows Notepad's "Unicode"), or end its lines in CR LF.  All that is understood, with a warning; what cannot be
understood is refused with its place.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from .problem import Location, Problem, error, warning

MAX_SIZE = 1 << 20
"""Bytes; a boot file beyond it is not one that a person wrote."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8 with a byte-order mark"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
_DOCUMENTS = {
    b"PK\x03\x04": "a document of Word, LibreOffice or the like",
    b"\xd0\xcf\x11\xe0": "a document of Word or Excel",
    b"{\\rtf": "rich text (RTF)",
    b"%PDF": "a PDF",
    b"<!DOCTYPE": "a web page",
    b"<html": "a web page",
}
"""How files begin that an editor or a browser has saved in a form of its own."""

_LINE_END = re.compile(r"\r\n|\n|\r")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Text:
    """A decoded file: bom + content in encoding gives the original bytes back."""

    file: str
    content: str
    encoding: str = "utf-8"
    bom: bytes = b""

    def lines(self) -> list[str]:
        """The lines without their ends; only CR, LF and CR LF end a line."""
        lines = _LINE_END.split(self.content)
        return lines[:-1] if lines[-1] == "" else lines

    def with_line(self, number: int, line: str) -> Text:
        """The same text with the line of that number (from 1) replaced, every line end kept as it is."""
        parts = re.split(f"({_LINE_END.pattern})", self.content)
        parts[2 * (number - 1)] = line
        return Text(self.file, "".join(parts), self.encoding, self.bom)

    def encoded(self) -> bytes:
        return self.bom + self.content.encode(self.encoding)


def decode(file: str, data: bytes, limit: int = MAX_SIZE) -> tuple[Text | None, list[Problem]]:
    """Returns the text, or None with the error that says why there is none, and the warnings.

    limit: of the bytes, for what is no boot file.
    """
    if len(data) > limit:
        return None, [error(Location(file), f"the file is larger than {limit >> 20} MiB", "is it the right file?")]
    if kind := next((kind for begin, kind in _DOCUMENTS.items() if data.startswith(begin)), None):
        return None, [error(Location(file), f"this is {kind} and no plain text", "save it as plain text")]
    bom, encoding, name = _encoding(data)
    try:
        text = Text(file, data[len(bom) :].decode(encoding), encoding, bom)
    except UnicodeDecodeError as exc:
        return None, [_undecodable(file, data[len(bom) :], exc)]
    if problem := _control_character(text):
        return None, [problem]
    problems = (
        []
        if name == "UTF-8"
        else [warning(Location(file, 1), f"the file is {name}; it was understood", "save it as UTF-8")]
    )
    return text, problems + _line_ends(text)


def _encoding(data: bytes) -> tuple[bytes, str, str]:
    for bom, encoding, name in _BOMS:
        if data.startswith(bom):
            return bom, encoding, name
    # Without a mark, UTF-16 shows itself by a NUL in every other byte of its ASCII.
    head = data[:64]
    for encoding, nuls in (("utf-16-le", head[1::2]), ("utf-16-be", head[::2])):
        if len(nuls) > 1 and nuls.count(0) > len(nuls) * 0.7:
            return b"", encoding, "UTF-16 without a byte-order mark"
    return b"", "utf-8", "UTF-8"


def _undecodable(file: str, data: bytes, exc: UnicodeDecodeError) -> Problem:
    where = _place(file, data[: exc.start].decode(exc.encoding, "replace"))
    if exc.encoding != "utf-8":
        return error(where, "the file begins like UTF-16 but is not", "save it as UTF-8")
    return error(where, f"the byte 0x{data[exc.start]:02x} is not UTF-8", "save the file as UTF-8")


def _control_character(text: Text) -> Problem | None:
    found = _CONTROL.search(text.content)
    if not found:
        return None
    where = _place(text.file, text.content[: found.start()])
    return error(where, f"the control character U+{ord(found[0]):04X} is not allowed", "delete it")


def _place(file: str, before: str) -> Location:
    lines = _LINE_END.split(before)
    return Location(file, len(lines), len(lines[-1]) + 1)


def _line_ends(text: Text) -> list[Problem]:
    problems = []
    if "\r" in text.content:
        line = _LINE_END.split(text.content[: text.content.index("\r")])
        where = Location(text.file, len(line))
        kind = "CR LF, as Windows writes them" if "\r\n" in text.content else "CR, as old Macintoshes wrote them"
        problems.append(warning(where, f"lines end in {kind}; that was understood", "end lines in LF"))
    if text.content and not text.content.endswith(("\n", "\r")):
        where = Location(text.file, len(text.lines()))
        problems.append(warning(where, "the last line has no end; is the file complete?", "end it with a newline"))
    return problems
