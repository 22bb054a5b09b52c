"""The recipes of real threads, as they stand there with the prose around them: each connection, and each complaint."""

from __future__ import annotations

from pathlib import Path

import pytest

from nm_cellular import formats, recipes
from nm_cellular.recipes import writing

SEEDS = Path(__file__).resolve().parents[3] / "shared/seeds"

pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="the threads are not beside this checkout")

CONF = {
    "000": "[ppp0]\napn =\n",
    "001": "[imovil.virginmobile.cl]\napn = imovil.virginmobile.cl\n\n"
    "[internet.easym2m.eu]\napn = internet.easym2m.eu\n",
    "002": "[ltemobile.apn]\napn = ltemobile.apn\n\n[ltedata.apn]\napn = ltedata.apn\n",
    "003": "[rasppp]\napn =\nusername = ctnet@mycdma.cn\npassword = vnet.mobi\n",
    "004": """\
[giffgaff Mobile Broadband]
apn = giffgaff.com
username = giffgaff
password = password
ipv6 = ignore
uuid = 3b8f359e-4df2-4997-99d8-04e15742d38f
serial.baud = 115200
ipv6.addr-gen-mode = stable-privacy

[Soracom]
apn = soracom.io
ipv6.addr-gen-mode = stable-privacy

[modeswitch 12d1:14fe]
modem = 12d1:1506
modem-by = MessageContent=55534243123456780000000000000011060000000000000000000000000000

[m2m-net.sa.t-mobile]
apn = m2m-net.sa.t-mobile

[modeswitch 12d1:15ca]
ethernet = 12d1:14dc
prefer = ethernet
ethernet-by = MessageContent=55534243123456780000000000000011063000000100010000000000000000
""",
}

MISTAKES = {
    "000": [(9, "apn-missing"), (90, "apn-missing")],
    "001": [(123, "apn-missing"), (169, "apn-wrong")],
    "002": [(5, "ip-type"), (7, "ip-type"), (135, "apn-wrong"), (158, "ip-type"), (159, "ip-type"),
            (222, "dial-script")],
    "003": [(122, "apn-auth"), (132, "dial-script"), (139, "dial-script"), (142, "dial-script"), (145, "apn-missing"),
            (147, "dial-number"), (149, "dial-script"), (156, "dial-script"), (158, "dial-script"),
            (160, "dial-script"), (182, "route-metric"), (183, "dns"), (184, "dns")],
    "004": [(99, "dial-number"), (100, "keyfile-invalid"), (120, "wrong-switch-message"), (147, "apn-auth"),
            (147, "apn-auth"), (147, "dial-script"), (154, "dial-number"), (158, "dial-script"),
            (181, "wrong-switch-message"), (261, "already-switched"), (261, "already-switched")],
}  # fmt: skip

LOST = {"003": [145], "004": [147, 158]}


def found_in(seed: str) -> tuple[recipes.Found, ...]:
    (path,) = SEEDS.glob(f"{seed}_*.txt")
    return recipes.find_all(path.read_text(), seed)


@pytest.mark.parametrize("seed", CONF)
def test_the_threads_recipes_become_one_cellular_conf(seed: str) -> None:
    text = writing.write([(seed, each) for each in found_in(seed)]).text()
    assert "".join(line for line in text.splitlines(keepends=True) if not line.startswith("#")) == CONF[seed]
    parsed = formats.parse("cellular.conf", text.encode())
    assert [problem for problem in parsed.problems if problem.is_error] == []


@pytest.mark.parametrize("seed", MISTAKES)
def test_every_mistake_is_named_with_its_line(seed: str) -> None:
    named = [(mistake.line, mistake.check) for found in found_in(seed) for mistake in found.mistakes]
    assert sorted(named) == MISTAKES[seed]


@pytest.mark.parametrize("seed", CONF)
def test_what_is_not_carried_over_is_said(seed: str) -> None:
    assert [lost.line for found in found_in(seed) for lost in found.lost] == LOST.get(seed, [])
