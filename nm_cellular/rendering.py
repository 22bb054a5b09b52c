"""Renders profiles from the jinja2 templates (the sole importer of jinja2).

A template of the user's in /etc/nm-cellular/templates goes before the one that came with the package.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace

import jinja2

from . import keyfile
from .errors import CommandError
from .ethernet_profile import AnyProfile
from .keyfile import Keyfile, serialise, without_unset
from .profile import CellularProfile
from .systems import Bare, System

_MEND = "mend the template, or delete it"


class Templates:
    """The templates below some directories, the first directory that has one going before the others.

    Every method raises CommandError where a template is missing or wrong.
    """

    def __init__(self, directories: Sequence[str]) -> None:
        self._keyfiles = jinja2.Environment(
            loader=jinja2.FileSystemLoader(list(directories)),
            undefined=jinja2.StrictUndefined,
            finalize=serialise,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            autoescape=False,  # noqa: S701  values are escaped for a keyfile, by serialise
        )

    def for_system(self, system: System, words: Mapping[str, object]) -> str:
        """A profile as another system wants it; words: template_words.words of it."""
        environment = self._keyfiles.overlay(finalize=system.value)
        environment.filters["bare"] = Bare
        with _mendable(system.template):
            return without_unset(environment.get_template(system.template).render(words))

    def page(self, template: str, words: Mapping[str, object]) -> str:
        """An HTML page, in which every value is text and none is markup."""
        environment = self._keyfiles.overlay(finalize=None, autoescape=True)
        with _mendable(template):
            return environment.get_template(template).render(words)

    def keyfile(self, profile: AnyProfile) -> tuple[str, Keyfile]:
        """A NetworkManager keyfile, as text and read."""
        with _mendable(profile.template):
            text = self._keyfiles.get_template(profile.template).render(profile=_without_pin(profile))
        return _verified(without_unset(text), profile)


@contextmanager
def _mendable(template: str) -> Iterator[None]:
    """Any template may be a user's: whatever is wrong with it, a sentence says so and shows no value."""
    try:
        yield
    except jinja2.TemplateNotFound as exc:
        raise CommandError(f"the template {exc} is missing", "install nm-cellular again") from None
    except jinja2.TemplateSyntaxError as exc:
        raise CommandError(f"{exc.filename}:{exc.lineno}: {exc.message}", _MEND) from None
    except jinja2.TemplateError as exc:
        raise CommandError(f"{template}: {exc}", _MEND) from None
    except (TypeError, ValueError, ArithmeticError, LookupError, AttributeError, RecursionError) as exc:
        # By its name alone: Python's message may show a value.
        raise CommandError(f"{template} cannot be rendered: {type(exc).__name__}", _MEND) from None


def _without_pin(profile: AnyProfile) -> AnyProfile:
    """Whatever a template says: NetworkManager would try a wrong one at every boot (see pin_guard.py)."""
    return replace(profile, pin=None) if isinstance(profile, CellularProfile) and profile.pin else profile


def _verified(text: str, profile: AnyProfile) -> tuple[str, Keyfile]:
    """What a template of the user's makes must be a keyfile, and that profile's."""
    try:
        made = keyfile.parse(text)
    except ValueError as exc:
        raise CommandError(f"{profile.template}: of what it renders, {exc}", _MEND) from None
    if made.get("connection", "uuid") != profile.uuid:
        raise CommandError(f"{profile.template} renders another uuid", "write uuid={{ profile.uuid }} in it")
    return text, made
