"""Ours or not, and changed since or not, as the [user] section tells it."""

from __future__ import annotations

import pytest

from nm_cellular import keyfile, ownership
from nm_cellular.plan import Wanted

from . import pipeline

RICH = """\
[home]
apn = internet
username = joe
password = p;a\\s "x" é
dns = 1.1.1.1 2606:4700:4700::1111
metered = yes
metric = 50
roaming = no
priority = 7
ipv6.ip6-privacy = 2
ipv6.addr-gen-mode = stable-privacy
connection.permissions = user:joe
connection.zone = home
serial.baud = 115200
ppp.refuse-chap = yes
ipv4.routes = 10.0.0.0/8 10.0.0.1 7
"""


@pytest.fixture
def ours() -> Wanted:
    return pipeline.profile(RICH)


def saved_by_networkmanager(text: str) -> keyfile.Keyfile:
    pipeline.needs_libnm()
    from .. import oracle

    return keyfile.parse(oracle.write(text))


def test_a_profile_of_ours_tells_its_source(ours: Wanted) -> None:
    assert ownership.source(keyfile.parse(ours.text)) == f"{pipeline.CONF}#home"
    assert ownership.source(keyfile.parse("[connection]\nid=x\n[user]\na.b=c\n")) is None
    assert ownership.source(keyfile.Keyfile()) is None


def test_what_was_written_is_unchanged(ours: Wanted) -> None:
    assert not ownership.is_changed(keyfile.parse(ours.text))


def test_networkmanager_saving_it_again_is_no_change(ours: Wanted) -> None:
    """It reorders, respells and leaves defaults out."""
    saved = saved_by_networkmanager(ours.text)
    assert saved.sections != keyfile.parse(ours.text).sections
    assert not ownership.is_changed(saved)
    assert ownership.digest(saved) == ownership.digest(ours.keyfile)


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("apn=internet", "apn=other"),
        ("autoconnect=true", "autoconnect=false"),
        ("autoconnect-retries=1", "autoconnect-retries=0"),
        ("route-metric=50", "route-metric=51"),
        ("id=home", "id=away"),
        ("zone=home\n", ""),
        ("[serial]", "[serial]\nbits=7"),
        ("[user]", "[user]\na.b=c"),
        ("#home", "#other"),
    ],
)
def test_another_value_is_a_change(ours: Wanted, was: str, now: str) -> None:
    assert was in ours.text
    changed = keyfile.parse(ours.text.replace(was, now, 1))
    assert ownership.is_changed(changed)


def test_another_secret_is_a_change_for_who_has_the_key(ours: Wanted) -> None:
    text = ours.text.partition("nm-cellular.source")[0]
    sealed, _ = ownership.marked(text, keyfile.parse(text), "here", b"key")
    changed = keyfile.parse(sealed.replace("password=", "password=x", 1))
    assert not ownership.is_changed(keyfile.parse(sealed), b"key")
    assert ownership.is_changed(changed, b"key")
    assert not ownership.is_changed(changed)
    assert not ownership.is_changed(changed, b"another key")
    assert not ownership.same(changed, keyfile.parse(sealed))


def test_what_is_marked_is_what_its_text_says(ours: Wanted) -> None:
    for text in ("[connection]\nid=a\n", "[gsm]\npin=1234\n[user]\na.b=c\n", "[user]\na.b=c\n\n[gsm]\npin=1\n\n\n"):
        made, content = ownership.marked(text, keyfile.parse(text), "a b \\ c", b"key")
        assert keyfile.parse(made).sections == content.sections
        assert not ownership.is_changed(content, b"key")


def test_no_secret_goes_into_the_digest(ours: Wanted) -> None:
    """Everybody can read it over D-Bus, and try all short passwords."""
    other = ours.text.replace("password=", "password=x")
    assert other != ours.text
    assert ownership.digest(keyfile.parse(other)) == ownership.digest(ours.keyfile)


def test_order_comments_and_defaults_are_no_change(ours: Wanted) -> None:
    head, _, rest = ours.text.partition("\n[ipv4]\n")
    without_default = head.replace("autoconnect=true\n", "")
    text = f"# mine\n[ipv4]\nmay-fail=true\n{rest}\n\n{without_default}\n"
    assert not ownership.is_changed(keyfile.parse(text))


def test_a_lost_digest_is_a_change(ours: Wanted) -> None:
    assert ownership.is_changed(keyfile.parse(ours.text.rpartition("nm-cellular.digest")[0]))


def test_data_of_the_users_stays_beside_ours() -> None:
    found = pipeline.profile("[home]\napn = a\nuser.example.colour = blue\n").keyfile.sections["user"]
    assert list(found) == ["example.colour", "nm-cellular.source", "nm-cellular.uuid", "nm-cellular.digest"]


def test_our_keys_are_ours() -> None:
    assert ownership.is_reserved("user", "nm-cellular.source")
    assert not ownership.is_reserved("user", "example.colour")
    assert not ownership.is_reserved("gsm", "nm-cellular.source")
