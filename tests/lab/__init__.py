"""Real NetworkManager and ModemManager on a private bus, with virtual modems: see Lab."""

from tests.lab.at_modem import Modem
from tests.lab.lab import BOOT, Lab
from tests.lab.networkmanager import KEYFILES
from tests.lab.sim_lock import SimLock

__all__ = ["BOOT", "KEYFILES", "Lab", "Modem", "SimLock"]
