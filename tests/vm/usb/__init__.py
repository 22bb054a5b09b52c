"""Virtual USB devices on the kernel's virtual host controller: see Hub and the sticks in sticks.py."""

from tests.vm.usb.hub import Hub
from tests.vm.usb.stick import Stick

__all__ = ["Hub", "Stick"]
