"""A house's Ethernet and an operator's network, with one web server that is reached by either."""

from __future__ import annotations

from pathlib import Path

from tests.lab.lab import Lab

SERVER = "203.0.113.1"
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
method=disabled
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
    ip("link", "set", "tower", "up", inside=operator)
    ip("route", "add", "10.64.64.2", "dev", "tower", inside=operator)
    return os.pipe()[0], "ppp0"

pppd._make_link = make_link
sys.exit(pppd.main(sys.argv))
"""
_WEB = f"""\
from http.server import BaseHTTPRequestHandler, HTTPServer

class Page(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"NetworkManager is online\\n")

HTTPServer(("{SERVER}", 80), Page).serve_forever()
"""


def build(lab: Lab) -> None:
    """Both networks are up; Ethernet's profile is there, and a modem's calls end in the operator's network."""
    for name, text in (("pppd", _PPPD), ("web", _WEB)):
        lab.path(f"/run/lab/{name}").write_text(text)
        lab.path(f"/run/lab/{name}").chmod(0o755)
    lab.run(["mount", "--bind", "/run/lab/pppd", "/usr/sbin/pppd"])
    for network in ("house", "operator"):
        lab.run(["ip", "netns", "add", network])
        _in(lab, network, "ip", "link", "set", "lo", "up")
        _in(lab, network, "ip", "address", "add", f"{SERVER}/32", "dev", "lo")
        lab.spawn([*_inside(network), "/usr/bin/python3", "/run/lab/web"])
    lab.run(["ip", "link", "add", "eth0", "type", "veth", "peer", "name", "port", "netns", "house"])
    _in(lab, "house", "ip", "address", "add", "192.168.7.1/24", "dev", "port")
    _in(lab, "house", "ip", "link", "set", "port", "up")
    _in(lab, "house", "sh", "-c", "echo 1 >/proc/sys/net/ipv4/ip_forward")
    lab.networkmanager.add_keyfile("house.nmconnection", ETHERNET)
    lab.run(["nmcli", "connection", "reload"])


def cut_the_houses_line(lab: Lab) -> None:
    """Its router stays, and says that there is no way to the server."""
    _in(lab, "house", "ip", "address", "delete", f"{SERVER}/32", "dev", "lo")


def mend_the_houses_line(lab: Lab) -> None:
    _in(lab, "house", "ip", "address", "add", f"{SERVER}/32", "dev", "lo")


def way_out(lab: Lab) -> str:
    """The interface that a packet to the server takes; empty where there is none."""
    words = lab.run(["ip", "route", "get", SERVER], check=False).stdout.split()
    return words[words.index("dev") + 1] if "dev" in words else ""


def metric(lab: Lab, interface: str) -> str:
    """Of its default route; empty where it has none."""
    words = lab.run(["ip", "route", "show", "default", "dev", interface], check=False).stdout.split()
    return words[words.index("metric") + 1] if "metric" in words else ""


def _inside(network: str) -> tuple[str, ...]:
    """`ip -n` would mount a /sys of its own, which not every container lets it."""
    return ("nsenter", f"--net=/run/netns/{network}")


def _in(lab: Lab, network: str, *argv: str) -> None:
    lab.run([*_inside(network), *argv])
