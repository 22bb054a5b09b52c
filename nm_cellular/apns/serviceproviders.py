"""Reads the XML of mobile-broadband-provider-info, whose serviceproviders.2.dtd says what it holds."""

from __future__ import annotations

import string
from collections import defaultdict
from xml.parsers import expat

TYPE_CHECKING = False  # as in report.py

if TYPE_CHECKING:
    from .apn import Row

SOURCE = "mobile-broadband-provider-info"

_APN_CHARACTERS = frozenset(f"{string.ascii_letters}{string.digits}._-")
"""What NetworkManager takes, and 64 of them; the database has a URL and a trailing space among its APNs."""

_PROVIDER = ("serviceproviders", "country", "provider")
_GSM = (*_PROVIDER, "gsm")
_APN = (*_GSM, "apn")


class Malformed(ValueError):
    """The text is not what the DTD describes; says what and, where known, in which line."""


def rows_by_mcc(data: bytes) -> dict[str, list[Row]]:
    """Every GSM access point that NetworkManager takes, under the MCC of each of its networks, in the file's order."""
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_own_declarations
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    try:
        parser.Parse(data, True)  # noqa: FBT003 (pyexpat knows it by position only)
    except expat.ExpatError as exc:
        raise Malformed(f"line {exc.lineno}: {expat.errors.messages[exc.code]}") from None
    return reader.found


# xml.etree reads such entities; here they could only do harm.
def _refuse_own_declarations(_name: str, _system: str | None, _public: str | None, has_internal_subset: int) -> None:
    if has_internal_subset:
        raise Malformed("it declares entities of its own")


class _Reader:
    """Follows the elements of the file; found fills up provider by provider."""

    def __init__(self) -> None:
        self.found: dict[str, list[Row]] = defaultdict(list)
        self._path: tuple[str, ...] = ()
        self._text = ""
        self._names: list[str] = []
        self._codes: list[str] = []
        self._rows: list[Row] = []
        self._primary = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._path = (*self._path, tag)
        self._text = ""
        if self._path == ("serviceproviders",):
            _check_format(attributes)
        elif len(self._path) == 1:
            raise Malformed(f"it is no list of service providers, but <{tag}>")
        elif self._path == _PROVIDER:
            self._names, self._codes, self._rows = [], [], []
            self._primary = attributes.get("primary") == "true"
        elif self._path == (*_GSM, "network-id"):
            self._codes.append(attributes.get("mcc", "") + attributes.get("mnc", ""))
        elif self._path == _APN:
            self._rows.append({"provider": "", "apn": attributes.get("value", "").strip(), "source": SOURCE})
        elif self._path[:-1] == _APN:
            self._describe(tag, attributes)

    def _describe(self, tag: str, attributes: dict[str, str]) -> None:
        row = self._rows[-1]
        if tag == "plan":
            row.setdefault("plans", []).append(attributes.get("type", ""))
        elif tag == "usage":
            row["usage"] = attributes.get("type", "")
        elif tag == "authentication":
            row["authentication"] = attributes.get("method", "")

    def characters(self, text: str) -> None:
        self._text += text

    def end(self, tag: str) -> None:
        text = self._text.strip()
        if self._path == (*_PROVIDER, "name"):
            self._names.append(text)
        elif self._path == (*_APN, "username") and text:
            self._rows[-1]["username"] = text
        elif self._path == (*_APN, "password") and text:
            self._rows[-1]["password"] = text
        elif self._path == _PROVIDER:
            self._finish_provider()
        self._path = self._path[:-1]
        self._text = ""

    def _finish_provider(self) -> None:
        codes = [code for code in self._codes if len(code) in (5, 6) and code.isascii() and code.isdigit()]
        for row in self._rows:
            if row["apn"] and len(row["apn"]) <= 64 and _APN_CHARACTERS.issuperset(row["apn"]):
                self._add(row, codes)

    def _add(self, row: Row, codes: list[str]) -> None:
        provider, *names = self._names or ["a provider without a name"]
        row |= {"provider": provider, "codes": codes}
        if names:
            row["names"] = names
        if self._primary:
            row["primary"] = True
        for mcc in dict.fromkeys(code[:3] for code in codes):
            self.found[mcc].append(row)


def _check_format(attributes: dict[str, str]) -> None:
    if attributes.get("format") != "2.0":
        raise Malformed(f"its format is {attributes.get('format', 'not said')}, and only 2.0 is known")
