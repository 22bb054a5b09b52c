"""Nothing that says who somebody is gets into what is saved or reported, however a tool, a file or a person puts it."""

from __future__ import annotations

import json
import os
from ipaddress import IPv6Address
from string import ascii_letters, digits

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from nm_cellular.doctor import page, plain, reading, redaction, saving
from nm_cellular.doctor.diagnosing import diagnose
from tests.doctor.test_logs import ALL

NUMBERS = (
    "imei: {}",
    "  3GPP     |         imei: {}",
    "  Hardware | equipment id: {}",
    "My IMEI is {}.",
    "IMEI:{}, thank you",
    "modem.3gpp.imei                                : {}",
    '"imei" : "{}",',
    "usb 1-1.2: SerialNumber: {}",
    "/dev/serial/by-id/usb-SimTech_{}-if02-port0",
    '+CUSD: 0,"Your number is {}",15',
    "E: ID_SERIAL=Quectel_EC25_{}",
    "AT+CGSN\n{}\n\nOK",
    "AT+CIMI\n{}\nOK",
    "+ICCID: {}",
    "+QCCID: {}F",
    'AT+CCID\n\n+CCID: "{}"\n\nOK',
    "Properties |              imsi: {}",
    "ModemManager[1]: <info>  [modem0] SIM IMSI is {}",
    "[/dev/cdc-wdm0] UIM IMSI retrieved: '{}'",
    "\tIMEI: '{}'",
    "[04-05_10:00:00:000] requestGetIMSI: IMSI: {}",
    "<debug> [ttyUSB2/at] <-- '<CR><LF>{}<CR><LF><CR><LF>OK<CR><LF>'",
    "/var/log/modem-{}.log: no such file",
    "Jan  1 00:00:00 box kernel: usb 1-1: SerialNumber: {}",
)
TELEPHONES = (
    "  Numbers  |          own: {}",
    '+CNUM: "","{}",145',
    "call me at {}",
    "own numbers: '{}'",
    "modem.generic.own-numbers.value[1] : {}",
)
PHRASES = (
    "password={}",
    "password = {}",
    "  password = {}",
    "Password = {}",
    'password="{}"',
    "password='{}'",
    '  password: "{}",',
    'password => "{}"',
    "nmcli connection modify lte gsm.password '{}'",
    "nmcli con add type gsm con-name x ifname '*' apn internet user me password '{}'",
    "nmcli device wifi connect Home password '{}'",
    'mmcli -m 0 --simple-connect="apn=internet,user=me,password={}"',
    "qmicli -d /dev/cdc-wdm0 --wds-start-network=\"apn='internet',username='me',password='{}'\"",
    'uqmi -d /dev/cdc-wdm0 --start-network internet --username me --password "{}"',
    "pppd call provider user me password '{}' ttyUSB0",
    '/usr/sbin/pppd nodetach user me password "{}" debug',
    'me * "{}" *',
    '"me" * "{}"',
    'name "{}"',
    "psk={}",
    'psk="{}"',
    "APN_PASS='{}'",
    'AT+CGAUTH=1,1,"me","{}"',
    'AT+CGAUTH=1,2,"{}","me"',
    'AT+QICSGP=1,3,"internet","me","{}",1',
    'AT^AUTHDATA=1,1,"","{}","me"',
    'AT$QCPDPP=1,1,"{}","me"',
    'AT#PDPAUTH=1,1,"me","{}"',
    'AT+CSTT="internet","me","{}"',
    'AT+SAPBR=3,1,"PWD","{}"',
    'sent [PAP AuthReq id=0x1 user="{}" password=<hidden>]',
    'sent [CHAP Response id=0x1 <0a0b0c>, name = "{}"]',
    "option password '{}'",
    "cellular.conf:4: password = {}",
    "[connection]\ntype=gsm\nid=x\n[gsm]\napn=internet\nusername=me\npassword={}",
)
"""Where a password may have blanks."""

WORDS = (
    "gsm.password:                           {}",
    "user {}",
    "wifi-sec.psk {}",
    "./quectel-CM -s internet me {} chap",
    "1204 ?        S      0:00 /usr/sbin/pppd nodetach user me password {} debug",
    "1169 pts/0    Sl+    0:01 ./quectel-CM -s internet me {} chap",
)
PINS = (
    "AT+CPIN={}",
    'AT+CPIN="{}"',
    'AT+CPIN="12345678","{}"',
    'AT+CLCK="SC",0,"{}"',
    'AT+CPWD="SC","0000","{}"',
    "pin={}",
    "pin = {}",
    "gsm.pin: {}",
    "mmcli -i 0 --pin={}",
    "mmcli -i 0 --puk=12345678 --pin={}",
    "qmicli --uim-verify-pin=PIN1,{}",
    "uqmi --verify-pin1 {}",
    "<debug> [ttyUSB2/at] --> 'AT+CPIN=\"{}\"<CR>'",
    "SIM_PIN='{}'",
    "option pincode {}",
    "nmcli connection add type gsm con-name x apn internet password secret pin {}",
    "./quectel-CM -s internet -p {}",
)
ADDRESSES = (
    "inet {} scope global wwan0",
    "inet6 {}/64 scope global",
    "    IPv4 address: {}",
    "My address is {}.",
    "nameserver {}",
    "dns:{}",
    "dest=[{}]:443",
    "local  IP address {}",
    "ping {}",
    "PING {} ({}): 56 data bytes",
    "64 bytes from {}: icmp_seq=1 ttl=55 time=40.2 ms",
    "default via {} dev wwan0 proto static metric 700",
    "inet addr:{}  P-t-P:10.64.64.64  Mask:255.255.255.255",
    "IP4.ADDRESS[1]: {}/30",
    "udhcpc: lease of {} obtained, lease time 7200",
    "x={},y",
    "({})",
)
HOSTS = (
    "sam@{}:~ $ mmcli -L",
    "[sam@{} ~]$ lsusb",
    "Jun 26 01:05:24 {} pppd[547]: Connect: ppp0 <--> /dev/ttyUSB3",
    "2024-02-11T08:00:01+0100 {} kernel: usb 1-1.3: USB disconnect, device number 5",
    "[   12.345678] {} NetworkManager[412]: <info>  [1700000000.1] device (cdc-wdm0): state change",
    "[   12.345678] {} kernel: usb 1-1.2: USB disconnect, device number 4",
    "Linux {} 6.1.0-13-arm64 #1 SMP",
    "Static hostname: {}",
    'NetworkManager[1]: <info> [1700000000.1] hostname: hostname changed from (none) to "{}"',
)
NETWORKS = (
    "NetworkManager[1]: <info>  [1700000000.1] device (wlan0): Activation: starting connection '{}' (1b2c)",
    "NetworkManager[1]: <info>  [1.1] device (wlp2s0): Activation: (wifi) access point '{}' has security",
    "NetworkManager[1]: <info>  [1700000000.1] Config: added 'ssid' value '{}'",
    "wpa_supplicant[1]: wlan0: Trying to associate with 02:00:00:00:00:01 (SSID='{}' freq=2412 MHz)",
    "ssid={}",
    "{}  1f7c0c0a-3b61-4a0e-8f43-7c5df2b5a7b2  wifi  wlan0",
    "wlan0  wifi  connected  {}",
    "[connection]\nid={}\ntype=wifi\n[wifi]\nmode=infrastructure",
)
USERS = (
    "{}@bigboard:~ $ mmcli -L",
    "/home/{}/dial.sh: line 4: pppd: not found",
    "mail me: {}@example.org",
    "Jan  1 00:00:00 box sshd[811]: Accepted publickey for {} from 192.168.0.4 port 50022 ssh2",
    "Jan  1 00:00:00 box systemd-logind[400]: New session 3 of user {}.",
    "Jan  1 00:00:00 box sudo[900]:      {} : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/usr/bin/mmcli -L",
    "Jan  1 00:00:00 box sudo[900]: pam_unix(sudo:session): session opened for user root(uid=0) by {}(uid=1000)",
)
PLACES = (
    '+CREG: 2,1,"{}","{}",7',
    '+CEREG: 2,5,"{}","{}",7',
    "+CPSI: LTE,Online,262-01,0x{},{},257,EUTRAN-BAND3,1300,5,5,-95,-1050,-745,17",
    '+QENG: "servingcell","NOCONN","LTE","FDD",262,01,{},257,1300,3,5,5,A2B3,-95,-8,-66,17,-',
    "3GPP | location area code: {}",
    "     | cell id: {}",
)
IN_DECIMALS = ('+CGCONTRDP: 1,5,"internet","{}.255.255.255.252"', '+CGCONTRDP: 1,5,"internet","{}.0.0.0.0"')


def told(line: str, log: str = "") -> str:
    """All that gets out of it: as JSON, as a page, as text."""
    evidence = redaction.redacted(reading.read([("log.txt", f"{log}\n{line}\n")]))
    diagnosis = diagnose(evidence)
    saved = json.dumps(saving.as_document(evidence), ensure_ascii=False)
    shown = "\n".join(plain.lines(diagnosis, evidence, plain.Style(verbose=True, width=10_000)))
    return f"{saved}\n{page.words(diagnosis, evidence)}\n{shown}"


def filled(form: str, secret: str) -> str:
    return form.replace("{}", secret)


_EXAMPLES = int(os.environ.get("NM_CELLULAR_EXAMPLES", "8"))
_KEEP = settings(
    max_examples=_EXAMPLES, deadline=None, derandomize=_EXAMPLES < 10, suppress_health_check=[HealthCheck.too_slow]
)

_CONTEXT = st.sampled_from(ALL).map(lambda log: log.read_text())
_WORD = st.text(f"{ascii_letters}{digits}!#%&()*+-./:?@^_~", min_size=4, max_size=12).map(lambda text: f"zQ{text}7")


def _number(sizes: tuple[int, ...]) -> st.SearchStrategy[str]:
    return st.sampled_from(sizes).flatmap(lambda size: st.text(digits, min_size=size, max_size=size))


@pytest.mark.parametrize("form", NUMBERS)
@_KEEP
@given(_number((14, 15, 18, 19, 20)), _CONTEXT)
def test_numbers_of_devices_and_cards(form: str, number: str, log: str) -> None:
    assume(number not in log)  # messages for sticks have many noughts
    assert number not in told(filled(form, number), log)


@pytest.mark.parametrize("form", TELEPHONES)
@_KEEP
@given(_number((9, 10, 11)))
def test_telephone_numbers(form: str, number: str) -> None:
    assert number not in told(filled(form, f"+4{number}"))


@pytest.mark.parametrize("form", PHRASES)
@_KEEP
@given(st.lists(_WORD, min_size=1, max_size=3), _CONTEXT)
def test_passwords_with_blanks(form: str, words: list[str], log: str) -> None:
    shown = told(filled(form, " ".join(words)), log)
    assert not [word for word in words if word in shown]


@pytest.mark.parametrize("form", WORDS)
@_KEEP
@given(_WORD, _CONTEXT)
def test_passwords_and_user_names(form: str, password: str, log: str) -> None:
    assert password not in told(filled(form, password), log)


@pytest.mark.parametrize("form", PINS)
@_KEEP
@given(_number((4, 8)).filter(lambda pin: len(set(pin)) > 2))
def test_pins(form: str, pin: str) -> None:
    assert pin not in told(filled(form, pin))


@pytest.mark.parametrize("form", ADDRESSES)
@_KEEP
@given(st.ip_addresses().filter(lambda address: address.is_global))
def test_public_addresses(form: str, address: object) -> None:
    assert str(address) not in told(filled(form, str(address)))


@pytest.mark.parametrize("form", IN_DECIMALS)
@_KEEP
@given(st.ip_addresses(v=4).filter(lambda address: address.is_global))
def test_public_addresses_with_their_masks(form: str, address: object) -> None:
    assert str(address) not in told(filled(form, str(address)))


@_KEEP
@given(st.ip_addresses(v=6).filter(lambda address: address.is_global))
def test_addresses_of_ipv6_in_decimal_numbers(address: IPv6Address) -> None:
    numbers = ".".join(map(str, address.packed))
    assert numbers not in told(f'+CGPADDR: 1,"{numbers}"')


@_KEEP
@given(st.ip_addresses(v=4).filter(lambda address: address.is_global))
def test_addresses_in_the_names_of_hosts(address: object) -> None:
    dashed = str(address).replace(".", "-")
    assert dashed not in told(f"64 bytes from {dashed}.cust.example.net: icmp_seq=1 ttl=55 time=40.2 ms")


@pytest.mark.parametrize("form", PLACES)
@_KEEP
@given(st.text("123456789", min_size=6, max_size=8))
def test_cells_that_tell_a_place(form: str, cell: str) -> None:
    assert cell not in told(filled(form, cell))


@pytest.mark.parametrize("form", HOSTS)
@_KEEP
@given(st.text(ascii_letters.lower(), min_size=5, max_size=12).map(lambda text: f"z{text}q"), _CONTEXT)
def test_names_of_hosts(form: str, host: str, log: str) -> None:
    assert host not in told(filled(form, host), log)


@pytest.mark.parametrize("form", NETWORKS)
@_KEEP
@given(_WORD)
def test_names_of_wireless_networks(form: str, name: str) -> None:
    assert name not in told(filled(form, name))


@pytest.mark.parametrize("form", USERS)
@_KEEP
@given(st.text(ascii_letters.lower(), min_size=5, max_size=12).map(lambda text: f"z{text}q"))
@example("samantha")
def test_names_of_users(form: str, user: str) -> None:
    assert user not in told(filled(form, user))
