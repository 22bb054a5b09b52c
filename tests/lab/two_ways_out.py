"""A house's Ethernet and an operator's network, with one web server that is reached by either, in both families."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.lab.lab import Lab

SERVER, SERVER_IPV6 = "203.0.113.1", "2001:db8::1"
_SERVERS = {SERVER: f"{SERVER}/32", SERVER_IPV6: f"{SERVER_IPV6}/128"}
NAME = "online.example"
"""The server's, in either family."""

ETHERNET = """\
[connection]
id=house
uuid=0f0b1e5c-94c1-4e0a-8f0e-4d6c1d0a7d11
type=ethernet
interface-name=eth0

[ipv4]
method=manual
address1=192.168.7.2/24,192.168.7.1

[ipv6]
method=manual
address1=2001:db8:7::2/64,2001:db8:7::1
"""

_PPPD = f"""\
#!/usr/bin/python3
import os, subprocess, sys
sys.path.insert(0, {str(Path(__file__).parents[2])!r})
import tests.lab.pppd as pppd

def ip(*words, inside=()):
    subprocess.run([*inside, "ip", *words], check=True)

def make_link():
    operator = ("nsenter", "--net=/run/netns/operator")
    ip("link", "add", "ppp0", "type", "veth", "peer", "name", "tower", "netns", "operator")
    ip("address", "add", "10.64.64.1/32", "dev", "tower", inside=operator)
    ip("link", "set", "tower", "addrgenmode", "none", "up", inside=operator)
    ip("route", "add", "10.64.64.2", "dev", "tower", inside=operator)
    for address in ("fe80::1/64", "2001:db8:64::1/64"):
        ip("address", "add", address, "dev", "tower", "nodad", inside=operator)
    subprocess.Popen([*operator, "/usr/bin/python3", "/run/lab/advertise"])
    return os.pipe()[0], "ppp0"

def configs():
    # Interface identifiers, as IPv6CP negotiates them.
    ours, peers = (int.from_bytes(number.to_bytes(8, "big"), sys.byteorder) for number in (2, 1))
    return ip4() | {{"SetIp6Config": {{"our-iid": pppd.Variant("t", ours), "peer-iid": pppd.Variant("t", peers)}}}}

ip4, pppd._configs = pppd._configs, configs
pppd._make_link = make_link
sys.exit(pppd.main(sys.argv))
"""
_WEB = """\
import socket
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

class Page(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"NetworkManager is online\\n")

class Server(ThreadingHTTPServer):
    address_family = socket.AF_INET6

Server(("::", 80), Page).serve_forever()
"""
_ADVERTISE = """\
# Router advertisements (RFC 4861, 4.2): hop limit 64, a router for half an hour, and a prefix to make addresses of.
import socket, struct, time

prefix = socket.inet_pton(socket.AF_INET6, "2001:db8:64::")
message = struct.pack("!BBHBBHII", 134, 0, 0, 64, 0, 1800, 0, 0)
message += struct.pack("!BBBBIII", 3, 4, 64, 0xC0, 86400, 14400, 0) + prefix
sending = socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6)
sending.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_HOPS, 255)
index = socket.if_nametoindex("tower")
while True:
    try:
        sending.sendto(message, ("ff02::1", 0, 0, index))
    except OSError:
        # It has no address yet, or the call has ended.
        pass
    time.sleep(0.5)
"""


def build(lab: Lab) -> None:
    """Both networks are up; Ethernet's profile is there, and a modem's calls end in the operator's network."""
    for name, text in (("pppd", _PPPD), ("web", _WEB), ("advertise", _ADVERTISE)):
        lab.path(f"/run/lab/{name}").write_text(text)
        lab.path(f"/run/lab/{name}").chmod(0o755)
    lab.run(["mount", "--bind", "/run/lab/pppd", "/usr/sbin/pppd"])
    for network in ("house", "operator"):
        lab.run(["ip", "netns", "add", network])
        _in(lab, network, "ip", "link", "set", "lo", "up")
        for each in _SERVERS:
            _in(lab, network, "ip", "address", "add", each, "dev", "lo")
        lab.spawn([*_inside(network), "/usr/bin/python3", "/run/lab/web"])
    lab.run(["ip", "link", "add", "eth0", "type", "veth", "peer", "name", "port", "netns", "house"])
    _in(lab, "house", "ip", "address", "add", "192.168.7.1/24", "dev", "port")
    _in(lab, "house", "ip", "address", "add", "2001:db8:7::1/64", "dev", "port", "nodad")
    _in(lab, "house", "ip", "link", "set", "port", "up")
    # A router, which says that there is no way.
    for forwarding in ("ipv4/ip_forward", "ipv6/conf/all/forwarding"):
        _in(lab, "house", "sh", "-c", f"echo 1 >/proc/sys/net/{forwarding}")
    lab.path("/etc/hosts").write_text(f"{SERVER} {NAME}\n{SERVER_IPV6} {NAME}\n")
    lab.networkmanager.add_keyfile("house.nmconnection", ETHERNET)
    lab.run(["nmcli", "connection", "reload"])


def cut_the_houses_line(lab: Lab, families: Sequence[str] = (SERVER, SERVER_IPV6)) -> None:
    """Its router stays, and says that there is no way to the server."""
    for each in families:
        _in(lab, "house", "ip", "address", "delete", _SERVERS[each], "dev", "lo")


def mend_the_houses_line(lab: Lab, families: Sequence[str] = (SERVER, SERVER_IPV6)) -> None:
    for each in families:
        _in(lab, "house", "ip", "address", "add", _SERVERS[each], "dev", "lo")


def silence_the_operator(lab: Lab, families: Sequence[str]) -> None:
    """It has the call, and drops what is sent to the server."""
    for each in families:
        _in(lab, "operator", "ip", "address", "delete", _SERVERS[each], "dev", "lo")


def have_the_operator_answer(lab: Lab, families: Sequence[str]) -> None:
    for each in families:
        _in(lab, "operator", "ip", "address", "add", _SERVERS[each], "dev", "lo")


def way_out(lab: Lab, server: str = SERVER) -> str:
    """The interface that a packet to the server takes; empty where there is none."""
    words = lab.run(["ip", "route", "get", server], check=False).stdout.split()
    return words[words.index("dev") + 1] if "dev" in words else ""


def metric(lab: Lab, interface: str, family: str = "-4") -> str:
    """Of its default route; empty where it has none."""
    words = lab.run(["ip", family, "route", "show", "default", "dev", interface], check=False).stdout.split()
    return words[words.index("metric") + 1] if "metric" in words else ""


def _inside(network: str) -> tuple[str, ...]:
    """`ip -n` would mount a /sys of its own, which not every container lets it."""
    return ("nsenter", f"--net=/run/netns/{network}")


def _in(lab: Lab, network: str, *argv: str) -> None:
    lab.run([*_inside(network), *argv])
