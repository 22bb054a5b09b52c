"""Renders profiles from the jinja2 templates (the sole importer of jinja2).

A template of the user's in /etc/nm-cellular/templates goes before the one that came with the package.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import jinja2

from . import keyfile
from .errors import CommandError
from .ethernet_profile import AnyProfile
from .keyfile import Keyfile, serialise, without_unset
from .profile import CellularProfile
from .systems import Bare, System


class Templates:
    """The templates below some directories, the first directory that has one going before the others."""

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
        """A profile as another system wants it; words: systems.words of it."""
        environment = self._keyfiles.overlay(finalize=system.value)
        environment.filters["bare"] = Bare
        try:
            return without_unset(environment.get_template(system.template).render(words))
        except jinja2.TemplateNotFound as exc:
            raise CommandError(f"the template {exc} is missing", "install nm-cellular again") from None
        except jinja2.TemplateError as exc:
            raise CommandError(f"{system.template}: {exc}", "mend the template, or delete it") from None

    def page(self, template: str, words: Mapping[str, object]) -> str:
        """An HTML page, in which every value is text and none is markup."""
        environment = self._keyfiles.overlay(finalize=None, autoescape=True)
        try:
            return environment.get_template(template).render(words)
        except jinja2.TemplateError as exc:
            raise CommandError(f"{template}: {exc}", "install nm-cellular again") from None

    def keyfile(self, profile: AnyProfile) -> tuple[str, Keyfile]:
        """A NetworkManager keyfile, as text and read; raises CommandError where a template is wrong."""
        try:
            text = self._keyfiles.get_template(profile.template).render(profile=_without_pin(profile))
        except jinja2.TemplateNotFound as exc:
            raise CommandError(f"the template {exc} is missing", "install nm-cellular again") from None
        except jinja2.TemplateSyntaxError as exc:
            raise CommandError(
                f"{exc.filename}:{exc.lineno}: {exc.message}", "mend the template, or delete it"
            ) from None
        except jinja2.TemplateError as exc:
            raise CommandError(f"{profile.template}: {exc}", "mend the template, or delete it") from None
        except (TypeError, ValueError, ArithmeticError, LookupError, RecursionError) as exc:
            # By its name alone: Python's message may show a value.
            message = f"{profile.template} cannot be rendered: {type(exc).__name__}"
            raise CommandError(message, "mend the template, or delete it") from None
        return _verified(without_unset(text), profile)


def _without_pin(profile: AnyProfile) -> AnyProfile:
    """Whatever a template says: NetworkManager would try a wrong one at every boot (see pin_guard.py)."""
    return replace(profile, pin=None) if isinstance(profile, CellularProfile) and profile.pin else profile


def _verified(text: str, profile: AnyProfile) -> tuple[str, Keyfile]:
    """What a template of the user's makes must be a keyfile, and that profile's."""
    try:
        made = keyfile.parse(text)
    except ValueError as exc:
        message = f"{profile.template}: of what it renders, {exc}"
        raise CommandError(message, "mend the template, or delete it") from None
    if made.get("connection", "uuid") != profile.uuid:
        raise CommandError(f"{profile.template} renders another uuid", "write uuid={{ profile.uuid }} in it")
    return text, made
