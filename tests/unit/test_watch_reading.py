"""[watch] of cellular.conf: what it may say, and where a mistake is."""

from __future__ import annotations

from ipaddress import ip_address
from pathlib import Path

import pytest

from nm_cellular import ini, text
from nm_cellular.watch import loading, reading, sources
from nm_cellular.watch.settings import Settings, Target


def read(lines: str) -> reading.Read:
    content, _ = text.decode("cellular.conf", f"[watch]\n{lines}\n".encode())
    assert content
    return reading.read(ini.parse(content))


def test_a_file_without_the_section_has_the_defaults() -> None:
    content, _ = text.decode("cellular.conf", b"[home]\napn = internet\n")
    assert content
    assert reading.read(ini.parse(content)) == reading.Read(Settings(), ())


def test_all_that_it_may_say() -> None:
    found = read(
        "data-budget = 50 kB\nprobe-every = 10 min\ntargets = 9.9.9.9, [2620:fe::9]:443\nfirst-wait = 30 s\n"
        "ladder = reconnect reset command\ncommand = /usr/local/bin/power 'port 3'\nlongest-wait = 2 h\nstable = 20 min"
    )
    assert found.problems == ()
    assert found.settings == Settings(
        data_budget=50_000,
        probe_every=600,
        targets=(Target(ip_address("9.9.9.9")), Target(ip_address("2620:fe::9"), 443)),
        rungs=("reconnect", "reset", "command"),
        command=("/usr/local/bin/power", "port 3"),
        first_wait=30,
        longest_wait=7200,
        stable=1200,
    )


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("data-budget = lots", "data-budget: `lots` is no amount of data"),
        ("data-budget = 5 kB", "data-budget: `5 kB` pays for no probe"),
        ("probe-every = 5 s", "probe-every: `5 s` is no time from 30 s to 86400 s"),
        ("targets = example.org", "targets: `example.org` is no address"),
        ("targets = 9.9.9.9:99999", "targets: `9.9.9.9:99999` has no TCP port"),
        ("ladder = reconnect kick", "ladder: `kick` is no rung"),
        ("ladder = command", "ladder: command is named, but no command is given"),
        ("command = power", "command: `power` does not begin with a path"),
        ("command = /bin/true 'x", "command: its quotes do not match"),
        ("laddder = reset", "laddder: there is no such key"),
        ("data-budget = 10 kB\ntargets = 1.1.1.1:1 1.1.1.1:2 1.1.1.1:3 1.1.1.1:4 1.1.1.1:5", "targets: they cost more"),
        ("stable = 5 min\nstable = 6 min", "stable: this is decided in line 2 already"),
    ],
)
def test_a_mistake_is_told_and_costs_no_watch(line: str, message: str) -> None:
    found = read(line)
    assert [problem.message for problem in found.problems if problem.message.startswith(message)] != []
    assert all(problem.where.file == "cellular.conf" and problem.hint for problem in found.problems)
    assert found.settings.rungs == Settings().rungs


def test_no_budget_means_no_probes() -> None:
    assert read("data-budget = 0").settings.data_budget == 0


def test_a_command_that_is_no_rung_is_a_warning() -> None:
    (problem,) = read("command = /bin/true").problems
    assert not problem.is_error


def test_what_is_read_in_a_process_of_its_own_comes_back_whole(tmp_path: Path) -> None:
    lines = ("targets = [2620:fe::9]:443", "ladder = reset command", "command = /bin/true 'a b'", "stable = 1 s")
    (tmp_path / "cellular.conf").write_text("\n".join(("[watch]", *lines)))
    loaded, there = loading.load([str(tmp_path)]), sources.settings([str(tmp_path)])
    assert loaded.settings == there.settings != Settings()
    [told] = loaded.told
    assert told.endswith("cellular.conf:5:10: stable: `1 s` is no time from 60 s to 86400 s; write 90 s, 5 min or 1 h")
