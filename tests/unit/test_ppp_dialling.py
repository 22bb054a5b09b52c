"""Debian's chat at a virtual modem: it does not get far with a published script, and does with ours."""

from __future__ import annotations

import os
import pty
import select
import shutil
import subprocess
import tty
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from nm_cellular import formats, recipes
from nm_cellular.rendering import Templates
from nm_cellular.systems import SYSTEMS
from nm_cellular.template_words import words
from tests.lab.at_modem import Modem
from tests.lab.sim_lock import SimLock

TOP = Path(__file__).resolve().parents[2]
SEEDS = TOP.parent / "shared/seeds"

pytestmark = pytest.mark.skipif(not shutil.which("chat"), reason="ppp is not installed")


def dial(script: Path, modem: Modem, noise: bytes = b"") -> tuple[int, str]:
    """chat's exit status (0: the modem said CONNECT), and what it says of it; noise is in the modem's way before."""
    with port() as (end, line):
        argv = ["/usr/sbin/chat", "-s", "-v", "-t", "3", "-f", str(script)]
        chat = subprocess.Popen(argv, stdin=line, stdout=line, stderr=subprocess.PIPE, text=True)
        try:
            pending = noise
            while chat.poll() is None:
                pending = answer(end, modem, pending)
            return chat.returncode, chat.communicate()[1]
        finally:
            chat.kill()
            chat.wait()


@contextmanager
def port() -> Iterator[tuple[int, int]]:
    end, line = pty.openpty()
    tty.setraw(end)
    tty.setraw(line)
    try:
        yield end, line
    finally:
        os.close(end)
        os.close(line)


def answer(end: int, modem: Modem, pending: bytes) -> bytes:
    """To each line that has arrived; returns what has arrived of the next one."""
    if select.select([end], [], [], 0.2)[0]:
        pending += os.read(end, 500)
    *lines, pending = pending.split(b"\r")
    for command in (line.decode("ascii", "replace").strip() for line in lines):
        if command.startswith("AT"):
            for text in modem.answer(command.removeprefix("AT")).splitlines():
                os.write(end, f"\r\n{text}\r\n".encode())
    return pending


def ours(conf: str, directory: Path) -> Path:
    """The chat script of a cellular.conf's only section."""
    (profile,) = formats.parse("cellular.conf", conf.encode()).profiles

    system = replace(SYSTEMS["ppp"], template="ppp-chat.j2")
    script = directory / "script"
    script.write_text(Templates([str(TOP / "templates")]).for_system(system, words(profile, "x", first=True)))
    return script


@pytest.mark.parametrize("families", ["", "ipv6 = disabled\n", "ipv4 = disabled\n"])
def test_our_script_reaches_connect_with_the_apn_that_is_asked_for(families: str, tmp_path: Path) -> None:
    modem = Modem(apns=["internet"])
    code, said = dial(ours(f"[x]\napn = internet\n{families}", tmp_path), modem)
    assert code == 0, said
    assert modem.commands[0] == ""
    assert modem.commands[-1] == "D*99***1#"


@pytest.mark.parametrize("refusal", ["NO CARRIER", "ERROR", "BUSY", "NO ANSWER"])
def test_our_script_gives_up_at_once_where_the_network_refuses(refusal: str, tmp_path: Path) -> None:
    code, said = dial(ours("[x]\napn = other\n", tmp_path), Modem(apns=["internet"], refusal=refusal))
    assert code >= 4, said  # 4 and more: an ABORT; 3 would be its patience


def test_our_script_asks_again_where_a_modem_has_not_heard_the_first_time(tmp_path: Path) -> None:
    """As one that finds the speed of its line out, or has the rest of a call before it."""
    modem = Modem()
    code, said = dial(ours("[x]\napn = internet\n", tmp_path), modem, noise=b"~\xff}#\xc0!")
    assert code == 0, said
    assert modem.commands[0] == ""


@pytest.mark.parametrize(("tries", "asked"), [(3, "SIM PIN"), (0, "SIM PUK")])
def test_our_script_gives_a_locked_sim_no_pin_and_says_what_it_wants(tries: int, asked: str, tmp_path: Path) -> None:
    modem = Modem(lock=SimLock(pin_tries=tries))
    code, said = dial(ours("[x]\napn = internet\npin = 1234\n", tmp_path), modem)
    assert code >= 4, said
    assert f"Failed ({asked})" in said
    assert modem.commands[-1] == "+CPIN?"
    assert not [command for command in modem.commands if command.startswith("+CPIN=")]


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the threads are not beside this checkout")
def test_the_published_script_fails_and_what_import_makes_of_it_connects(tmp_path: Path) -> None:
    (thread,) = SEEDS.glob("003_*.txt")
    text = thread.read_text()
    published = tmp_path / "published"
    published.write_text(
        text[text.index("TIMEOUT 15") : text.index("EOF | sudo tee /etc/ppp/peers/rasppp-chat-connect")]
    )
    modem = Modem(apns=["internet"])
    assert dial(published, modem)[0] != 0
    assert modem.commands[-1] == "DT#777"
    (found,) = (each.recipe for each in recipes.find_all(text) if each.recipe)
    login = f"username = {found.text('username')}\npassword = {found.text('password')}\n"
    # Its APN is empty, which import tells; somebody has to write the SIM's.
    assert dial(ours(f"[x]\napn = internet\n{login}", tmp_path), modem)[0] == 0
