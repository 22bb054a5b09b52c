"""What is read of dialers, NetworkManager and the network."""

from __future__ import annotations

from typing import TypeVar

import pytest

from nm_cellular.doctor import reading
from nm_cellular.doctor.facts import Fact
from nm_cellular.doctor.facts.dialing import ChatStep, PppStep, Prose
from nm_cellular.doctor.facts.modem import Refusal
from nm_cellular.doctor.facts.network import (
    Fetch,
    Lease,
    Link,
    NameServers,
    NmDevice,
    NmPlugin,
    Ping,
    Profile,
    Route,
)
from nm_cellular.doctor.facts.system import Process, RadioSwitch, ServiceState

_Kind = TypeVar("_Kind", bound=Fact)


def facts(kind: type[_Kind], text: str) -> tuple[_Kind, ...]:
    return reading.read([("log", text)]).of(kind)


def the(kind: type[_Kind], text: str) -> _Kind:
    (only,) = facts(kind, text)
    return only


def test_chat_in_a_journal_and_on_a_terminal() -> None:
    journal = "Jun  1 10:00:00 pi chat[7]: send (ATD*99#^M)\nJun  1 10:00:01 pi chat[7]: Failed (NO CARRIER)\n"
    terminal = "send (ATD*99#^M)\nexpect (CONNECT)\nFailed (NO CARRIER)\n"
    assert [step.text for step in facts(ChatStep, journal)] == ["ATD*99#", "NO CARRIER"]
    assert [step.kind for step in facts(ChatStep, terminal)] == ["send", "expect", "failed"]


@pytest.mark.parametrize(
    ("line", "step"),
    [
        ("Couldn't open the /dev/ppp device: No such file or directory", "module-missing"),
        ("pppd: peer refused to authenticate: terminating link", "peer-must-authenticate"),
        ("/usr/sbin/pppd: The remote system (3gppp) is required to authenticate itself", "peer-must-authenticate"),
        ("pppd: In file /etc/ppp/peers/x: unrecognized option 'noathu'", "unknown-option"),
        ("not replacing existing default route through eth0", "route-kept"),
        ("--> local  IP address 10.1.2.3", "address"),
        ("WvDial<*1>: Authentication (PAP) failed", "not-authenticated"),
    ],
)
def test_steps_of_pppd(line: str, step: str) -> None:
    assert the(PppStep, line).step == step


def test_a_table_of_nmcli_whose_columns_a_forum_collapsed() -> None:
    device = the(NmDevice, "ttyUSB0 gsm connecting (prepare) ttyUSB0")
    assert (device.name, device.type, device.state) == ("ttyUSB0", "gsm", "connecting (prepare)")


@pytest.mark.parametrize(
    ("line", "state"),
    [
        ("cdc-wdm0  gsm  nicht verwaltet  --", "unmanaged"),
        ("cdc-wdm0  gsm  connecté  sim", "connected"),
        ("cdc-wdm0:gsm:unmanaged:", "unmanaged"),
    ],
)
def test_nmcli_in_other_languages_and_terse(line: str, state: str) -> None:
    assert the(NmDevice, line).state == state


def test_nmcli_device_show() -> None:
    text = "GENERAL.DEVICE:  cdc-wdm0\nGENERAL.TYPE:  gsm\nGENERAL.STATE:  100 (connected)\nIP4.DNS[1]:  10.0.0.1\n"
    assert the(NmDevice, text).state == "connected"
    assert the(NameServers, text).addresses == ("10.0.0.1",)


def test_nmcli_connection_show() -> None:
    profile = the(Profile, "connection.id:  lte\nconnection.type:  gsm\ngsm.apn:  internet\ngsm.password:  <hidden>\n")
    assert profile.get("gsm", "apn") == "internet"


def test_the_switch_of_nmcli_radio() -> None:
    header = "WIFI-HW  WIFI     WWAN-HW  WWAN\n"
    assert the(RadioSwitch, header + "enabled  enabled  missing  disabled\n").soft_blocked


def test_networkmanagers_journal() -> None:
    head = "Jan 20 10:00:01 gw NetworkManager[600]: "
    insecure = (
        '<warn>  [17.1] keyfile: load: "/etc/NetworkManager/system-connections/x": failed to load connection: '
        "File permissions (100644) are insecure"
    )
    assert the(Profile, head + insecure).mode == 0o644
    state = "<info>  [17.1] device (cdc-wdm0): state change: prepare -> failed (reason 'gsm-apn-failed', sys: 'm')"
    assert the(NmDevice, head + state).reason == "gsm-apn-failed"
    plugin = "<warn>  [17.1] (cdc-wdm0) NetworkManager plugin for 'gsm' unavailable"
    assert the(NmPlugin, head + plugin) == NmPlugin(facts(NmPlugin, head + plugin)[0].source, "gsm", loaded=False)


def test_a_journal_line_that_a_terminal_broke() -> None:
    line = "Jan 20 10:00:01 gw NetworkManager[600]: <info>  [17.1] device (cdc-wdm0): state change: prepare -> "
    assert the(NmDevice, f"{line}\nfailed (reason 'no-secrets', sys-iface-state: 'managed')\n").reason == "no-secrets"


def test_quoted_lines() -> None:
    assert the(Lease, "> > udhcpc: lease of 10.1.1.1 obtained, lease time 7200").address == "10.1.1.1"


def test_links_of_ip_and_both_forms_of_ifconfig() -> None:
    ip = "4: wwan0: <POINTOPOINT,UP,LOWER_UP> mtu 1500 qdisc x state UNKNOWN\n    inet 10.1.1.2/30 scope global wwan0\n"
    new = "ppp0: flags=4305<UP,POINTOPOINT,RUNNING,NOARP>  mtu 1500\n        inet 10.1.1.2  netmask 255.255.255.255\n"
    old = "wwan0     Link encap:UNSPEC\n          inet addr:10.1.1.2  Mask:255.0.0.0\n          UP RUNNING MTU:1400\n"
    assert [the(Link, text).up for text in (ip, new, old)] == [True, True, True]
    assert [the(Link, text).addresses[0].partition("/")[0] for text in (ip, new, old)] == ["10.1.1.2"] * 3


def test_routes() -> None:
    text = "default via 10.0.0.1 dev eth0 proto dhcp metric 100 linkdown\n10.1.1.0/30 dev wwan0 scope link metric 700\n"
    first, second = facts(Route, text)
    assert (first.interface, first.metric, first.dead) == ("eth0", 100, True)
    assert (second.destination, second.metric) == ("10.1.1.0/30", 700)
    assert the(Route, "0.0.0.0  10.1.1.1  0.0.0.0  UG  700  0  0 wwan0").destination == "default"


def test_an_empty_resolv_conf_is_a_fact() -> None:
    assert the(NameServers, "$ cat /etc/resolv.conf\n# nobody wrote anything\n$ ls\n").addresses == ()


@pytest.mark.parametrize(
    "summary",
    [
        "3 packets transmitted, 1 received, 66% packet loss, time 2003ms",
        "3 packets transmitted, 1 packets received, 66% packet loss",
        "3 Pakete übertragen, 1 empfangen, 66% Paketverlust, Zeit 2003ms",
        "3 packets transmitted, 1 received, +2 errors, 66% packet loss, time 2003ms",
    ],
)
def test_what_a_ping_came_to(summary: str) -> None:
    ping = the(Ping, f"PING 8.8.8.8 (8.8.8.8) from 10.1.1.2 wwan0: 56(84) bytes of data.\n\n--- 8 ---\n{summary}\n")
    assert (ping.sent, ping.received, ping.interface, ping.family) == (3, 1, "wwan0", 4)


def test_a_ping_that_did_not_begin_has_what_its_command_line_says() -> None:
    ping = the(Ping, "$ ping -6 -I wwan0 2001:db8::1\nping: connect: Network is unreachable\n")
    assert (ping.family, ping.interface, ping.target, ping.received) == (6, "wwan0", "2001:db8::1", 0)


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("curl: (6) Could not resolve host: example.org", "name"),
        ("curl: (28) Operation timed out after 15001 milliseconds with 0 bytes received", "timeout"),
        ("wget: bad address 'example.org'", "name"),
        ("HTTP/1.1 200 OK", ""),
    ],
)
def test_what_a_fetch_came_to(line: str, kind: str) -> None:
    assert the(Fetch, line).kind == kind


@pytest.mark.parametrize(
    "line",
    [
        "root       742  0.0  0.2   7512  2244 ?        S    10:11   0:00 /usr/sbin/pppd call gprs",
        "root       742     1  0 09:12 ?        00:00:00 /usr/sbin/pppd call gprs",
        "  742 root      1216 S    pppd call gprs",
        "  742 ?        S      0:00 /usr/sbin/pppd call gprs",
        "           ├─742 /usr/sbin/pppd call gprs",
    ],
)
def test_forms_of_a_list_of_processes(line: str) -> None:
    process = the(Process, line)
    assert (process.pid, process.argv[0]) == (742, "pppd")


def test_who_has_a_port() -> None:
    lsof = the(Process, "ModemMana   588 root   14u   CHR  188,2      0t0  412 /dev/ttyUSB2")
    assert (lsof.argv, lsof.ports) == (("ModemManager",), ("/dev/ttyUSB2",))
    quectel = "/proc/702/fd/9 -> /dev/cdc-wdm0\n/proc/702/exe -> /usr/libexec/qmi-proxy\n"
    assert the(Process, quectel).ports == ("/dev/cdc-wdm0",)
    busy = the(Refusal, "minicom: cannot open /dev/ttyUSB2: Device or resource busy")
    assert busy.program == "minicom"


def test_a_search_for_a_process_is_no_process() -> None:
    assert facts(Process, "pi   1420  0.0  0.0   7452   620 pts/1    S+   10:12   0:00 grep pppd") == ()


def test_services() -> None:
    text = "● ModemManager.service - Modem Manager\n   Loaded: loaded (/x; disabled; preset: enabled)\n"
    service = the(ServiceState, text + "   Active: inactive (dead)\n")
    assert (service.unit, service.state, service.enabled) == ("ModemManager.service", "inactive", False)


def test_the_modes_of_profiles() -> None:
    listing = (
        "# ls -l /etc/NetworkManager/system-connections\n-rw-r--r-- 1 root root 301 Jan  4 10:00 lte.nmconnection\n"
    )
    profile = the(Profile, listing)
    assert (profile.path, profile.mode) == ("/etc/NetworkManager/system-connections/lte.nmconnection", 0o644)


def test_a_keyfile_keeps_no_secret() -> None:
    profile = the(Profile, "[connection]\nid=lte\ntype=gsm\n\n[gsm]\napn=internet\npassword=hush\npin=1234\n")
    assert "hush" not in str(profile)
    assert "1234" not in str(profile)


@pytest.mark.parametrize(
    ("line", "is_prose"),
    [
        ("I am not able to connect with this modem, what can I do?", True),
        ("Hallo, ich bekomme mit dem Stick keine Verbindung und weiß nicht weiter", True),
        ("ping: Warning: source address might be selected on device other than wwan0.", False),
        ("default via 192.168.1.1 dev eth0 proto dhcp metric 100", False),
        ("# The phone is not required to authenticate and the rest is the default", False),
    ],
)
def test_what_people_write(line: str, is_prose: bool) -> None:  # noqa: FBT001
    assert bool(facts(Prose, line)) is is_prose
