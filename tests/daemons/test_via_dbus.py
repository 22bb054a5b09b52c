"""apply --via dbus on the real NetworkManager, with either D-Bus library."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from nm_cellular import keyfile, properties
from tests.lab import BOOT, KEYFILES, Lab

CHECKOUT = Path(__file__).parents[2]
IN_MEMORY = "/run/NetworkManager/system-connections"
NETWORKMANAGER = "org.freedesktop.NetworkManager"

CONF = """\
[fleet]
apn = internet
username = me
password = p;a\\s=s #w
pin = 1234
ipv6.ip6-privacy = 2
[depot]
apn = first, second
sim = 26201
"""


@dataclass(frozen=True)
class Python:
    """Runs Python in the lab, where only one of the D-Bus libraries can be imported."""

    lab: Lab
    library: str
    path: str

    def __call__(self, *arguments: str, env: dict[str, str] | None = None, **more: Any) -> CompletedProcess[str]:
        return self.lab.run(["/usr/bin/python3", *arguments], env={"PYTHONPATH": self.path} | (env or {}), **more)


@pytest.fixture(params=["dbus_next", "dbus_fast"])
def run(request: pytest.FixtureRequest, lab: Lab, tmp_path: Path) -> Python:
    (hidden,) = {"dbus_next", "dbus_fast"} - {request.param}
    (tmp_path / f"{hidden}.py").write_text("raise ImportError\n")
    return Python(lab, request.param, f"{tmp_path}:{CHECKOUT}")


def apply(run: Python, *options: str, **more: Any) -> CompletedProcess[str]:
    return run("-m", "nm_cellular", "apply", "--via", "dbus", *options, **more)


def report(run: Python, *options: str) -> Any:
    return json.loads(apply(run, "--json", *options, check=False).stdout)


def actions(run: Python, *options: str) -> dict[str, str]:
    return {profile["id"]: profile["action"] for profile in report(run, *options)["profiles"]}


def write(lab: Lab, text: str) -> None:
    (lab.path(BOOT) / "cellular.conf").write_text(text)


def held(lab: Lab, name: str, *fields: str) -> list[str | None]:
    """What NetworkManager has saved."""
    saved = keyfile.parse(lab.path(f"{KEYFILES}/{name}.nmconnection").read_text())
    return [saved.get(*field.split(".", 1)) for field in fields]


def names(lab: Lab) -> set[str]:
    listed = lab.run(["nmcli", "--terse", "--fields", "NAME,TYPE", "connection"]).stdout.splitlines()
    return {line.removesuffix(":gsm") for line in listed if line.endswith(":gsm")}


def files(lab: Lab, directory: str) -> set[str]:
    return {path.name for path in lab.path(directory).iterdir() if path.name != "lo.nmconnection"}


def pid(lab: Lab, name: str) -> str:
    bus = "org.freedesktop.DBus"
    return str(lab.bus.call(bus, "/org/freedesktop/DBus", f"{bus}.GetConnectionUnixProcessID", "s", name)[0])


@contextmanager
def stopped(lab: Lab, process: str) -> Iterator[None]:
    lab.run(["kill", "-STOP", process])
    try:
        yield
    finally:
        lab.run(["kill", "-CONT", process], check=False)


def test_profiles_are_created_and_a_second_run_changes_nothing(lab: Lab, run: Python) -> None:
    write(lab, CONF)
    assert actions(run) == {"fleet": "create", "depot": "create", "depot (second)": "create"}
    fields = ("gsm.apn", "gsm.username", "gsm.password", "ipv6.ip6-privacy")
    assert held(lab, "fleet", *fields) == ["internet", "me", "p;a\\s=s #w", "2"]
    assert set(actions(run).values()) == {"unchanged"}
    assert apply(run).stdout.splitlines()[-1] == "3 unchanged"


def test_networkmanager_keeps_the_files_and_we_report_their_names(lab: Lab, run: Python) -> None:
    write(lab, CONF)
    paths = {profile["path"] for profile in report(run)["profiles"]}
    assert paths == {f"{KEYFILES}/{name}" for name in files(lab, KEYFILES)}
    assert {path.stat().st_mode & 0o777 for path in lab.path(KEYFILES).iterdir()} == {0o600}


def test_profiles_from_files_and_over_dbus_are_the_same(lab: Lab, run: Python) -> None:
    write(lab, CONF)
    run("-m", "nm_cellular", "apply")
    assert set(actions(run).values()) == {"unchanged"}
    assert apply(run, "--force").stdout.splitlines()[-1] == "3 unchanged"


def test_a_new_value_in_the_boot_file_is_an_update(lab: Lab, run: Python) -> None:
    write(lab, CONF)
    apply(run)
    write(lab, CONF.replace("p;a", "q"))
    assert actions(run) == {"fleet": "update", "depot": "unchanged", "depot (second)": "unchanged"}
    assert held(lab, "fleet", "gsm.password") == ["q\\s=s #w"]
    assert set(actions(run).values()) == {"unchanged"}


def test_a_section_that_is_gone_is_deleted_and_other_profiles_stay(lab: Lab, run: Python) -> None:
    lab.run(["nmcli", "connection", "add", "type", "gsm", "con-name", "theirs", "apn", "x", "autoconnect", "no"])
    write(lab, CONF)
    apply(run)
    write(lab, CONF[: CONF.index("[depot]")])
    assert actions(run) == {"fleet": "unchanged", "depot": "remove", "depot (second)": "remove"}
    assert names(lab) == {"theirs", "fleet"}


@pytest.mark.parametrize("change", [("gsm.apn", "other"), ("gsm.password", "other"), ("ipv4.dns-search", "x.org")])
def test_a_change_made_with_nmcli_is_a_conflict_until_forced(lab: Lab, run: Python, change: tuple[str, str]) -> None:
    write(lab, CONF)
    apply(run)
    before = held(lab, "fleet", change[0])
    lab.run(["nmcli", "connection", "modify", "fleet", *change])
    assert actions(run)["fleet"] == "conflict"
    assert held(lab, "fleet", change[0])[0] in (change[1], f"{change[1]};")
    assert actions(run, "--force")["fleet"] == "update"
    assert held(lab, "fleet", change[0]) == before


def test_somebody_elses_profile_of_the_same_uuid_is_left_alone(lab: Lab, run: Python) -> None:
    lab.run(["nmcli", "connection", "add", "type", "gsm", "con-name", "theirs", "apn", "x", "autoconnect", "no"])
    [uuid] = held(lab, "theirs", "connection.uuid")
    write(lab, f"[fleet]\napn = internet\nuuid = {uuid}\n")
    assert actions(run) == {"fleet": "conflict"}
    assert held(lab, "theirs", "gsm.apn") == ["x"]


def test_runtime_profiles_are_in_memory_until_a_run_that_keeps_them(lab: Lab, run: Python) -> None:
    write(lab, CONF)
    assert set(actions(run, "--runtime").values()) == {"create"}
    assert (len(files(lab, IN_MEMORY)), files(lab, KEYFILES)) == (3, set())
    assert set(actions(run, "--runtime").values()) == {"unchanged"}
    assert set(actions(run).values()) == {"update"}
    assert (files(lab, IN_MEMORY), len(files(lab, KEYFILES))) == (set(), 3)


def test_a_dry_run_changes_nothing_and_shows_no_secret(lab: Lab, run: Python) -> None:
    write(lab, CONF)
    apply(run)
    write(lab, CONF.replace("p;a", "q;b"))
    shown = apply(run, "--dry-run").stdout
    assert "would be: 1 updated, 2 unchanged" in shown
    # A uuid or a digest may have a PIN's four digits in it.
    assert not [secret for secret in ("1234", "q;b", "p;a") if re.search(rf"\b{secret}\b", shown)]
    assert held(lab, "fleet", "gsm.password") == ["p;a\\s=s #w"]


def test_a_profile_that_nmcli_deleted_comes_back(lab: Lab, run: Python) -> None:
    write(lab, CONF)
    apply(run)
    lab.run(["nmcli", "connection", "delete", "fleet"])
    assert actions(run) == {"fleet": "create", "depot": "unchanged", "depot (second)": "unchanged"}


def test_what_dbus_cannot_carry_is_named_and_the_rest_is_installed(lab: Lab, run: Python) -> None:
    write(lab, f"{CONF}[odd]\napn = x\nipv4.dhcp-send-hostname = no\n")
    done = apply(run, check=False)
    assert done.returncode == 1
    assert "ipv4.dhcp-send-hostname cannot be set over D-Bus" in done.stderr
    assert names(lab) == {"fleet", "depot", "depot (second)"}


def test_networkmanagers_own_reason_is_shown_for_what_it_refuses(lab: Lab, run: Python) -> None:
    """As nothing else makes it refuse what passed our checks: it is said to be newer than it is."""
    write(lab, f"{CONF}[new]\napn = x\ngsm.device-uid = /sys/a\n")
    done = apply(run, "--nm-version", "9.9", check=False)
    assert done.returncode == 1
    assert "gsm.device-uid: unknown property" in done.stderr
    assert names(lab) == {"fleet", "depot", "depot (second)"}
    assert apply(run).returncode == 0
    assert "new" in names(lab)


def test_text_beyond_ascii_arrives_or_an_old_library_is_named(lab: Lab, run: Python) -> None:
    write(lab, "[Göteborg]\napn = x\n")
    done = apply(run, check=False)
    if run.library == "dbus_next" or done.returncode == 0:
        assert names(lab) == {"Göteborg"}
    else:
        assert done.stderr.startswith("nm-cellular: the installed dbus-fast can send ASCII text only")
        assert names(lab) == set()


def test_the_version_is_that_of_the_running_networkmanager(lab: Lab, run: Python) -> None:
    write(lab, "[new]\napn = x\ngsm.device-uid = /sys/a\n")
    lab.path("/run/status").write_text("Package: network-manager\nStatus: install ok installed\nVersion: 9.9\n\n")
    lab.run(["mount", "--bind", "/run/status", "/var/lib/dpkg/status"])
    [warning] = report(run)["profiles"][0]["warnings"]
    assert "gsm.device-uid needs NetworkManager 1.56" in warning["message"]


def test_without_networkmanager_it_says_so(lab: Lab, run: Python) -> None:
    write(lab, CONF)
    lab.networkmanager.stop()
    done = apply(run, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("nm-cellular: NetworkManager is not running\n    systemctl start NetworkManager")


@pytest.mark.parametrize(("address", "why"), [("unix:path=/nowhere", "No such file"), ("nonsense", "transport")])
def test_without_a_bus_it_says_how_to_name_one(lab: Lab, run: Python, address: str, why: str) -> None:
    write(lab, CONF)
    done = apply(run, check=False, env={"DBUS_SYSTEM_BUS_ADDRESS": address})
    assert done.returncode == 1
    assert why in done.stderr.splitlines()[0]
    assert "DBUS_SYSTEM_BUS_ADDRESS=unix:path=/host/run/dbus/system_bus_socket" in done.stderr


def test_a_bus_elsewhere_is_reached_by_its_address(lab: Lab, run: Python) -> None:
    write(lab, CONF)
    lab.run(["mkdir", "-p", "/run/host"])
    lab.run(["mv", "/run/dbus/system_bus_socket", "/run/host/bus"])
    done = apply(run, env={"DBUS_SYSTEM_BUS_ADDRESS": "unix:path=/run/host/bus"})
    assert done.stdout.splitlines()[-1].startswith("3 created")


AS_NOBODY = """
import os, sys
from nm_cellular.__main__ import main

os.setresuid(65534, 65534, 65534)
sys.argv = ["nm-cellular", "apply", "--via", "dbus"]
sys.exit(main())
"""


def test_who_may_not_change_profiles_is_told_so(lab: Lab, run: Python) -> None:
    write(lab, CONF)
    conf = lab.path("/etc/NetworkManager/conf.d/polkit.conf")
    conf.parent.mkdir()
    conf.write_text("[main]\nauth-polkit=root-only\n")
    lab.networkmanager.stop()
    lab.networkmanager.start()
    lab.run(["install", "-d", "-o", "nobody", "/run/nm-cellular"])
    # Nobody may be kept from reading the checkout itself.
    for part in ("nm_cellular", "templates"):
        shutil.copytree(CHECKOUT / part, lab.path(f"/run/checkout/{part}"))
    done = run("-c", AS_NOBODY, env={"PYTHONPATH": "/run/checkout"}, check=False)
    assert done.returncode == 1
    assert "NetworkManager does not allow this: " in done.stderr
    assert names(lab) == set()


PAUSED = """
import sys
from nm_cellular.__main__ import main
from nm_cellular.via_dbus.settings import SettingsService

read = SettingsService.installed

def paused(store):
    found = read(store)
    open("/run/gate").read()
    return found

SettingsService.installed = paused
sys.argv = ["nm-cellular", "apply", "--via", "dbus"]
sys.exit(main())
"""


def test_a_restart_between_reading_and_writing_is_an_error_and_changes_nothing(lab: Lab, run: Python) -> None:
    write(lab, CONF)
    os.mkfifo(lab.path("/run/gate"))
    with ThreadPoolExecutor() as pool:
        applying = pool.submit(run, "-c", PAUSED, check=False)
        gate = lab.wait_for(lambda: opened(lab.path("/run/gate")), what="apply at the gate")
        lab.networkmanager.stop()
        lab.networkmanager.start()
        os.close(gate)
        done = applying.result()
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("nm-cellular: NetworkManager restarted meanwhile; nothing was changed\n")
    assert names(lab) == set()


def opened(fifo: Path) -> int | None:
    """A descriptor to write to it, once somebody reads."""
    try:
        return os.open(fifo, os.O_WRONLY | os.O_NONBLOCK)
    except OSError:
        return None


def test_networkmanager_killed_while_it_installs_is_an_error_that_the_next_run_mends(lab: Lab, run: Python) -> None:
    write(lab, "".join(f"[modem {number}]\napn = internet\n" for number in range(200)))
    with ThreadPoolExecutor() as pool:
        applying = pool.submit(apply, run, check=False)
        lab.wait_for(lambda: files(lab, KEYFILES), what="the first profile")
        lab.networkmanager.kill()
        done = applying.result()
    assert (done.returncode, done.stdout) == (1, "")
    assert (
        done.stderr == "nm-cellular: NetworkManager stopped or restarted before it had answered\n    run this again\n"
    )
    lab.networkmanager.start()
    assert apply(run).returncode == 0
    assert len(names(lab)) == 200


DISTURBED = """
import asyncio, os, signal, sys
from nm_cellular.daemons import bus
from nm_cellular.errors import CommandError

async def main(process, action):
    async with bus.system_bus() as connection:
        manager = await connection.service("org.freedesktop.NetworkManager")
        asking = asyncio.create_task(manager.managed_objects("/org/freedesktop"))
        os.kill(process, action)
        try:
            await asking
        except CommandError as exc:
            print(exc.message)

bus.READ_TIMEOUT = 0.5
asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))
"""


@pytest.mark.parametrize(
    ("action", "message"),
    [
        (signal.SIGKILL, "NetworkManager stopped or restarted before it had answered"),
        (signal.SIGSTOP, "NetworkManager did not answer in 0.5 s"),
    ],
)
def test_a_call_that_gets_no_answer_ends_with_the_reason(
    lab: Lab, run: Python, action: signal.Signals, message: str
) -> None:
    process = pid(lab, NETWORKMANAGER)
    with stopped(lab, process):
        assert run("-c", DISTURBED, process, str(int(action))).stdout == f"{message}\n"


WITHOUT_BUS = """
import asyncio, os, signal, subprocess
from nm_cellular.daemons.bus import system_bus, together
from nm_cellular.errors import CommandError

async def main(daemon):
    async with system_bus() as bus:
        service = await bus.service("org.freedesktop.DBus")
        daemon.send_signal(signal.SIGSTOP)
        calls = (service.call("/", "org.freedesktop.DBus", "ListNames") for _ in range(100))
        asking = asyncio.create_task(together(calls))
        await asyncio.sleep(0)
        daemon.kill()
        for waiting in asking, service.call("/", "org.freedesktop.DBus", "ListNames"):
            try:
                await waiting
            except CommandError as exc:
                print(exc.message)

with subprocess.Popen(["dbus-daemon", "--session", "--nofork", "--print-address"], stdout=subprocess.PIPE) as daemon:
    os.environ["DBUS_SYSTEM_BUS_ADDRESS"] = daemon.stdout.readline().decode().strip()
    asyncio.run(main(daemon))
"""


def test_a_bus_that_dies_is_an_error_for_this_call_and_the_next(run: Python) -> None:
    done = run("-c", WITHOUT_BUS)
    assert done.stdout == "the connection to the D-Bus system bus broke\n" * 2
    assert "Traceback" not in done.stderr


LISTENING = """
import asyncio
from nm_cellular.daemons.bus import system_bus

async def main():
    async with system_bus() as bus:
        manager = await bus.service("org.freedesktop.NetworkManager")
        settings = "/org/freedesktop/NetworkManager/Settings"
        async with manager.signals() as signals:
            profile = {"connection": {"id": ("s", "a"), "type": ("s", "gsm")}, "gsm": {}}
            interface = "org.freedesktop.NetworkManager.Settings"
            [path] = await manager.call(settings, interface, "AddConnection", "a{sa{sv}}", profile)
            while (signal := await signals.get()).member != "NewConnection":
                pass
            print(signal.path == settings, signal.body == [path])

asyncio.run(main())
"""


def test_signals_are_heard_from_the_moment_that_they_are_asked_for(run: Python) -> None:
    assert run("-c", LISTENING).stdout == "True True\n"


def test_every_property_is_what_networkmanager_makes_of_the_same_keyfile(run: Python) -> None:
    """And what it gives back compares equal to what was sent, so that a second run finds nothing to do."""
    texts = {name: text for name, text in keyfiles().items() if run.library == "dbus_next" or text.isascii()}
    program = ("-m", "tests.daemons.both_ways", KEYFILES)
    answers = json.loads(run(*program, input=json.dumps(list(texts.values()))).stdout)
    results = dict(zip(texts, answers, strict=True))
    assert {name: found for name, found in results.items() if found.get("file") != found.get("dbus")} == {}
    assert [name for name, found in results.items() if comparable(found["text"]) != comparable(texts[name])] == []


def comparable(text: str) -> dict[tuple[str, str], Any]:
    return properties.comparable(keyfile.parse(text).values())


@cache
def keyfiles() -> dict[str, str]:
    """A profile for each of a few values of each property, by the property and the value."""
    libnm = pytest.importorskip("tests.unit.test_properties_against_libnm")
    found = {}
    for prop in libnm.settable():
        values = [*libnm.SAMPLES.get(str(prop), ()), *(nick for nick, _ in prop.nicks), *prop.choices, *libnm.WORDS]
        good = (value for value in values if str(prop) not in LEFT_OUT and is_written(prop, value))
        for value in islice(good, SAMPLES):
            sections = libnm.profile(prop, dict(properties.entries(prop, value)))
            del sections["connection"]["uuid"]
            if not properties.check_profile(sections):
                found[f"{prop} = {value}"] = libnm.text(sections)
    return found


def is_written(prop: properties.Property, value: str) -> bool:
    try:
        return bool(properties.entries(prop, value))
    except properties.ValueRefused:
        return False


SAMPLES = 8
LEFT_OUT = {
    *("ipv4.dhcp-send-hostname", "ipv4.dhcp-send-hostname-v2", "ipv4.dhcp-send-hostname-deprecated"),
    *("ipv6.dhcp-send-hostname", "ipv6.dhcp-send-hostname-v2", "ipv6.dhcp-send-hostname-deprecated"),
    *("connection.uuid", "connection.type"),
}
"""What D-Bus cannot carry, and what these profiles have already."""
