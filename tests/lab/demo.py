"""The main job, shown without a modem: a boot file becomes a profile, and a virtual modem connects with it."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.lab.at_modem import Modem
from tests.lab.lab import BOOT, Lab

_CHECKOUT = Path(__file__).parents[2]
_NM_CELLULAR = ["/usr/bin/python3", "-m", "nm_cellular"]

_CONFIG = """\
# What somebody with a giffgaff SIM writes on the boot partition.
[giffgaff]
apn = giffgaff.com
username = giffgaff
password = password
number = 99**1#
"""


def main() -> None:
    with Lab() as lab:
        (lab.path(BOOT) / "cellular.conf").write_text(_CONFIG)
        _show(lab, ["cat", f"{BOOT}/cellular.conf"])
        _show(lab, [*_NM_CELLULAR, "apply"], shown="nm-cellular apply")
        _show(lab, ["ls", "-l", "/etc/NetworkManager/system-connections"])
        lab.modemmanager.start([Modem(operator="23410", apns=("giffgaff.com",))])
        lab.wait_for(lambda: "100 (connected)" in _state(lab), timeout=60, what="the virtual modem to connect")
        _show(lab, ["nmcli", "--fields", "NAME,UUID,TYPE,DEVICE,STATE", "connection", "show"])
        _show(
            lab,
            [
                "nmcli",
                "--fields",
                "connection.id,gsm,ipv4.method,ipv6.method,GENERAL.STATE",
                "connection",
                "show",
                "giffgaff",
            ],
        )
        _show(lab, [*_NM_CELLULAR, "status"], shown="nm-cellular status")
        _show(lab, [*_NM_CELLULAR, "apply"], shown="nm-cellular apply")


def _state(lab: Lab) -> str:
    shown = lab.run(["nmcli", "--get-values", "GENERAL.STATE", "device", "show"], check=False)
    return shown.stdout


def _show(lab: Lab, argv: list[str], *, shown: str = "") -> None:
    bold = sys.stdout.isatty()
    print(f"\033[1m$ {shown or ' '.join(argv)}\033[0m" if bold else f"$ {shown or ' '.join(argv)}")
    done = lab.run(argv, env={"PYTHONPATH": str(_CHECKOUT)})
    print(done.stderr + done.stdout)


if __name__ == "__main__":
    main()
