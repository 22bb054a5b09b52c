"""A system below a directory of its own, with a boot partition, on which the real command runs."""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]

# strace counts system calls: without byte-code to write, each run makes the same ones.
ENVIRONMENT = {
    "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
    "PYTHONPATH": str(REPOSITORY),
    "PYTHONDONTWRITEBYTECODE": "1",
    "LC_ALL": "C.UTF-8",
}

_SEAL = re.compile(rb"nm-cellular\.seal=[0-9a-f]{8}:[0-9a-f]{32}\n")

Done = subprocess.CompletedProcess[str]


@dataclass(frozen=True, slots=True)
class Image:
    """Its boot directory is the default one, so what is installed is the same wherever the image lies."""

    root: Path

    @property
    def boot(self) -> Path:
        return self.root / "boot"

    @property
    def conf(self) -> Path:
        return self.boot / "cellular.conf"

    @property
    def keyfiles(self) -> Path:
        return self.boot / "system-connections"

    @property
    def profiles(self) -> Path:
        return self.root / "etc/NetworkManager/system-connections"

    @property
    def kept_pins(self) -> Path:
        return self.root / "var/lib/nm-cellular/pins.json"

    def argv(self, *options: str, verb: str = "apply") -> list[str]:
        return [sys.executable, "-m", "nm_cellular", verb, "--root", str(self.root), *options]

    def run(
        self,
        *options: str,
        verb: str = "apply",
        under: Sequence[str] = (),
        env: Mapping[str, str] | None = None,
        stdout: int = subprocess.PIPE,
    ) -> Done:
        """Run the command to its end, by another program if `under` names one."""
        return subprocess.run(
            [*under, *self.argv(*options, verb=verb)],
            env=ENVIRONMENT | dict(env or {}),
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=subprocess.PIPE,
            text=True,
            errors="backslashreplace",
            timeout=60,
        )

    def apply(self, *options: str) -> Done:
        """Run `apply`, which has to end well."""
        done = self.run(*options)
        assert done.returncode == 0, done.stderr
        return done

    def copy(self, root: Path) -> Image:
        shutil.copytree(self.root, root, symlinks=True)
        return Image(root)

    def installed(self) -> dict[str, bytes]:
        """What NetworkManager would read, which passes over dotfiles; without the seal, which a random key makes."""
        return {path.name: _SEAL.sub(b"", path.read_bytes()) for path in self.profiles.glob("[!.]*")}

    def boot_files(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in self.boot.glob("[!.]*") if path.is_file()}

    def files(self) -> list[Path]:
        return [path for path in self.root.rglob("*") if path.is_file() and not path.is_symlink()]

    def temporaries(self) -> list[Path]:
        """What no finished run may leave, whatever it is called."""
        places = (self.profiles, self.boot, self.root / "var/lib/nm-cellular")
        found = [path for place in places if place.is_dir() for path in place.iterdir()]
        return [path for path in found if path.name.startswith(".") or path.suffix == ".new"]

    def readable_by_all(self, secret: str, *hidden: Path) -> list[Path]:
        """The files that show the secret to everybody, beside the boot partition's own.

        A hidden one there is no temporary of ours only if it was put there: `hidden`.
        """
        own = {path for place in (self.boot, self.keyfiles) for path in place.glob("[!.]*")} | set(hidden)
        open_to_all = [path for path in self.files() if stat.S_IMODE(path.stat().st_mode) & 0o077]
        return [path for path in open_to_all if path not in own and secret.encode() in path.read_bytes()]


def new_image(root: Path, conf: str | bytes = "") -> Image:
    """An image whose profile directory is empty; cellular.conf is made if there is something to write in it."""
    image = Image(root)
    image.profiles.mkdir(parents=True)
    image.keyfiles.mkdir(parents=True)
    if conf:
        image.conf.write_bytes(conf.encode() if isinstance(conf, str) else conf)
    return image


def not_torn(image: Image, old: Mapping[str, bytes], new: Mapping[str, bytes]) -> None:
    """Assert that each profile is as it was or as it shall be, and ours alone to read."""
    now = image.installed()
    for name in old.keys() | new.keys() | now.keys():
        assert now.get(name) in (old.get(name), new.get(name)), name
    for path in image.profiles.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
        assert path.stat().st_uid == os.geteuid(), path
