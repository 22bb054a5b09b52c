"""The sticks of the scenarios: their ids, their interfaces, and what their modems answer beside the usual.

The order and kinds of interfaces are those that the kernel's option driver and ModemManager's udev rules know.
"""

from __future__ import annotations

from tests.lab import Modem
from tests.vm.usb.descriptors import BULK, IN, INTERRUPT, Configuration, Descriptors, Endpoint, Interface
from tests.vm.usb.stick import Model

_HUAWEI, _NOVATEL, _BROVI, _QUECTEL = 0x12D1, 0x1410, 0x3566, 0x2C7C

_SCSI_BULK_ONLY = (0x08, 0x06, 0x50)
_HUAWEI_MODEM, _HUAWEI_COMMANDS, _HUAWEI_DIAGNOSTICS = (0xFF, 0x01, 0x01), (0xFF, 0x01, 0x02), (0xFF, 0x01, 0x03)
_VENDORS_OWN, _QUECTEL_SERIAL = (0xFF, 0xFF, 0xFF), (0xFF, 0x00, 0x00)
_RNDIS_CONTROL, _CDC_ETHERNET, _CDC_DATA = (0xE0, 0x01, 0x03), (0x02, 0x06, 0x00), (0x0A, 0x00, 0x00)

_MAC_ADDRESS = ("0C5B8F279A64",)


def _bulk_pair(number: int) -> tuple[Endpoint, Endpoint]:
    return Endpoint(IN | (2 * number + 1), BULK), Endpoint(number + 1, BULK)


def _serial(number: int, kind: tuple[int, int, int], role: str | None) -> Interface:
    interrupt = Endpoint(IN | (2 * number + 2), INTERRUPT)
    return Interface(number, kind, (interrupt, *_bulk_pair(number)), role)


def _storage(number: int = 0) -> Interface:
    return Interface(number, _SCSI_BULK_ONLY, _bulk_pair(number), "storage")


def _rndis() -> tuple[Interface, Interface]:
    """A card that answers nothing: only its class is looked at."""
    control = Interface(0, _RNDIS_CONTROL, (Endpoint(IN | 1, INTERRUPT),))
    return control, Interface(1, _CDC_DATA, _bulk_pair(1))


def _cdc_ethernet() -> tuple[Interface, ...]:
    header, union = bytes((5, 0x24, 0, 0x10, 0x01)), bytes((5, 0x24, 6, 0, 1))
    # The MAC address is the fourth string; frames have up to 1514 bytes.
    ethernet = bytes((13, 0x24, 15, 4, 0, 0, 0, 0)) + (1514).to_bytes(2, "little") + bytes(3)
    control = Endpoint(IN | 1, INTERRUPT)
    return (
        Interface(0, _CDC_ETHERNET, (control,), class_descriptors=header + union + ethernet),
        Interface(1, _CDC_DATA, ()),
        Interface(1, _CDC_DATA, _bulk_pair(1), "network", alternate=1),
    )


def _mode(vendor: int, product: int, *interfaces: Interface, manufacturer: str, name: str) -> Descriptors:
    return Descriptors(vendor, product, (Configuration(interfaces),), manufacturer, name, more_strings=_MAC_ADDRESS)


def _huawei(product: int, *interfaces: Interface) -> Descriptors:
    return _mode(_HUAWEI, product, *interfaces, manufacturer="HUAWEI", name="HUAWEI Mobile")


_HUAWEI_PORTS = (
    _serial(0, _HUAWEI_MODEM, "at"),
    _serial(1, _HUAWEI_COMMANDS, "at"),
    _serial(2, _HUAWEI_DIAGNOSTICS, "at"),
)

_HUAWEI_MODEM_MODE = _huawei(0x1506, *_HUAWEI_PORTS)
_HILINK_MODE = _huawei(0x14DC, *_cdc_ethernet())
_OLD_MESSAGE, _NEW_MODE, _ALT_MODE = "110600", "110620", "110630"

E3131 = Model(_huawei(0x14FE, _storage()), {_OLD_MESSAGE: _HUAWEI_MODEM_MODE, _NEW_MODE: _HUAWEI_MODEM_MODE})

E3131_AS_1C05 = Model(_huawei(0x14FE, _storage()), {_NEW_MODE: _huawei(0x1C05, *_HUAWEI_PORTS)})
"""As one came up in the field, with an id that usb-modeswitch-data does not list."""

E3131_WITH_A_PORT = Model(
    _huawei(0x14FE, _storage(0), _serial(1, _HUAWEI_COMMANDS, "mute")), {_NEW_MODE: _HUAWEI_MODEM_MODE}
)
"""As other sticks are, a drive and a modem at once; made up, to see who asks the port before the stick is switched."""

E3372 = Model(_huawei(0x15CA, _storage()), {_NEW_MODE: _HUAWEI_MODEM_MODE, _ALT_MODE: _HILINK_MODE})

E3531 = Model(_huawei(0x155E, _serial(0, _VENDORS_OWN, "at"), _serial(1, _VENDORS_OWN, "at")))
"""Is a modem from the beginning."""

E3531_WITH_A_MUTE_PORT = Model(
    _huawei(
        0x155E,
        _serial(0, _VENDORS_OWN, "at"),
        _serial(1, _VENDORS_OWN, "mute"),
        _serial(2, _VENDORS_OWN, "at"),
    )
)
"""As it is seen in the field: its second port is for diagnostics, and answers no AT."""

U620L = Model(
    Descriptors(
        _NOVATEL,
        0x9020,
        (Configuration((_storage(),)), Configuration(_cdc_ethernet(), value=4)),
        manufacturer="Novatel Wireless",
        name="U620L",
        more_strings=_MAC_ADDRESS,
    )
)
"""Two of its configurations; which others it has, and of what class the first is, was not to be found out."""

_BROVI_STORAGE = _mode(_BROVI, 0x2001, _storage(), manufacturer="Mobile", name="Mobile")
_BROVI_CARD = _mode(_BROVI, 0x2001, *_rndis(), manufacturer="Mobile", name="Mobile")
_BROVI_MODEM = _mode(
    _BROVI, 0x2001, *(_serial(number, _VENDORS_OWN, None) for number in range(3)), manufacturer="Mobile", name="Mobile"
)

E3372_325 = Model(_BROVI_CARD, {_NEW_MODE: _BROVI_CARD, _ALT_MODE: _BROVI_MODEM}, drifts=(2.0, _BROVI_STORAGE))
"""One id in all modes."""

EC25 = Model(
    _mode(
        _QUECTEL,
        0x0125,
        # With a third endpoint the kernel would take it for the modem's QMI interface.
        Interface(0, _VENDORS_OWN, _bulk_pair(0)),
        _serial(1, _QUECTEL_SERIAL, None),
        _serial(2, _QUECTEL_SERIAL, "at"),
        _serial(3, _QUECTEL_SERIAL, "at"),
        manufacturer="Quectel",
        name="EC25-E",
    )
)


EC25_QMI = Model(
    _mode(
        _QUECTEL,
        0x0125,
        *(EC25.first.configurations[0].interfaces),
        _serial(4, _VENDORS_OWN, "qmi"),
        manufacturer="Quectel",
        name="EC25-E",
    )
)
"""As it is sold: with a QMI interface, the kernel's cdc-wdm0 and wwan0."""


def huawei_modem() -> Modem:
    return Modem(
        replies={
            "^CPIN?": "^CPIN: READY,,10,3,10,3\nOK",  # the empty field matters to ModemManager
            "^SYSINFO": "^SYSINFO: 2,3,0,5,1,,4\nOK",
            "^CURC=0": "OK",
        }
    )


def quectel_modem() -> Modem:
    # A bare OK, without the values, makes the quectel plugin of ModemManager 1.20 crash.
    return Modem(replies={"+CTZU=?": "+CTZU: (0,1)\nOK"})
