"""A recipe while it is being read."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ..profile import Secret
from .recipe import Found, Lost, Mistake, Recipe, Value, shown

_SECRETS = ("password", "pin")

_EXAMPLE = re.compile(
    r"<.*>|\[.*\]|\{.*\}|%.*%|\.{3}|(?-i:[A-Z]{2,}[-_]APN(?:[-_][A-Z]+)*)|[^\x00-\x7f]+apn"
    r"|…|x{3,}|(?:(?:your|my|the|custom|provider|operator|carrier)[-_. ]?)+apn"
    r"(?:[-_. ]*(?:here|name))?"
    r"|apn(?:[-_. ]*(?:here|name))?|apn\.(?:provider|example|operator)\.\w+|(?:apn\.|www\.)?example\.\w+",
    re.IGNORECASE,
)
"""What manuals write where an APN belongs."""

_EXAMPLE_LOGIN = re.compile(r"myusername@realm|<.*>|(?:your|my)[-_ ]?(?:user|login)[-_ ]?(?:name)?", re.IGNORECASE)
"""The same of a login; the first is Debian's."""

_VARIABLE = re.compile(r"\$(?:\w+|\{\w+\})|\\+T")
"""Of a shell, or what chat replaces."""


@dataclass(slots=True)
class Draft:
    """Collects what a parser reads, and gives it as Found."""

    form: str
    first: int
    name: str = ""
    stick: str = ""
    port: str = ""
    path: str = ""
    values: dict[str, Value] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)
    losses: list[Lost] = field(default_factory=list)
    uses: list[str] = field(default_factory=list)

    def value(self, key: str, text: str, line: int) -> None:
        """The last one counts; two APNs that disagree are a mistake."""
        if _VARIABLE.fullmatch(text):
            self.lose(line, f"{key}: {text} has its value elsewhere in the script", f"write {key} = and the value")
            return
        if key == "apn" and _EXAMPLE.fullmatch(text):
            message = f"`{shown(text)}` is a placeholder and no APN"
            self.mistake("apn-missing", line, message, "write the APN of the SIM; `nm-cellular apn` names likely ones")
            return
        if key == "username" and _EXAMPLE_LOGIN.fullmatch(text):
            hint = "write username = and the SIM's, if it has one"
            self.lose(line, f"`{shown(text)}` is a placeholder and no login", hint)
            return
        if key in ("username", "password") and text.isspace():
            return  # what programs are given that insist on a login
        old = self.values.get(key)
        if old and key == "apn" and old.text != text:
            message = f"the APN is {shown(text) or 'empty'} here and {shown(old.text) or 'empty'} in line {old.line}"
            self.mistake("apn-wrong", line, f"{message}; the later one counts", "keep the one of the SIM")
        secret = key in _SECRETS or "password" in key or key.endswith("pin")
        self.values[key] = Value(Secret(text) if secret else text, line)

    def mistake(self, check: str, line: int, message: str, hint: str, *, is_fatal: bool = False) -> None:
        self.mistakes.append(Mistake(check, line, message, hint, is_fatal))

    def lose(self, line: int, message: str, hint: str = "") -> None:
        self.losses.append(Lost(line, message, hint))

    def found(self, last: int) -> Found:
        recipe = Recipe(self.name, self.values, self.stick, self.port) if self.values or self.stick else None
        by_line = sorted(self.mistakes, key=lambda mistake: mistake.line)
        return Found(
            self.form,
            self.first,
            max(last, self.first),
            recipe,
            tuple(dict.fromkeys(by_line)),
            tuple(dict.fromkeys(self.losses)),
            self.path,
            tuple(self.uses),
        )
