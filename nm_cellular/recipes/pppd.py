"""pppd's options: a file in /etc/ppp/peers, or a command line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ..profile import Secret
from . import chat, heredoc
from .chat_script import Token
from .draft import Draft
from .page import Page
from .recipe import Found, Value
from .shell import Word, commands, split, split_text

FORM = "pppd"

_PROGRAM = re.compile(r"pppd(?=\s)")
_FLAGS = """noauth auth defaultroute nodefaultroute replacedefaultroute usepeerdns noipdefault novj novjccomp noccp
nobsdcomp nodeflate nopcomp noaccomp ipcp-accept-local ipcp-accept-remote local modem lock nolock dump debug nodetach
updetach detach hide-password show-password crtscts nocrtscts nocdtrcts cdtrcts xonxoff persist nopersist noipv6 +ipv6
demand passive silent noremoteip noproxyarp proxyarp default-asyncmap receive-all nomagic noipx noktune ktune noendpoint
refuse-pap refuse-chap refuse-mschap refuse-mschap-v2 refuse-eap require-pap require-chap require-mschap
require-mschap-v2 require-eap -detach -crtscts -pap +pap -chap +chap -vj -ccp -ac -pc -am -ip -mn -proxyarp
nopredictor1 ipv6cp-use-ipaddr ipv6cp-accept-local ipv6cp-accept-remote nomultilink nomp noaccomp nomppe
noip nodefaultroute6 defaultroute6 lcp-echo-adaptive child-timeout""".split()  # noqa: SIM905
_WITH_VALUE = """user name password remotename ipparam mtu mru connect disconnect init lcp-echo-interval
lcp-echo-failure lcp-max-configure lcp-max-terminate lcp-restart ipcp-max-configure ipcp-max-failure ipcp-restart
ipcp-max-terminate chap-interval chap-max-challenge chap-restart pap-restart pap-max-authreq pap-timeout holdoff maxfail
unit linkname logfile logfd plugin file call connect-delay idle maxconnect kdebug asyncmap escape defaultroute-metric
ms-dns ms-wins ipv6 domain welcome pty active-filter pass-filter bsdcomp deflate vj-max-slots ifname
ip-up-script""".split()  # noqa: SIM905
_BARE = re.compile(r"/dev/\S+|tty[A-Z]\w+|\d{4,7}|[\d.]*:[\d.]*")
_TELLING = re.compile(
    r"(?:noauth|usepeerdns|noipdefault|novjccomp|ipcp-accept-local|nodetach|defaultroute|hide-password"
    r"|lcp-echo-interval|connect[ \t]+[\"'])"
)
_CARRIED = {
    "mtu": "mtu",
    "defaultroute-metric": "metric",
    "lcp-echo-interval": "ppp.lcp-echo-interval",
    "lcp-echo-failure": "ppp.lcp-echo-failure",
}
_WITHOUT = {"noip": "ipv4", "-ip": "ipv4", "noipv6": "ipv6"}
_REFUSED = {
    "refuse-pap": "pap", "-pap": "pap", "refuse-chap": "chap", "-chap": "chap", "refuse-mschap": "mschap",
    "refuse-mschap-v2": "mschapv2", "refuse-eap": "eap",
}  # fmt: skip
_NAME = r"\"[^\"\n]+\"|[^\s\"#*]+"
_SECRET = re.compile(rf"^({_NAME})[ \t]+\*[ \t]+(\"(?:[^\"\\\n]|\\.)+\"|[^\s\"]+)[ \t]*+(?:\*[ \t]*+)?$", re.MULTILINE)
"""A line of chap-secrets or pap-secrets."""

_LOGIN = ("user", "password")
"""What guides leave empty, for their readers to fill in."""

_FEWEST = 3
"""Options of a file; a word such as `lock` or `local` stands in prose too."""


def find(page: Page) -> Iterator[Found]:
    passwords = secrets(page)
    for peer in _files(page):
        user = peer.recipe.text("username") if peer.recipe else None
        yield _with_password(peer, passwords[user]) if user in passwords else peer
    for command in commands(page, _PROGRAM):
        draft = Draft(FORM, command.first)
        if _options(draft, command.words) > 1:
            _judge(draft, {word.text for word in command.words}, command.first)
            yield draft.found(command.last)


def _files(page: Page) -> Iterator[Found]:
    ended = 0
    for number, _ in page.search_lines(_TELLING):
        if number <= ended:
            continue
        first, ended = heredoc.block(page, number, _is_option, ended)
        draft = Draft(FORM, first)
        words = _words(page, first, ended)
        if _options(draft, words) >= _FEWEST and not _is_debians(page.name, words):
            if not page.name.rpartition("/")[2].startswith("options"):
                _judge(draft, {word.text for word in words}, first)
            ended = heredoc.around(draft, page, first, ended)
            draft.name = draft.path.rpartition("/")[2]
            yield draft.found(ended)


def secrets(page: Page) -> dict[str, Value]:
    """The passwords in lines of chap-secrets or pap-secrets, by login."""
    lines = ((number, split_text(f"{found[1]} {found[2]}", number)) for number, found in page.search(_SECRET))
    return {words[0].text: Value(Secret(words[1].text), number) for number, words in lines if len(words) > 1}


def _with_password(peer: Found, password: Value) -> Found:
    if not peer.recipe or "password" in peer.recipe.values:
        return peer
    return replace(peer, recipe=replace(peer.recipe, values={**peer.recipe.values, "password": password}))


def _is_debians(name: str, words: Sequence[Word]) -> bool:
    """What every Debian has, and nobody has written: options of all connections, and those that wvdial calls."""
    return name.endswith("/ppp/options") or "wvdial" in {word.text for word in words}


def _is_option(line: str) -> bool:
    bare = line.strip()
    if not bare or bare.startswith("#"):
        return True
    name, _, rest = bare.partition("#")[0].strip().replace("\t", " ").partition(" ")
    rest = rest.strip()
    if name in _WITH_VALUE:
        return name in _LOGIN if not rest else rest[0] in "\"'" or " " not in rest
    return not rest and (name in _FLAGS or _BARE.fullmatch(name) is not None)


def _words(page: Page, first: int, last: int) -> list[Word]:
    """As pppd splits them, which is nearly as a shell does; each line by itself."""
    return [word for number in range(first, last + 1) for word in split(page, *page.span(number))[0]]


def _options(draft: Draft, words: Sequence[Word]) -> int:
    """Reads them, and returns how many there are."""
    count = 0
    rest = iter(words)
    for word in rest:
        if word.text in _WITH_VALUE:
            value = next(rest, None)
            if value and value.line == word.line:
                _with_value(draft, word.text, value)
            elif value:
                message = f"`{word.text}` has no value: pppd takes the next word, of line {value.line}, for it"
                draft.mistake("dial-script", word.line, message, f"write it behind {word.text}, or delete the line")
        elif not _flag(draft, word):
            break
        count += not word.text.startswith("$")
    return count


def _flag(draft: Draft, word: Word) -> bool:
    """Whether it is an option; a device may be one of the shell's variables."""
    name = word.text
    if name.startswith(("/dev/", "tty")):
        draft.port = name
    elif name in _WITHOUT:
        draft.value(_WITHOUT[name], "disabled", word.line)
    elif name in _REFUSED:
        draft.value(f"ppp.refuse-{_REFUSED[name]}", "yes", word.line)
    return name in _FLAGS or name.startswith("$") or _BARE.fullmatch(name) is not None


def _with_value(draft: Draft, name: str, value: Word) -> None:
    if name in ("user", "name"):
        draft.value("username", value.text, value.line)
    elif name == "password":
        draft.value("password", value.text, value.line)
    elif name in _CARRIED and value.text.isdecimal():
        draft.value(_CARRIED[name], value.text, value.line)
    elif name == "connect":
        _connect(draft, value)
    elif name in ("call", "file"):
        draft.uses.append(value.text)
    elif name == "disconnect" and (found := re.search(r"\s-f\s+(\S+)", value.text)):
        draft.uses.append(found[1])


def _connect(draft: Draft, value: Word) -> None:
    words = [Token(word.text, value.line) for word in split_text(value.text, value.line)]
    if words and words[0].text.rpartition("/")[2] == "chat":
        chat.arguments(draft, words[1:])


def _judge(draft: Draft, words: set[str], first: int) -> None:
    """What a peer of a cellular network lacks; one that only calls another file is not judged."""
    if "call" in words or "file" in words:
        return
    if (user := draft.values.get("username")) and user.text.endswith("@mycdma.cn"):
        message = f"{user.text} is the login of China Telecom's CDMA network"
        draft.mistake("apn-auth", user.line, message, "delete user and password, or write those of the SIM's operator")
    if "noauth" not in words:
        message = "without noauth pppd may want the network to prove who it is, which no network does"
        draft.mistake("dial-script", first, message, "add noauth")
    if not words & {"defaultroute", "replacedefaultroute", "nodefaultroute"}:
        message = "without defaultroute nothing is sent through this connection"
        draft.mistake("route-metric", first, message, "add defaultroute; a profile does so by itself")
    if "usepeerdns" not in words:
        draft.mistake("dns", first, "without usepeerdns no name is found through this connection", "add usepeerdns")
