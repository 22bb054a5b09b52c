"""Every path that nm-cellular reads or writes, below a root that may be an image's."""

from __future__ import annotations

import os

_BOOT_DIRECTORIES = ("/mnt/boot", "/boot/firmware", "/boot")
"""balenaOS's host, Raspberry Pi OS since bookworm, everybody else."""

RUN_DIRECTORY = "/run/nm-cellular"
_STATE_DIRECTORY = "/var/lib/nm-cellular"

_PERSISTENT = "/etc/NetworkManager/system-connections"
_RUNTIME = "/run/NetworkManager/system-connections"
_VENDOR = "/usr/lib/NetworkManager/system-connections"


class Layout:
    """Paths under a root directory; runtime: profiles last until the next boot."""

    def __init__(self, root: str = "/", *, runtime: bool = False) -> None:
        self.root = os.path.abspath(root)
        self.runtime = runtime

    @property
    def is_live(self) -> bool:
        """Whether the root is the running system's, so that its daemons may be talked to."""
        return self.root == "/"

    def path(self, absolute: str) -> str:
        return absolute if self.is_live else self.root + absolute

    def _state(self, name: str) -> str:
        return f"{self.path(_STATE_DIRECTORY)}/{name}"

    def logical(self, path: str) -> str:
        """The path as the system under the root will see it."""
        absolute = os.path.abspath(path)
        inside = not self.is_live and absolute.startswith(self.root + "/")
        return absolute.removeprefix(self.root) if inside else absolute

    def default_boot(self) -> str | None:
        """The first of the usual boot directories that exists."""
        return next((path for path in map(self.path, _BOOT_DIRECTORIES) if os.path.isdir(path)), None)

    def unread_boot_files(self) -> tuple[str, ...]:
        """Where a cellular.conf would lie in those of the usual boot directories that are not the first."""
        usual, first = map(self.path, _BOOT_DIRECTORIES), self.default_boot()
        return tuple(f"{path}/cellular.conf" for path in usual if path != first)

    @property
    def connections(self) -> str:
        """Where profiles are installed."""
        return self.path(_RUNTIME if self.runtime else _PERSISTENT)

    @property
    def all_connections(self) -> tuple[str, ...]:
        """NetworkManager's profile directories, the one that wins first."""
        return tuple(map(self.path, (_RUNTIME, _PERSISTENT, _VENDOR)))

    @property
    def template_directories(self) -> tuple[str, ...]:
        return (self.path("/etc/nm-cellular/templates"), _packaged_templates())

    @property
    def stamp(self) -> str:
        return f"{self.run_directory}/applied.json" if self.runtime else self._state("applied.json")

    @property
    def run_directory(self) -> str:
        return self.path(RUN_DIRECTORY)

    @property
    def stick_files(self) -> str:
        """Where a user may describe sticks, beside cellular.conf."""
        return self.path("/etc/nm-cellular/modeswitch.d")

    @property
    def stick_rules(self) -> str:
        """What udev is told of those sticks."""
        return self.path(f"/{'run' if self.runtime else 'etc'}/udev/rules.d/38-nm-cellular-sticks.rules")

    @property
    def udev_rules(self) -> str:
        return os.path.dirname(self.stick_rules)

    @property
    def peers(self) -> str:
        """pppd's connections."""
        return self.path("/etc/ppp/peers")

    @property
    def chat_scripts(self) -> str:
        return self.path("/etc/chatscripts")

    @property
    def ppp_secrets(self) -> tuple[str, ...]:
        return (self.path("/etc/ppp/chap-secrets"), self.path("/etc/ppp/pap-secrets"))

    @property
    def seal_key(self) -> str:
        return self._state("key")

    @property
    def kept_pins(self) -> str:
        return self._state("pins.json")

    @property
    def pin_tries(self) -> str:
        return self._state("pin-tries.json")

    @property
    def apn_memory(self) -> str:
        return self._state("apns.json")

    @property
    def watch_state(self) -> str:
        """For the next run in this life of the machine, and for `status`."""
        return f"{self.run_directory}/watch.json"

    @property
    def watch_lock(self) -> str:
        return f"{self.run_directory}/watch.lock"

    @property
    def watch_memory(self) -> str:
        """For the next boot."""
        return self._state("watch.json")

    @property
    def history(self) -> str:
        return self._state("history.db")

    @property
    def history_pending(self) -> str:
        """What is not in the history yet."""
        return f"{self.run_directory}/history.json"

    @property
    def data_counted(self) -> str:
        """By SIM and month."""
        return self._state("data.json")

    @property
    def data_counting(self) -> str:
        """The same as it is now, for root alone: SIMs are named in it."""
        return f"{self.run_directory}/data-counting.json"

    @property
    def data_now(self) -> str:
        """By modem, for `status`."""
        return f"{self.run_directory}/data.json"

    @property
    def failover(self) -> str:
        """NetworkManager's configuration of `[failover]`."""
        return self.path(f"/{'run' if self.runtime else 'etc'}/NetworkManager/conf.d/90-nm-cellular.conf")

    @property
    def networkmanager(self) -> str:
        return self.path("/usr/sbin/NetworkManager")

    @property
    def dpkg_status(self) -> str:
        return self.path("/var/lib/dpkg/status")


def _packaged_templates() -> str:
    """Beside this module where installed, at the top of a source tree else."""
    package = os.path.dirname(os.path.abspath(__file__))
    installed = os.path.join(package, "templates")
    return installed if os.path.isdir(installed) else os.path.join(os.path.dirname(package), "templates")
