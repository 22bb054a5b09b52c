"""Who may import what: the rules that keep deciding apart from acting.  They are told in HACKING."""

from __future__ import annotations

import ast
import re
from functools import cache
from importlib.util import resolve_name
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "nm_cellular"

PURE = {
    "checks",
    "checks.*",
    "doctor",
    "doctor.apns",
    "doctor.diagnosing",
    "doctor.document",
    "doctor.evidence",
    "doctor.facts",
    "doctor.facts.*",
    "doctor.finding",
    "doctor.plain",
    "doctor.firmware_variants",
    "doctor.lacking_drivers",
    "doctor.laptop_cards",
    "doctor.manager_faults",
    "doctor.modem_story",
    "doctor.network_causes",
    "doctor.dialers",
    "doctor.dialling",
    "doctor.progress",
    "doctor.refusal_words",
    "doctor.page",
    "doctor.passages",
    "doctor.path",
    "doctor.personal",
    "doctor.proofs",
    "doctor.reading",
    "doctor.reading.*",
    "doctor.redaction",
    "doctor.saving",
    "doctor.snapshot",
    "doctor.source",
    "doctor.usb_ids",
    "doctor.usb_devices",
    "doctor.usb_tree",
    "doctor.tables",
    "doctor.sticks",
    "doctor.kernel_options",
    "doctor.drivers",
    "doctor.compositions",
    "doctor.boots",
    "setup",
    "pins",
    "apns",
    "via_dbus",
    "daemons",
    "modems",
    "apns.apn",
    "apns.apn_memory",
    "apns.auto_apn",
    "modems.bands",
    "modems.bearer",
    "build",
    "via_dbus.connection_settings",
    "daemons.dbus_errors",
    "daemons.news",
    "modems.dbus_values",
    "errors",
    "ethernet_profile",
    "fields",
    "setup.attempts",
    "setup.fitting",
    "formats",
    "formats.*",
    "ini",
    "init",
    "init.answers",
    "initial_eps",
    "inventory",
    "inventory.boot_files",
    "inventory.table",
    "via_dbus.ip_settings",
    "pins.kept_pins",
    "keyfile",
    "masking",
    "modems.modem",
    "setup.modem_changes",
    "modems.modem_enums",
    "modeswitch",
    "modeswitch.cards",
    "modeswitch.configuration",
    "modeswitch.decide",
    "modeswitch.ethernet",
    "modeswitch.explaining",
    "modeswitch.hwdb",
    "modeswitch.known",
    "modeswitch.lint",
    "modeswitch.port_hints",
    "modeswitch.profile",
    "modeswitch.reading",
    "modeswitch.settings",
    "modeswitch.udev_rules",
    "modeswitch.usb",
    "moving",
    "modems.nm_device",
    "modems.object_paths",
    "modems.observation",
    "ownership",
    "pins.pin_guard",
    "pins.pin_tries",
    "pins.tries_left",
    "plan",
    "ppp",
    "ppp.connections",
    "ppp.owned",
    "ppp.port",
    "ppp.secrets",
    "printable",
    "problem",
    "profile",
    "properties",
    "properties.*",
    "modems.radio",
    "radio_fields",
    "setup.radio_settings",
    "modems.reception",
    "recipes",
    "recipes.*",
    "status.refusals",
    "modems.registration",
    "report",
    "via_dbus.rule_settings",
    "setup.setup_steps",
    "apns.serviceproviders",
    "apns.sim_access_points",
    "apns.sim_identity",
    "status",
    "status.document",
    "status.history",
    "status.ids",
    "status.metrics",
    "status.places",
    "status.plain",
    "status.radio",
    "status.rows",
    "store",
    "systems",
    "text",
    "modems.tolerant",
    "status.trouble",
    "status.verdict",
    "modems.whereabouts",
    "watch",
    "watch.action",
    "watch.allowance",
    "watch.backoff",
    "watch.budget",
    "watch.choosing",
    "watch.dialling",
    "watch.document",
    "watch.event",
    "watch.ladder",
    "watch.machine",
    "watch.proving",
    "watch.reading",
    "watch.repairing",
    "watch.settings",
    "watch.showing",
    "watch.sighting",
    "watch.state",
    "watch.wire",
    "watch.words",
    "data_limits",
    "data_limits.counting",
    "data_limits.document",
    "data_limits.limit",
    "data_limits.limits",
    "data_limits.months",
    "data_limits.words",
    "failover",
    "failover.configuration",
    "failover.settings",
    "history",
    "history.columns",
    "history.dating",
    "history.document",
    "history.pending",
    "history.plot",
    "history.sample",
    "history.sampling",
    "history.svg",
    "history.table",
    "history.thinning",
    "history.words",
    "modems.metering",
}
"""Modules that decide: they do no I/O, so that what they decide can be tested as a value."""

EDGES = {
    "doctor.live",
    "doctor.live.*",
    "apart",
    "apns.apn_file",
    "boot",
    "boot_profiles",
    "boot_report",
    "daemons.bus",
    "daemons.counters",
    "files",
    "gather",
    "host",
    "init.asking",
    "init.questions",
    "init.seeing",
    "inventory.tree",
    "pins.kept_pins_file",
    "layout",
    "daemons.modemmanager",
    "modeswitch.attempts",
    "modeswitch.handling",
    "modeswitch.neighbours",
    "modeswitch.inhibiting",
    "modeswitch.sources",
    "modeswitch.sysfs",
    "modeswitch.telling_udev",
    "modeswitch.switching",
    "daemons.networkmanager",
    "pins.networkmanagers_pins",
    "daemons.observing",
    "pins.pin_tries_file",
    "pins.prompting",
    "pins.sending",
    "apns.providers",
    "apns.reading_sims",
    "ppp.installing",
    "ppp.ports_here",
    "rendering",
    "seal_key",
    "setup.knowledge",
    "setup.performing",
    "setup.setting_up",
    "via_dbus.settings",
    "stamp",
    "status.terminal",
    "daemons.surveying",
    "pins.unlocking",
    "udev",
    "watch.kernel",
    "watch.links",
    "watch.loading",
    "watch.notifying",
    "watch.performing",
    "watch.probing",
    "watch.remembering",
    "watch.runner",
    "watch.sources",
    "watch.uevents",
    "data_limits.limiting",
    "failover.installing",
    "history.database",
    "history.recorder",
    "history.remembered",
    "bookkeeping",
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

KINDS = {"PURE": PURE, "EDGES": EDGES, "COMMAND_LINE": COMMAND_LINE}

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


def is_of(kind: set[str], module: str) -> bool:
    return module in kind or f"{module.rpartition('.')[0]}.*" in kind


def of(kind: set[str]) -> list[str]:
    return [module for module in modules() if is_of(kind, module)]


@pytest.mark.parametrize("module", modules())
def test_every_module_is_declared_pure_or_an_edge_or_the_command_line(module: str) -> None:
    kinds = [name for name, kind in KINDS.items() if is_of(kind, module)]
    assert len(kinds) == 1, f"decide what {module} is: name it in one of {', '.join(KINDS)} in {__file__}"


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
