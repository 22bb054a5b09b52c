"""A modem as ModemManager meets it on /dev/cdc-wdm0: QMI messages, and IP packets on wwan0.

It answers what ModemManager 1.20 was seen to ask, and refuses the rest as a command that it does not know.
"""

from tests.vm.usb.qmi.modem import QmiModem, Registration
from tests.vm.usb.qmi.port import QmiPort

__all__ = ["QmiModem", "QmiPort", "Registration"]
