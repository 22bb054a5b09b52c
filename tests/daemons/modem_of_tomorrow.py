"""What ModemManager 1.24 says of a 5G modem that is connected, for the fake to say.

Source: the interface descriptions of ModemManager 1.24, introspection/*.xml.
"""

from __future__ import annotations

from dbus_next.signature import Variant

from tests.lab.fake_modemmanager import Objects

NAME = "org.freedesktop.ModemManager1"
ROOT = "/org/freedesktop/ModemManager1"

MODEM = f"{ROOT}/Modem/0"
SIM = f"{ROOT}/SIM/0"
BEARER = f"{ROOT}/Bearer/0"

IMODEM = f"{NAME}.Modem"
I3GPP = f"{NAME}.Modem.Modem3gpp"
ISIGNAL = f"{NAME}.Modem.Signal"
ILOCATION = f"{NAME}.Modem.Location"
ISIM = f"{NAME}.Sim"
IBEARER = f"{NAME}.Bearer"

LTE, NR5G = 1 << 14, 1 << 15


def modem() -> Objects:
    """The modem, its SIM and its bearer."""
    return {
        MODEM: {
            IMODEM: {
                "Device": Variant("s", "/sys/devices/platform/usb1/1-1"),
                "Physdev": Variant("s", "/sys/devices/platform/usb1/1-1"),
                "DeviceIdentifier": Variant("s", "0123456789abcdef"),
                "Manufacturer": Variant("s", "Quectel"),
                "Model": Variant("s", "RM520N-GL"),
                "Revision": Variant("s", "RM520NGLAAR01A07M4G"),
                "Plugin": Variant("s", "quectel"),
                "Drivers": Variant("as", ["option", "qmi_wwan"]),
                "Ports": Variant("a(su)", [["cdc-wdm0", 6], ["wwan0", 2], ["ttyUSB2", 3]]),
                "PrimaryPort": Variant("s", "cdc-wdm0"),
                "EquipmentIdentifier": Variant("s", "867698040000001"),
                "OwnNumbers": Variant("as", ["+447700900123"]),
                "State": Variant("i", 11),
                "CurrentModes": Variant("(uu)", [24, 16]),
                "SupportedModes": Variant("a(uu)", [[8, 0], [24, 16]]),
                "CurrentBands": Variant("au", [33, 378]),
                "SupportedBands": Variant("au", [33, 50, 378]),
                "StateFailedReason": Variant("u", 0),
                "PowerState": Variant("u", 3),
                "UnlockRequired": Variant("u", 1),
                "UnlockRetries": Variant("a{uu}", {2: 3, 4: 10}),
                "AccessTechnologies": Variant("u", LTE | NR5G),
                "SignalQuality": Variant("(ub)", [77, True]),
                "SupportedIpFamilies": Variant("u", 7),
                "Sim": Variant("o", SIM),
                "SimSlots": Variant("ao", [SIM, "/"]),
                "Bearers": Variant("ao", [BEARER]),
            },
            I3GPP: {
                "RegistrationState": Variant("u", 1),
                "OperatorCode": Variant("s", "23410"),
                "OperatorName": Variant("s", "O2 - UK"),
                "PacketServiceState": Variant("u", 2),
                "NetworkRejection": Variant("a{sv}", {}),
            },
            ISIGNAL: {
                "Rate": Variant("u", 30),
                "Lte": Variant("a{sv}", {"rsrp": Variant("d", -98.0), "snr": Variant("d", 12.2)}),
                "Nr5g": Variant("a{sv}", {"rsrp": Variant("d", -91.0), "rsrq": Variant("d", -11.5)}),
            },
        },
        SIM: {
            ISIM: {
                "Active": Variant("b", True),
                "SimIdentifier": Variant("s", "8944110065300000009"),
                "Imsi": Variant("s", "234103000000009"),
                "Eid": Variant("s", ""),
                "OperatorIdentifier": Variant("s", "23410"),
                "OperatorName": Variant("s", "giffgaff"),
                "Gid1": Variant("ay", bytes.fromhex("508FFFFF")),
                "SimType": Variant("u", 1),
            },
        },
        BEARER: {
            IBEARER: {
                "Connected": Variant("b", True),
                "Suspended": Variant("b", False),
                "Interface": Variant("s", "wwan0"),
                "Properties": Variant("a{sv}", {"apn": Variant("s", "giffgaff.com"), "ip-type": Variant("u", 4)}),
                "Ip4Config": Variant("a{sv}", _address("10.4.0.2", 30, "10.4.0.1", "10.4.0.53")),
                "Ip6Config": Variant("a{sv}", _address("2001:db8::2", 64, "2001:db8::1", "2001:db8::53")),
                "Stats": Variant("a{sv}", {"duration": Variant("u", 60), "rx-bytes": Variant("t", 5_000_000_000)}),
                "ConnectionError": Variant("(ss)", ["", ""]),
            },
        },
    }


def _address(address: str, prefix: int, gateway: str, dns: str) -> dict[str, Variant]:
    return {
        "method": Variant("u", 2),
        "address": Variant("s", address),
        "prefix": Variant("u", prefix),
        "gateway": Variant("s", gateway),
        "dns1": Variant("s", dns),
        "mtu": Variant("u", 1430),
    }
