"""What belongs together and stands in several files: a pppd peer, its chat script, its options and its password."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from nm_cellular import recipes
from nm_cellular.recipes import Page, files, writing

PEER = "/dev/ttyUSB3\n115200\nconnect 'chat -v -f {script}'\nnoauth\nuser me\ndefaultroute\nusepeerdns\n"
SCRIPT = 'ABORT BUSY\nABORT "NO CARRTER"\n"" AT\nOK AT+CGDCONT=1,"IPV4V6","{apn}"\nOK ATD*99#\nCONNECT ""\n'
SECRETS = '# Secrets\nme * "it is # secret" *\n'


def joined(texts: dict[str, str]) -> tuple[files.Place, ...]:
    pages = [Page.of(text, name) for name, text in texts.items()]
    return files.joined(((page.name, found) for page in pages for found in recipes.find_on(page)), pages)


def conf(texts: dict[str, str]) -> str:
    return writing.write(joined(texts)).text()


def bare(text: str) -> str:
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith("#"))


PEER_FILE = PEER.format(script="/etc/chatscripts/home")
HOME = "[internet]\napn = internet\nusername = me\n"


@pytest.mark.parametrize("order", [1, -1])
def test_a_peer_and_the_script_that_it_names_are_one_connection(order: int) -> None:
    texts = {"etc/ppp/peers/home": PEER_FILE, "etc/chatscripts/home": SCRIPT.format(apn="internet")}
    text = conf(dict([*texts.items()][::order]))
    assert bare(text) == HOME
    assert {line for line in text.splitlines() if line.startswith("#")} == {
        "# etc/ppp/peers/home:1-7, pppd",
        "# etc/chatscripts/home:1-6, chat",
    }


def test_a_whole_directory_gives_each_peer_its_own_script_and_password() -> None:
    text = conf({
        "x/peers/one": PEER.format(script="/etc/ppp/chat/one"),
        "x/peers/two": PEER.format(script="/etc/ppp/chat/two").replace("user me\n", "user other\n"),
        "x/chat/one": SCRIPT.format(apn="first"),
        "x/chat/two": SCRIPT.format(apn="second"),
        "x/chap-secrets": SECRETS,
    })  # fmt: skip
    assert bare(text) == (
        "[first]\napn = first\nusername = me\npassword = it is # secret\n\n[second]\napn = second\nusername = other\n"
    )


def test_of_two_files_with_one_name_the_one_in_the_directory_that_is_named_counts() -> None:
    scripts = {f"{where}/script": SCRIPT.format(apn=where) for where in ("old", "new")}
    found = joined({"peer": PEER.format(script="/etc/new/script"), **scripts})
    assert found[0][1].recipe
    assert found[0][1].recipe.text("apn") == "new"


def test_mistakes_keep_the_file_and_the_line_where_they_stand() -> None:
    found = joined({"peer": PEER_FILE, "home": SCRIPT.format(apn="internet")})
    (said,) = [(name, mistake.line) for name, each in found for mistake in each.mistakes]
    assert said == ("home", 2)


def test_a_value_that_apply_refuses_is_told_of_with_its_own_file() -> None:
    written = writing.write(joined({"peer": PEER_FILE, "home": SCRIPT.format(apn="no/apn")}))
    ((file, lost),) = written.lost
    assert (file, lost.line) == ("home", 4)


def test_a_script_that_is_not_there_is_told_of() -> None:
    ((_, found),) = joined({"peer": PEER_FILE})
    assert [(lost.line, lost.message) for lost in found.lost] == [
        (1, "the APN is in /etc/chatscripts/home, which is not here")
    ]


def test_another_peer_that_is_called_like_the_script_is_no_part() -> None:
    other = "noauth\nusepeerdns\ndefaultroute\nuser somebody\nmtu 1400\n"
    assert bare(conf({"ppp/peers/work": PEER_FILE, "ppp/peers/home": other})) == (
        "[cellular]\nusername = me\n\n[cellular 2]\nusername = somebody\nmtu = 1400\n"
    )


def test_a_peer_that_holds_nothing_itself_is_told_of_too() -> None:
    ((_, found),) = joined({"peer": PEER_FILE.replace("user me\n", "")})
    assert found.recipe is None
    assert "is not here" in found.lost[0].message


def test_options_that_a_peer_includes_are_its_own() -> None:
    options = "noauth\nusepeerdns\nmtu 1400\ndefaultroute\nuser me\n"
    text = conf({"peer": "file /etc/ppp/options.home\nnoauth\nhide-password\nmetric 5\n", "options.home": options})
    assert bare(text) == "[cellular]\nusername = me\nmtu = 1400\n"


def test_what_debian_puts_into_etc_ppp_is_no_connection() -> None:
    texts = {"/etc/ppp/options": "lock\nhide-password\nmodem\ncrtscts\nlcp-echo-interval 30\n",
             "/etc/ppp/peers/wvdial": "noauth\nname wvdial\nusepeerdns\n"}  # fmt: skip
    assert joined(texts) == ()


def test_the_command_joins_files(tmp_path: Path) -> None:
    peer, script = tmp_path / "peer", tmp_path / "home"
    peer.write_text(PEER_FILE)
    script.write_text(SCRIPT.format(apn="internet"))
    argv = [sys.executable, "-m", "nm_cellular", "import", str(peer), str(script)]
    done = subprocess.run(argv, capture_output=True, text=True, check=True)
    assert bare(done.stdout) == HOME
    assert f"{script}:2: mistake: no modem says `NO CARRTER`" in done.stderr
    assert done.stderr.endswith("2 recipes, 1 connection, 1 complaint\n")
