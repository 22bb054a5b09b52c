"""NetworkManager in the lab: the real one, with files of its own."""

from __future__ import annotations

from tests.lab.daemon import Daemon

# It leaves alone what the namespace shares with the host: /etc/resolv.conf and real interfaces' defaults.
CONFIG = """\
[main]
plugins=keyfile
auth-polkit=false
dns=none
hostname-mode=none
no-auto-default=*

[connectivity]
enabled=false

[logging]
level=INFO
"""


class NetworkManager(Daemon):
    argv = ("NetworkManager", "--debug")
    bus_name = "org.freedesktop.NetworkManager"

    def start(self) -> None:
        self._namespace.path("/etc/NetworkManager/NetworkManager.conf").write_text(CONFIG)
        super().start()
