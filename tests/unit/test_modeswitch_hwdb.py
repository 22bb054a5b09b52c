"""The hardware database that is shipped: up to date, and found by systemd's own tools."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from nm_cellular.modeswitch import sources
from nm_cellular.modeswitch.hwdb import hwdb
from nm_cellular.modeswitch.known import profiles
from nm_cellular.modeswitch.port_hints import parse
from nm_cellular.modeswitch.reading import read

from . import udevs_answer

UDEV = Path(__file__).resolve().parents[2] / "packaging/udev"
SHIPPED = UDEV / "60-nm-cellular.hwdb"
DEBIANS = Path("/usr/lib/udev/rules.d")


def generated() -> str:
    return hwdb(profiles(sources.shipped()).profiles, sources.shipped_port_hints()[0])


def test_the_shipped_database_is_that_of_the_profiles() -> None:
    assert SHIPPED.read_text() == generated(), "nm-cellular switch --hwdb > packaging/udev/60-nm-cellular.hwdb"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A root directory in which the database is compiled."""
    if not shutil.which("systemd-hwdb"):
        pytest.skip("systemd-hwdb is not installed")
    place = tmp_path_factory.mktemp("root")
    (place / "etc/udev/hwdb.d").mkdir(parents=True)
    shutil.copy(SHIPPED, place / "etc/udev/hwdb.d")
    subprocess.run(["systemd-hwdb", "update", "--strict", "--root", place], check=True)
    return place


def looked_up(root: Path, key: str) -> set[str]:
    done = subprocess.run(["systemd-hwdb", "query", "--root", root, key], check=True, capture_output=True, text=True)
    return set(done.stdout.split())


CLAIM, IGNORE = "NM_CELLULAR_SWITCH=1", "ID_MM_DEVICE_IGNORE=1"


@pytest.mark.parametrize(
    ("key", "found"),
    [
        ("nm-cellular:12d1:14fe:0102:HUAWEI:HUAWEI Mobile", {CLAIM, IGNORE}),
        ("nm-cellular:12d1:14fe:::", {CLAIM, IGNORE}),
        ("nm-cellular:12d1:1506:0102:HUAWEI:HUAWEI Mobile", set()),
        # They come back by the same id, which ModemManager must not ignore then.
        ("nm-cellular:3566:2001:ffff:Mobile:Mobile", {CLAIM, "NM_CELLULAR_OPTION=1"}),
        ("nm-cellular:1410:9020:0000:Novatel Wireless:MiFi", {CLAIM}),
        ("nm-cellular:046d:c077:7200:Logitech:USB Optical Mouse", set()),
        ("usb:v12D1p155Ed0102dc02dsc00dp00icFFiscFFipFFin01", {"ID_MM_PORT_IGNORE=1"}),
        ("usb:v12D1p155Ed0102dc02dsc00dp00icFFiscFFipFFin02", set()),
        ("usb:v12D1p1506d0102dc00dsc00dp00icFFisc02ip03in01", {"ID_MM_PORT_TYPE_QCDM=1"}),
        ("usb:v12D1p1506d0102dc00dsc00dp00icFFisc02ip02in02", set()),
        ("usb:v3566p2001dFFFFdc00dsc00dp00icFFisc00ip00in02", {"ID_MM_PORT_IGNORE=1"}),
        ("usb:v3566p2001dFFFFdc00dsc00dp00ic08isc06ip50in02", set()),
        ("usb:v3566p2001dFFFFdc00dsc00dp00ic02isc0Dip00in05", {"ID_MM_PORT_IGNORE=1"}),
        ("usb:v3566p2001dFFFFdc00dsc00dp00ic02isc06ip00in05", set()),
    ],
)
def test_systemd_finds_what_is_meant_and_nothing_more(root: Path, key: str, found: set[str]) -> None:
    assert looked_up(root, key) == found


def test_a_product_is_part_of_the_key() -> None:
    known = profiles(read("mine.conf", b"[05c6:1000]\nproduct = *GT*\nmodem-by = StandardEject\n"))
    assert "\nnm-cellular:05c6:1000:*:*:*GT*\n" in hwdb(known.profiles)


def test_a_hint_never_contradicts_modemmanagers_rules() -> None:
    """A port that its rules call AT or GPS is not one of ours."""
    if not DEBIANS.exists():
        pytest.skip("ModemManager's rules are not installed")
    hints, _ = sources.shipped_port_hints()
    rules = [line for path in DEBIANS.glob("77-mm-*.rules") for line in path.read_text().splitlines()]
    typed = [line for line in rules if "ID_MM_PORT_TYPE" in line]
    assert typed
    for hint in hints:
        _, subclass, protocol, _ = hint.interface
        ours = f'bInterfaceSubClass}}=="{subclass.lower()}", ATTRS{{bInterfaceProtocol}}=="{protocol.lower()}"'
        assert [line for line in typed if ours in line] == []
        products = {f"{each.product:04x}" for each in hint.ids if not isinstance(each, int)}
        assert [line for line in typed if products & set(re.findall(r'idProduct}=="([0-9a-fA-F]+)"', line))] == []


@pytest.mark.parametrize(
    "content",
    [
        "[12d1]\nclass = ff\nhint = ignore\n",
        "[12d1:155e]\nnumber = 1\nhint = ignore\n",
        "[x]\nnumber = 01\nhint = qmi\n",
    ],
)
def test_a_hint_that_means_nothing_or_everything_is_refused(content: str) -> None:
    hints, problems = parse("ports", content.encode())
    assert hints == ()
    assert len(problems) == 1


def run_rules(tmp_path: Path, *, ours: bool, tree: str = "") -> dict[str, list[str]]:
    """What udev makes of a 12d1:14fe and of its interface, by the installed rules and, if asked, ours."""
    if os.geteuid() or not all(map(shutil.which, ("umockdev-run", "unshare", "udevadm", "strace"))):
        pytest.skip("needs root, umockdev, udev and strace")
    etc = tmp_path / "etc/udev"
    (etc / "hwdb.d").mkdir(parents=True)
    (etc / "rules.d").mkdir()
    shutil.copy(SHIPPED, etc / "hwdb.d")
    subprocess.run(["systemd-hwdb", "update", "--root", tmp_path], check=True)
    if ours:
        shutil.copy(UDEV / "39-nm-cellular.rules", etc / "rules.d")
    tree = tree or TREE
    (tmp_path / "tree").write_text(tree)
    places = [f"/sys{path}" for path in re.findall("^P: (.*/1-1.*)$", tree, re.MULTILINE)]
    script = f"mount -t tmpfs none /run && mount --bind {etc} /etc/udev && umockdev-run -d {tmp_path}/tree -- sh -c '"
    # The second is where newer umockdevs look for the first.
    script += "mkdir -p /run/udev/data $UMOCKDEV_DIR/run/udev/data; "
    script += "".join(f"echo DEVICE; {TRACED} udevadm test -a add {place} 2>&1 | {REMEMBERED}; " for place in places)
    done = subprocess.run(["unshare", "--mount", "sh", "-c", f"{script}'"], check=True, capture_output=True, text=True)
    _, device, interface = done.stdout.split("DEVICE\n")
    return {"device": udevs_answer.lines(device), "interface": udevs_answer.lines(interface)}


TRACED = "strace --follow-forks --trace=execve --signal=none --quiet=exit,attach"
"""Shows each program that is started."""


REMEMBERED = r'tee /run/said; sed -n "s/^ *NM_CELLULAR_/E:&/p" /run/said | tr -d " " >>/run/udev/data/+usb:1-1'
"""What udev knows of the stick when its interface comes: udevadm of systemd 257 forgets what it was only asked."""


TREE = r"""P: /devices/usb1
E: DEVTYPE=usb_device
E: SUBSYSTEM=usb
A: idVendor=1d6b\n
A: idProduct=0002\n

P: /devices/usb1/1-1
N: bus/usb/001/005
E: DEVTYPE=usb_device
E: SUBSYSTEM=usb
A: idVendor=12d1\n
A: idProduct=14fe\n
A: bcdDevice=0102\n
A: manufacturer=HUAWEI\n
A: product=' --filter=x "; $(reboot) *\n

P: /devices/usb1/1-1/1-1:1.0
E: DEVTYPE=usb_interface
E: SUBSYSTEM=usb
E: MODALIAS=usb:v12D1p14FEd0102dc00dsc00dp00ic08isc06ip50in00
A: bInterfaceNumber=00\n
A: bInterfaceClass=08\n
"""
"""A stick in storage mode whose name is an attempt on the rules."""


def programs(lines: list[str]) -> list[str]:
    return [line for line in lines if line.startswith("run: ")]


def started(lines: list[str]) -> list[str]:
    """The programs that processing the event itself starts, beside udevadm."""
    return [line for line in lines if "execve(" in line and "udevadm" not in line]


MOUSE = TREE.replace("12d1", "046d").replace("14fe", "c077").replace("Class=08", "Class=03")


def test_a_usb_device_that_is_no_modem_starts_no_process(tmp_path: Path) -> None:
    without, with_ours = (run_rules(tmp_path / str(ours), ours=ours, tree=MOUSE) for ours in (False, True))
    for device, lines in with_ours.items():
        assert programs(lines) == programs(without[device])
        assert started(lines) == []
        assert not any("NM_CELLULAR" in line for line in lines)


def test_by_debians_rules_alone_usb_modeswitch_is_started(tmp_path: Path) -> None:
    """What the veto is against; without this, the next test would prove nothing."""
    assert any("usb_modeswitch" in line for line in programs(run_rules(tmp_path, ours=False)["interface"]))


def test_with_our_rules_there_is_one_switcher_and_modemmanager_keeps_off(tmp_path: Path) -> None:
    found = run_rules(tmp_path, ours=True)
    assert programs(found["device"]) == ["run: 'hwdb nm-cellular'"]
    assert programs(found["interface"]) == ["run: 'kmod load'"]
    assert "SYSTEMD_WANTS=nm-cellular-switch@1-1.service" in found["device"]
    assert "TAGS=:systemd:" in found["device"]
    assert IGNORE in found["device"]
    assert not any("SYSTEMD_WANTS" in line for line in found["interface"])


BROVI = (
    TREE.replace("12d1", "3566").replace("14fe", "2001").replace("1-1:1.0", "1-1:1.1").replace("Number=00", "Number=01")
).replace("Class=08", "Class={interface_class}")


@pytest.mark.parametrize(("interface_class", "told"), [("ff", 1), ("08", 0)])
def test_the_option_driver_is_told_of_a_stick_that_it_does_not_know(
    tmp_path: Path, interface_class: str, told: int
) -> None:
    found = run_rules(tmp_path, ours=True, tree=BROVI.format(interface_class=interface_class))
    writing = re.compile(r"option1\]new_id\W.*\W3566 2001 ff\W")
    assert sum(bool(writing.search(line)) for line in found["interface"]) == told
