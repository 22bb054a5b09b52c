"""Who may import what: the rules that keep deciding apart from acting.  They are told in HACKING.

`folder.*` is a folder and all in it that is not named for itself.
"""

from __future__ import annotations

import ast
import re
from functools import cache
from importlib.util import resolve_name
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "nm_cellular"

PURE = {
    "apns.*",
    "build",
    "checks.*",
    "complaints",
    "daemons.*",
    "data_limits.*",
    "doctor.*",
    "doctor.facts.*",
    "doctor.reading.*",
    "errors",
    "ethernet_profile",
    "failover.*",
    "fields",
    "file_names",
    "formats.*",
    "history.*",
    "ini",
    "init.*",
    "initial_eps",
    "inventory.*",
    "json_values",
    "keyfile",
    "masking",
    "modems.*",
    "modeswitch.*",
    "moving",
    "nm_version",
    "owned_files",
    "ownership",
    "pins.*",
    "plan",
    "planning",
    "ppp.*",
    "printable",
    "problem",
    "profile",
    "properties.*",
    "radio_fields",
    "recipes.*",
    "report",
    "setup.*",
    "status.*",
    "store",
    "systems",
    "template_words",
    "text",
    "via_dbus.*",
    "watch.*",
}
"""Modules that decide: they do no I/O, so that what they decide can be tested as a value."""

EDGES = {
    "apart",
    "apns.apn_file",
    "apns.providers",
    "apns.reading_sims",
    "bookkeeping",
    "boot",
    "boot_profiles",
    "boot_report",
    "daemons.bus",
    "daemons.connecting",
    "daemons.counters",
    "daemons.modemmanager",
    "daemons.networkmanager",
    "daemons.observing",
    "daemons.surveying",
    "data_limits.limiting",
    "doctor.live.*",
    "failover.installing",
    "files",
    "gather",
    "history.database",
    "history.recorder",
    "history.remembered",
    "host",
    "init.asking",
    "init.questions",
    "init.seeing",
    "inventory.tree",
    "layout",
    "modeswitch.attempts",
    "modeswitch.handling",
    "modeswitch.inhibiting",
    "modeswitch.neighbours",
    "modeswitch.sources",
    "modeswitch.switching",
    "modeswitch.sysfs",
    "modeswitch.telling_udev",
    "pins.kept_pins_file",
    "pins.networkmanagers_pins",
    "pins.pin_tries_file",
    "pins.prompting",
    "pins.sending",
    "pins.unlocking",
    "ppp.installing",
    "ppp.ports_here",
    "rendering",
    "seal_key",
    "secrets_out",
    "setup.knowledge",
    "setup.performing",
    "setup.setting_up",
    "stamp",
    "state_files",
    "status.terminal",
    "this_boot",
    "udev",
    "via_dbus.settings",
    "watch.kernel",
    "watch.loading",
    "watch.looking",
    "watch.notifying",
    "watch.performing",
    "watch.probing",
    "watch.programs",
    "watch.remembering",
    "watch.runner",
    "watch.sources",
    "watch.uevents",
    "watch.usb_power",
}
"""Modules that act on the machine."""

COMMAND_LINE = {"nm_cellular", "__main__", "cli", "commands", "commands.*"}

SHARED_BY_COMMANDS = {
    "commands.examining",
    "commands.installing",
    "commands.installing_ppp",
    "commands.options",
    "commands.output",
}

KINDS = (PURE, EDGES, COMMAND_LINE)

SOLE_IMPORTERS = {
    "jinja2": "rendering",
    "dbus_next": "daemons.bus",
    "dbus_fast": "daemons.bus",
    "pyudev": "udev",
    "rich": "status.terminal",
    "sqlite3": "history.database",
}
"""A library and the one module that may import it."""

ACTING = {
    "asyncio",
    "fcntl",
    "logging",
    "os",
    "random",
    "select",
    "shutil",
    "signal",
    "socket",
    "subprocess",
    "sys",
    "tempfile",
    "threading",
    "time",
    "urllib",
}
ACTING_NAMES = {"Path", "breakpoint", "input", "open", "print"}

READERS_OF_A_SHIPPED_TABLE = {"doctor.tables", "properties.table"}
"""Pure modules whose data is a file of the package, which is as constant as code."""


@cache
def modules() -> dict[str, Path]:
    """Every module of the package and its file, named such as `formats.nm_keyfile`."""
    return {_name(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def _name(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__") or "nm_cellular"


@cache
def tree(module: str) -> ast.Module:
    return ast.parse(modules()[module].read_text())


@cache
def imports(module: str) -> frozenset[str]:
    """What a module imports, anywhere in it: full names, also of modules that `from package import` names."""
    statements = [node for node in ast.walk(tree(module)) if isinstance(node, ast.Import | ast.ImportFrom)]
    return frozenset(name for statement in statements for name in _imported(statement, module))


def _imported(statement: ast.Import | ast.ImportFrom, module: str) -> list[str]:
    names = [alias.name for alias in statement.names]
    if isinstance(statement, ast.Import):
        return names
    origin = resolve_name("." * statement.level + (statement.module or ""), _package(module))
    return [f"{origin}.{name}" if _short(f"{origin}.{name}") in modules() else origin for name in names]


def _package(module: str) -> str:
    return ".".join(("nm_cellular", *modules()[module].parent.relative_to(PACKAGE).parts))


def _short(name: str) -> str:
    return name.removeprefix("nm_cellular.")


def ours(module: str) -> set[str]:
    """The modules of the package that one imports; the package itself has but its version."""
    return {_short(name) for name in imports(module) if name.startswith("nm_cellular.")}


def others(module: str) -> set[str]:
    return {name.partition(".")[0] for name in imports(module)} - {"nm_cellular"}


def kinds(module: str) -> list[set[str]]:
    """Where it is declared: by its own name or, where it has no place of its own, by that of its folder."""
    is_folder = modules()[module].name == "__init__.py"
    folder = module if is_folder else module.rpartition(".")[0]
    return [kind for kind in KINDS if module in kind] or [kind for kind in KINDS if f"{folder}.*" in kind]


def is_of(kind: set[str], module: str) -> bool:
    return kind in kinds(module)


def of(kind: set[str]) -> list[str]:
    return [module for module in modules() if is_of(kind, module)]


@pytest.mark.parametrize("module", modules())
def test_every_module_is_declared_pure_or_an_edge_or_the_command_line(module: str) -> None:
    assert len(kinds(module)) == 1, f"decide what {module} is: name it in PURE, EDGES or COMMAND_LINE in {__file__}"


def test_the_declarations_name_only_modules_that_exist() -> None:
    declared = {name.removesuffix(".*") for name in PURE | EDGES | COMMAND_LINE}
    assert declared - set(modules()) == set()


@pytest.mark.parametrize("module", of(PURE))
def test_a_pure_module_imports_nothing_that_acts(module: str) -> None:
    assert others(module) & ACTING == set()
    assert {name for name in ours(module) if not is_of(PURE, name)} == set()


@pytest.mark.parametrize("module", [name for name in of(PURE) if name not in READERS_OF_A_SHIPPED_TABLE])
def test_a_pure_module_opens_and_prints_nothing(module: str) -> None:
    used = {node.id for node in ast.walk(tree(module)) if isinstance(node, ast.Name)}
    assert used & ACTING_NAMES == set()


@pytest.mark.parametrize("module", of(EDGES))
def test_an_edge_knows_nothing_of_the_command_line(module: str) -> None:
    assert {name for name in ours(module) if is_of(COMMAND_LINE, name)} == set()


@pytest.mark.parametrize("module", modules())
def test_nothing_imports_a_verb(module: str) -> None:
    """cli loads the one that is called, by its name."""
    commands = {name for name in ours(module) if name.startswith("commands.")}
    assert commands - SHARED_BY_COMMANDS == set()


@pytest.mark.parametrize("module", modules())
def test_a_library_has_one_importer(module: str) -> None:
    libraries = others(module) & SOLE_IMPORTERS.keys()
    assert {library for library in libraries if SOLE_IMPORTERS[library] != module} == set()


@pytest.mark.parametrize("module", [name for name in modules() if name not in ("__main__", "apart")])
def test_only_main_ends_the_process(module: str) -> None:
    acts = [ast.unparse(node) for node in ast.walk(tree(module)) if isinstance(node, ast.Call | ast.Raise)]
    assert [act for act in acts if re.match(r"(sys\.exit|exit|quit|os\._exit|raise SystemExit)\b", act)] == []
