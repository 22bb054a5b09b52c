"""The table and its checks against libnm itself, whichever version is installed.

A property that this libnm does not have is left out (is_known). Every run tries the same examples; a deeper search
for other ones: EXAMPLES=1000 pytest this-file.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nm_cellular import keyfile, properties
from nm_cellular.problem import Severity
from nm_cellular.properties import Complaint, Property, ValueRefused

pytest.importorskip("gi")

from tests import oracle
from tests.unit.property_samples import (
    CHANGED,
    COMPANIONS,
    ETHERNET,
    LEFT_OUT,
    LONG,
    LOOSE,
    NARROWED,
    ODD,
    SAMPLES,
    SEPARATORS,
    UUID,
    WORDS,
    Sections,
)

ROOT = Path(__file__).parents[2]
GIR = Path("/usr/share/gir-1.0/NM-1.0.gir")
GENERATED_FROM = (1, 52)
"""The libnm whose introspection file the table was generated from."""

EXAMPLES = int(os.environ.get("EXAMPLES", "25"))
SAME_EXAMPLES = "EXAMPLES" not in os.environ
NUMBERED = {"addresses": "address1", "routes": "route1", "rules": "routing-rule1"}


def is_known(prop: Property) -> bool:
    """Whether the installed libnm has it at all; what is no property of a GObject it always has."""
    return prop.setting == "user" or prop.name == "routing-rules" or prop.name in libnm().get(prop.setting, {})


def libnm() -> dict[str, dict[str, Any]]:
    """What libnm says of its properties, by setting."""
    return {setting: oracle.properties(setting) for setting in properties.settings()}


def settable() -> list[Property]:
    found = [prop for prop in properties.all_properties() if is_known(prop)]
    user = properties.find("user", "example.color")
    assert user
    return [*(prop for prop in found if prop.type not in ("ignored", "opaque")), user]


def profile(prop: Property, entries: dict[str, Any]) -> Sections:
    """A minimal profile that holds the entries, and what the property cannot do without."""
    base = ETHERNET if prop.setting == ETHERNET else "gsm"
    sections: Sections = {"connection": {"id": "a", "uuid": UUID, "type": base}, base: {}}
    for part in (COMPANIONS.get(str(prop), {}), {prop.setting: entries}):
        for section, keys in part.items():
            sections[section] = sections.get(section, {}) | keys
    return {name: {"method": "auto"} | keys if name in ("ipv4", "ipv6") else keys for name, keys in sections.items()}


def text(sections: Sections) -> str:
    lines = []
    for section, keys in sections.items():
        lines += [f"[{section}]"] + [f"{key}={written(value)}" for key, value in keys.items()]
    return "\n".join(lines) + "\n"


def written(value: Any) -> str:
    return keyfile.join(value) if isinstance(value, tuple) else keyfile.escape(value)


def are_errors(complaints: list[Complaint]) -> bool:
    return any(complaint.severity is Severity.ERROR for complaint in complaints)


def assert_kept(prop: Property, value: str) -> None:
    """Either the value is refused, or libnm keeps what was meant without a word."""
    try:
        entries = dict(properties.entries(prop, value))
    except ValueRefused:
        return
    sections = profile(prop, entries)
    if complaints := properties.check_profile(sections):
        assert are_errors(list(complaints)) == (oracle.read(text(sections)).error is not None)
        return
    reading = oracle.read(text(sections))
    assert (reading.error, reading.warnings) == (None, ())
    assert_meant(prop, entries, reading.settings[prop.setting][prop.name])
    assert [properties.check_keyfile_value(prop.setting, *entry) for entry in entries.items()] == [None] * len(entries)


def assert_meant(prop: Property, entries: dict[str, Any], read: Any) -> None:
    values = [value for key, value in entries.items() if not key.endswith("_options")]
    if prop.type == "boolean":
        assert read is (values == ["true"])
    elif prop.type in ("integer", "enum", "flags"):
        assert read == int(values[0])
    elif prop.type == "nick":
        assert read == dict(prop.nicks)[values[0]]
    elif prop.type in ("addresses", "routes", "rules"):
        assert len(read) == len(values)
    else:
        assert canonical(prop, read) == canonical(prop, values[0])


def canonical(prop: Property, value: Any) -> Any:
    return properties.canonical(prop.setting, prop.name, value)


def assert_complained(prop: Property, value: str) -> None:
    """What libnm refuses, drops or misreads we complain of, with the right severity; and else it comes back."""
    if re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", value):
        return  # no boot file with such a character is read at all
    key = NUMBERED.get(prop.type, prop.name)
    raw = tuple(value.split(";")) if prop.type == "strings" else value
    sections = profile(prop, {key: raw})
    mine = properties.check_keyfile_value(prop.setting, key, raw)
    complaints = [*([mine] if mine else []), *properties.check_profile(sections)]
    reading = oracle.read(text(sections))
    assert_severe(prop, mine, complaints, reading)
    if not complaints:
        assert_same(sections)


def assert_severe(prop: Property, mine: Complaint | None, complaints: list[Complaint], reading: oracle.Reading) -> None:
    assert complaints or (reading.error, reading.warnings) == (None, ())
    if reading.error and str(prop) not in CHANGED | COMPANIONS.keys():
        assert are_errors(complaints), reading.error
    if mine and mine.severity is Severity.ERROR and str(prop) not in LOOSE:
        assert reading.error, mine


def assert_same(sections: Sections) -> None:
    """NetworkManager's copy of a profile without faults compares equal to ours."""
    if re.search("=\\s", text(sections)):
        return  # other blanks than GLib's, which our reader strips
    theirs = keyfile.parse(oracle.write(text(sections))).values()
    assert properties.comparable(theirs) == properties.comparable(sections)


def own_words(prop: Property) -> list[str]:
    return [nick for nick, _ in prop.nicks] + list(prop.choices) + SAMPLES.get(str(prop), [])


def texts(prop: Property) -> st.SearchStrategy[str]:
    """Anything at all, and things that are nearly right."""
    words = st.sampled_from(own_words(prop) + WORDS + ODD + LONG)
    parts = st.lists(st.tuples(words, st.sampled_from(SEPARATORS)), min_size=1, max_size=4)
    joined = parts.map(lambda found: "".join(word + separator for word, separator in found[:-1]) + found[-1][0])
    return st.one_of(words, joined, st.text(max_size=20), st.text(min_size=60, max_size=80))


def search(prop: Property, check: Callable[[Property, str], None]) -> None:
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=SAME_EXAMPLES,
        suppress_health_check=list(HealthCheck),
    )
    @given(texts(prop))
    def run(value: str) -> None:
        check(prop, value)

    run()


@pytest.mark.parametrize("prop", settable(), ids=str)
def test_what_a_person_writes_is_refused_or_kept_by_libnm(prop: Property) -> None:
    search(prop, assert_kept)


@pytest.mark.parametrize("prop", settable(), ids=str)
def test_what_libnm_loses_from_a_keyfile_is_complained_of(prop: Property) -> None:
    search(prop, assert_complained)


@pytest.mark.parametrize(("name", "value"), [(name, value) for name in SAMPLES for value in SAMPLES[name]])
def test_sensible_values_are_not_refused(name: str, value: str) -> None:
    prop = properties.find(*name.split(".", 1))
    assert prop is not None
    if not is_known(prop):
        pytest.skip(f"libnm {oracle.VERSION} has no {name}")
    assert properties.entries(prop, value)
    assert_kept(prop, value)
    sections = profile(prop, dict(properties.entries(prop, value)))
    if not properties.check_profile(sections):
        assert_same(sections)


@pytest.mark.parametrize("prop", settable(), ids=str)
def test_every_property_can_be_set(prop: Property) -> None:
    """No grammar or rule is so narrow that nothing passes."""
    values = [value for value in own_words(prop) + WORDS + LONG if is_written(prop, value)]
    assert bool(values) == (prop.grammar != "nothing")


SPECS = [(setting, spec) for setting, specs in libnm().items() for spec in specs.values()]


@pytest.mark.parametrize(("setting", "spec"), SPECS, ids=[f"{setting}.{spec.name}" for setting, spec in SPECS])
def test_the_table_says_what_libnm_says(setting: str, spec: oracle.Spec) -> None:
    prop = properties.find(setting, spec.name)
    assert prop is not None, "regenerate nm-properties.json with packaging/generate-nm-properties"
    assert prop.secret == spec.secret
    if prop.type in ("boolean", "integer", "enum", "flags", "nick"):
        assert prop.default == spec.default
    if prop.range and str(prop) not in NARROWED:
        assert prop.range == spec.range
    if spec.nicks:
        assert spec.nicks.items() <= (dict(prop.nicks).items() | {(n, spec.nicks[n]) for n in left_out(prop)})


def left_out(prop: Property) -> set[str]:
    return LEFT_OUT.get(str(prop), set())


def is_refused(prop: Property, value: str) -> bool:
    try:
        properties.entries(prop, value)
    except ValueRefused:
        return True
    return False


def is_written(prop: Property, value: str) -> bool:
    if is_refused(prop, value):
        return False
    sections = profile(prop, dict(properties.entries(prop, value)))
    return not are_errors(list(properties.check_profile(sections))) and not oracle.read(text(sections)).error


def pool() -> list[tuple[Property, str]]:
    """Every property with every value that it has a name or a sample for, and some numbers."""
    return [
        (prop, value)
        for prop in settable()
        for value in [*own_words(prop), "yes", "no", "5", "10.0.0.1", "2001:db8::1"]
        if not is_refused(prop, value)
    ]


def is_taken_by_newer(complaint: Complaint, sections: Sections) -> bool:
    """Since 1.46 the method manual is content with a route; Debian 12 refuses the profile."""
    keys = sections.get(complaint.section, {})
    is_manual = complaint.key == "method" and keys.get("method") == "manual"
    return is_manual and "route1" in keys and oracle.VERSION >= (1, 46)


POOL = pool()


@settings(max_examples=20 * EXAMPLES, deadline=None, derandomize=SAME_EXAMPLES)
@given(st.data())
def test_properties_together_are_judged_as_libnm_does(data: st.DataObject) -> None:
    setting = data.draw(st.sampled_from(sorted({prop.setting for prop, _ in POOL})))
    near = [(prop, value) for prop, value in POOL if prop.setting == setting]
    chosen = data.draw(st.lists(st.sampled_from(near) | st.sampled_from(POOL), min_size=2, max_size=8))
    sections: Sections = {"connection": {"id": "a", "uuid": UUID, "type": "gsm"}}
    for prop, value in chosen:
        sections.setdefault(prop.setting, {}).update(properties.entries(prop, value))
    complaints = [c for c in properties.check_profile(sections) if not is_taken_by_newer(c, sections)]
    reading = oracle.read(text(sections))
    assert are_errors(complaints) == (reading.error is not None), (reading.error, complaints)
    if not complaints:
        assert reading.warnings == ()
        assert_same(sections)


@pytest.mark.skipif(oracle.VERSION != GENERATED_FROM or not GIR.exists(), reason="another libnm, or no libnm-dev")
def test_the_table_is_what_the_generator_writes() -> None:
    generator = ROOT / "packaging" / "generate-nm-properties"
    ran = subprocess.run([sys.executable, generator], capture_output=True, text=True, check=True)
    assert ran.stdout == (ROOT / "nm_cellular" / "nm-properties.json").read_text()


@pytest.mark.parametrize("name", ["connection.mptcp-flags", "ipv4.dhcp-hostname-flags", "ipv6.dhcp-hostname-flags"])
def test_every_combination_of_flags_is_judged_as_libnm_does(name: str) -> None:
    prop = properties.find(*name.split("."))
    assert prop
    for flags in map(str, range(512)):
        mine = properties.check_keyfile_value(prop.setting, prop.name, flags)
        assert bool(mine) == bool(oracle.read(text(profile(prop, {prop.name: flags}))).error), flags
