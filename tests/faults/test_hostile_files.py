"""A boot partition that an attacker or an accident has written: named errors, no traceback, nothing harmed."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from .image import Done, Image, new_image

_CONF = "[one]\napn = one\n"
_KEYFILE = "[connection]\ntype=gsm\n[gsm]\napn=x\n"
_UUID = "11111111-2222-3333-4444-00000000000"


@pytest.fixture
def image(tmp_path: Path) -> Image:
    return new_image(tmp_path / "root", _CONF)


def _clean(done: Done, *statuses: int) -> str:
    """The complaints of a run that ended with one of these statuses, and nothing that drives a terminal."""
    assert done.returncode in statuses, done.stderr
    assert "Traceback" not in done.stderr
    assert re.search(r"[^\x20-\x7e\xa0-\U0010ffff\n]", done.stdout + done.stderr) is None
    return done.stderr


def _fifo(path: Path) -> None:
    os.mkfifo(path)


def _directory(path: Path) -> None:
    path.mkdir()


def _dangling_link(path: Path) -> None:
    path.symlink_to("nowhere")


def _link_to_itself(path: Path) -> None:
    path.symlink_to(path.name)


def _endless_device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def _terminal(path: Path) -> None:
    path.symlink_to("/dev/tty")


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        # A socket's name is short, a test's directory is not.
        here = os.open(path.parent, os.O_RDONLY)
        listener.bind(f"/proc/self/fd/{here}/{path.name}")
        os.close(here)


def _sparse_4_gib(path: Path) -> None:
    with path.open("wb") as stream:
        stream.write(b"[connection]\ntype=gsm\n")
        stream.truncate(4 << 30)


_ODD = [_fifo, _directory, _dangling_link, _link_to_itself, _endless_device, _terminal, _socket, _sparse_4_gib]


@pytest.mark.parametrize("make", _ODD, ids=lambda make: make.__name__.removeprefix("_"))
def test_what_is_no_file_of_text_is_named_and_the_good_files_are_applied(
    image: Image, make: Callable[[Path], None]
) -> None:
    make(image.keyfiles / "odd.nmconnection")
    assert "system-connections/odd.nmconnection: error: " in _clean(image.run(), 3)
    assert list(image.installed()) == ["one.nmconnection"]


@pytest.mark.parametrize("make", _ODD, ids=lambda make: make.__name__.removeprefix("_"))
def test_what_takes_the_place_of_a_file_removes_no_profile(image: Image, make: Callable[[Path], None]) -> None:
    image.apply()
    installed = image.installed()
    image.conf.unlink()
    make(image.conf)
    assert "cellular.conf: error: " in _clean(image.run("--move-secrets"), 3)
    assert image.installed() == installed


def test_a_file_in_the_place_of_the_keyfiles_directory_removes_no_profile(image: Image) -> None:
    (image.keyfiles / "k").write_text(_KEYFILE)
    image.apply()
    installed = image.installed()
    shutil.rmtree(image.keyfiles)
    image.keyfiles.write_text("no directory")
    _clean(image.run(), 3)
    assert image.installed() == installed


def _is_gone(image: Image) -> None:
    shutil.rmtree(image.boot)


def _is_empty(image: Image) -> None:
    shutil.rmtree(image.boot)
    image.boot.mkdir()


def _is_a_file(image: Image) -> None:
    shutil.rmtree(image.boot)
    image.boot.write_text("")


@pytest.mark.parametrize("happen", [_is_gone, _is_empty, _is_a_file], ids=lambda happen: happen.__name__)
def test_a_boot_directory_that_is_not_there_removes_nothing(image: Image, happen: Callable[[Image], None]) -> None:
    image.apply()
    installed = image.installed()
    happen(image)
    _clean(image.run("--boot", str(image.boot)), 0, 1, 3)
    assert image.installed() == installed


def test_somebody_without_rights_is_told_so(image: Image) -> None:
    image.conf.chmod(0o600)
    # Down to the image the way is open to all, at the image it ends.
    for path in [image.root, *image.root.parents][:4]:
        path.chmod(0o755)
    nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    assert "Permission denied" in _clean(image.run(under=nobody), 1, 3)
    assert image.installed() == {}


@pytest.mark.parametrize("where", ["profiles", "var"])
def test_a_file_in_the_place_of_a_directory_of_the_system_is_told(image: Image, where: str) -> None:
    place = image.profiles if where == "profiles" else image.root / "var"
    shutil.rmtree(place, ignore_errors=True)
    place.write_text("no directory")
    _clean(image.run(), 1 if where == "profiles" else 0)
    assert place.read_text() == "no directory"


def test_other_peoples_odd_profiles_are_left_alone(image: Image) -> None:
    for make in (_fifo, _directory, _dangling_link, _sparse_4_gib):
        make(image.profiles / f"{make.__name__}.nmconnection")
    (image.profiles / "bytes.nmconnection").write_bytes(bytes(range(256)))
    (image.profiles / "name\udcff\n.nmconnection").write_text("[connection]\nid=\x1b[31m\ntype=gsm\n")
    names = sorted(os.listdir(image.profiles))
    _clean(image.run(), 0)
    _clean(image.run("--json", "--force"), 0)
    assert sorted(os.listdir(image.profiles)) == sorted([*names, "one.nmconnection"])


_NAMES = [b"caf\xe9", b"two\nlines", b"\x1b[31mred\x1b[0m", b"\xc2\x9b31mred", b"bell\x07", b"\xff" * 200]


@pytest.mark.parametrize("name", _NAMES, ids=repr)
@pytest.mark.parametrize("content", [_KEYFILE, _KEYFILE + "mtu=x", "[broken"], ids=["good", "warned-of", "broken"])
def test_a_name_that_drives_a_terminal_never_reaches_it(image: Image, name: bytes, content: str) -> None:
    (image.keyfiles / os.fsdecode(name)).write_text(content)
    for options in ((), ("--verbose",), ("--dry-run",), ("--json",)):
        done = image.run(*options)
        _clean(done, 0, 3)
        if "--json" in options:
            json.loads(done.stdout)
    assert "one.nmconnection" in image.installed()


@pytest.mark.parametrize("encoding", ["latin-1", "ascii", "utf-8"])
def test_a_name_that_the_terminal_has_no_letters_for_is_shown_all_the_same(image: Image, encoding: str) -> None:
    image.conf.write_text("[žluťoučký]\napn = x\n[日本]\napn = y\n")
    for options in ((), ("--json",), ("--dry-run", "--force")):
        _clean(image.run(*options, env={"PYTHONIOENCODING": encoding}), 0)
    assert len(image.installed()) == 2


@pytest.mark.parametrize(
    "text",
    [
        "[a]\napn = x\nusername" + " " * 500_000 + "x\n",
        "[a]\napn = x\nusername" + " " * 500_000 + "= x\n",
        "[a]\napn = x\nipv4.dns = " + "a" * 500_000 + "\\\n",
        "[a]\napn = x\nmtu = " + "1" * 500_000 + "\n",
        "[a]\napn = x\nnumber = " + "*99" * 200_000 + "x\n",
        "[a]\n" + "a." * 400_000 + " = x\n",
        "[connection]\ntype=gsm\n[ipv4]\ndns=" + "a" * 500_000 + "\\\n",
        "[connection]\ntype=gsm\n[vpn]\n" + "a" * 500_000 + "=x\n",
        "[" * 1_000_000,
        "\n" * 1_000_000,
        "[a]\napn = " + "a," * 400_000 + "\n",
    ],
    ids=range(11),
)
def test_a_long_line_takes_no_long_time(image: Image, text: str) -> None:
    image.conf.write_text(text)
    began = time.monotonic()
    _clean(image.run(), 0, 3)
    assert time.monotonic() - began < 20


def test_hundreds_of_sections_give_hundreds_of_profiles(image: Image) -> None:
    image.conf.write_text("".join(f"[s{number}]\napn = x{number}\n" for number in range(500)))
    image.apply()
    assert len(image.installed()) == 500


def test_profiles_of_one_name_and_nearly_one_uuid_do_not_overwrite_each_other(image: Image) -> None:
    for number in range(4):
        keyfile = f"[connection]\ntype=gsm\nid=same\nuuid={_UUID}{number}\n[gsm]\napn=apn{number}\n"
        (image.keyfiles / f"k{number}").write_text(keyfile)
    image.apply()
    held = b"".join(image.installed().values())
    assert all(f"apn=apn{number}\n".encode() in held for number in range(4))


def test_other_peoples_profiles_keep_their_file_names(image: Image) -> None:
    uuid = re.search(r'"uuid": "(.*)"', image.run("--dry-run", "--json").stdout)
    assert uuid
    foreign = "[connection]\nid=one\ntype=wifi\nuuid=99999999-2222-3333-4444-000000000001\n"
    for name in ("one", f"one-{uuid[1][:8]}", f"one-{uuid[1]}", f"one-{uuid[1]}-1"):
        (image.profiles / f"{name}.nmconnection").write_text(foreign)
    image.apply()
    assert list(image.installed().values()).count(foreign.encode()) == 4
    assert len(image.installed()) == 5


def test_a_profiles_name_does_not_lead_out_of_the_directory(image: Image) -> None:
    image.conf.write_text("[../../../evil]\napn = x\n[..]\napn = y\n[/etc/passwd]\napn = z\n")
    before = set(image.files())
    image.apply()
    made = {path for path in image.files() if path not in before}
    assert {path.parent for path in made} == {image.profiles, image.root / "var/lib/nm-cellular"}


def test_a_uuid_does_not_lead_out_of_the_directory(image: Image) -> None:
    for name in ("a", "b"):
        keyfile = f"[connection]\ntype=gsm\nid=same\nuuid=../../../../{name}\n[gsm]\napn=x\n"
        (image.keyfiles / name).write_text(keyfile)
    _clean(image.run(), 3)
    assert list(image.installed()) == ["one.nmconnection"]


def test_a_root_that_is_not_there_is_not_made(image: Image) -> None:
    missing = Image(image.root / "missing")
    _clean(missing.run("--boot", str(image.boot)), 2)
    assert not missing.root.exists()
