"""Evidence that is saved, redacted, and loaded elsewhere."""

from __future__ import annotations

import json

import pytest

from nm_cellular.doctor import redaction, saving
from nm_cellular.doctor.evidence import Evidence, Unavailable
from nm_cellular.doctor.facts import Fact
from nm_cellular.doctor.facts.message import Message
from nm_cellular.doctor.facts.modem import BearerReport, ModemReport
from nm_cellular.doctor.facts.network import Ping
from nm_cellular.doctor.facts.usb import UsbDevice, UsbInterface
from nm_cellular.doctor.source import Source
from nm_cellular.errors import CommandError

SEEN = Source("/home/somebody/log.txt", 7, "a line")
BEARER = BearerReport(connected=True, apn="internet", addresses=("10.0.0.2/30",), mtu=1500)
FACTS: tuple[Fact, ...] = (
    Message(SEEN, "kernel", "usb 1-1: new high-speed USB device", 13.25),
    Message(SEEN, "pppd", "Connect: ppp0 <--> /dev/ttyUSB3"),
    UsbDevice(
        SEEN, "2c7c:0125", "1-1.3", interfaces=(UsbInterface(0, 255, driver="option"), UsbInterface(4, driver=""))
    ),
    ModemReport(SEEN, "mmcli", retries=(("sim-pin", 3),), signal=0, bearers=(BEARER,), technologies=("lte",)),
)


def written(evidence: Evidence) -> str:
    return json.dumps(saving.as_document(evidence))


def test_what_is_loaded_is_what_was_saved() -> None:
    evidence = Evidence(FACTS, {"Profile": Unavailable("only root may read the profiles")}, live=True)
    assert saving.from_text(written(evidence), "x.json") == evidence


def test_every_kind_of_fact_can_be_loaded() -> None:
    assert {"Message", "UsbDevice", "ModemReport", "Route", "KernelOption", "AtExchange"} <= set(saving.kinds())
    assert all(issubclass(kind, Fact) for kind in saving.kinds().values())


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "[]",
            "{}",
            "null",
            "[" * 100_000,
            '{"format": "nm-cellular evidence 9", "facts": [], "unavailable": {}}',
        ),
        *(
            json.dumps({"format": saving.FORMAT, "facts": [fact], "unavailable": {}})
            for fact in (
                {},
                {"fact": "Nonsense"},
                {"fact": "Ping"},
                {"fact": "Ping", "source": 7, "target": "x"},
                {"fact": "Ping", "source": {"origin": "x", "line": 1, "text": ""}, "target": 7},
                {"fact": "Ping", "source": {"origin": "x", "line": 1, "text": ""}, "target": "x", "other": 1},
                {"fact": "UsbDevice", "source": {"origin": "x", "line": 1, "text": ""}, "id": "x", "interfaces": [[]]},
            )
        ),
    ],
)
def test_what_is_no_evidence_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(CommandError, match=r"x\.json holds no evidence") as refused:
        saving.from_text(text, "x.json")
    assert "--save" in refused.value.hint


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("imei: 867698041234567", "867698041234567"),
        ("| iccid: 8939880000001234567F", "8939880000001234567"),
        ("own: +447700900123", "447700900123"),
        ("AT+CPIN=1234", "1234"),
        ("password=s3cret;x", "s3cret"),
        ('psk: "hunter two"', "hunter"),
        ("mmcli -i 0 --pin=4321", "4321"),
        ("rcvd [PAP AuthReq id=0x1 user=somebody@carrier password=<hidden>]", "somebody"),
        ('AT+CGAUTH=1,1,"someuser","somepass"', "somepass"),
        ("inet 203.0.114.9/32 scope global", "203.0.114.9"),
        ("inet6 2a01:598:1:2::9/64", "2a01:598:1:2::9"),
        ("sam@bigboard:~ $ mmcli -m 0", "bigboard"),
        ("Jun 26 01:05:24 bigboard pppd[547]: started", "bigboard"),
        ("usb0: MAC 66:b2:98:18:e1:20", "18:e1:20"),
    ],
)
def test_what_says_who_somebody_is_goes(text: str, hidden: str) -> None:
    evidence = Evidence((Message(Source("x", 1, text), "pppd", text),))
    assert hidden in text
    assert hidden not in written(redaction.redacted(evidence))


@pytest.mark.parametrize(
    "text",
    [
        "55534243123456780000000000000011062000000101000100000000000000",
        "[   13.058396] usb 1-1.3: new high-speed USB device number 3 using xhci_hcd",
        "EC25EFAR06A11M4G_01.001.01.001",
        "PING 8.8.8.8 (8.8.8.8) from 192.168.0.178 wwan0",
        "inet 10.64.3.2/30, 100.72.1.2, fe80::1, 169.254.1.1",
        "<info>  [1624684512.1234] manager: NetworkManager state is now CONNECTED_GLOBAL",
        '+CGDCONT: 1,"IP","ltedata.apn","0.0.0.0",0,0,0,0',
    ],
)
def test_what_findings_are_made_of_stays(text: str) -> None:
    evidence = Evidence((Message(Source("x", 1, text), "pppd", text),))
    assert redaction.redacted(evidence) == evidence


def test_one_address_has_one_replacement_wherever_it_stands() -> None:
    ping = Ping(Source("x", 1, "from 203.0.114.9"), "203.0.114.9", 4)
    [redacted] = redaction.redacted(Evidence((ping,))).of(Ping)
    assert redacted.source.text == f"from {redacted.target}"
    assert redacted.target == "192.0.2.1"


def test_where_a_file_lies_is_nobodys_business() -> None:
    [fact] = redaction.redacted(Evidence(FACTS[:1])).facts
    assert fact.source.where == "log.txt:7"
