"""NetworkManager in the lab: the real one, with directories of its own."""

from __future__ import annotations

from tests.lab.bus import BusError
from tests.lab.daemon import Daemon

KEYFILES = "/etc/NetworkManager/system-connections"

# dns and hostname-mode keep it from the host's resolv.conf.
_CONFIG = """\
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
        self._namespace.path("/etc/NetworkManager/NetworkManager.conf").write_text(_CONFIG)
        super().start()

    def add_keyfile(self, name: str, text: str, *, mode: int = 0o600) -> str:
        """Write a profile and say its path inside; NetworkManager does not see it until it is told to."""
        path = f"{KEYFILES}/{name}"
        keyfile = self._namespace.path(path)
        keyfile.write_text(text)
        keyfile.chmod(mode)
        return path

    def _is_ready(self) -> bool:
        """It takes its name before it reads the profiles, and answers for its objects only afterwards."""
        path, interface = "/org/freedesktop/NetworkManager", "org.freedesktop.DBus.Properties"
        try:
            self._bus.call(self.bus_name, path, f"{interface}.Get", "ss", self.bus_name, "Version")
        except BusError:
            return False
        return True
