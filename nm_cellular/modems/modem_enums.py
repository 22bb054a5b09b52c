"""ModemManager's enumerations, with the names that mmcli prints.

Source: ModemManager-enums.h of 1.20 to 1.24.
"""

from __future__ import annotations

from .tolerant import Bits, Tolerant


class State(Tolerant):
    FAILED = -1
    UNKNOWN = 0
    INITIALIZING = 1
    LOCKED = 2
    DISABLED = 3
    DISABLING = 4
    ENABLING = 5
    ENABLED = 6
    SEARCHING = 7
    REGISTERED = 8
    DISCONNECTING = 9
    CONNECTING = 10
    CONNECTED = 11


class FailedReason(Tolerant):
    NONE = 0
    UNKNOWN = 1
    SIM_MISSING = 2
    SIM_ERROR = 3
    UNKNOWN_CAPABILITIES = 4
    ESIM_WITHOUT_PROFILES = 5


class Lock(Tolerant):
    UNKNOWN = 0
    NONE = 1
    SIM_PIN = 2
    SIM_PIN2 = 3
    SIM_PUK = 4
    SIM_PUK2 = 5
    PH_SP_PIN = 6
    PH_SP_PUK = 7
    PH_NET_PIN = 8
    PH_NET_PUK = 9
    PH_SIM_PIN = 10
    PH_CORP_PIN = 11
    PH_CORP_PUK = 12
    PH_FSIM_PIN = 13
    PH_FSIM_PUK = 14
    PH_NETSUB_PIN = 15
    PH_NETSUB_PUK = 16


class Power(Tolerant):
    UNKNOWN = 0
    OFF = 1
    LOW = 2
    ON = 3


class PortType(Tolerant):
    UNKNOWN = 1
    NET = 2
    AT = 3
    QCDM = 4
    GPS = 5
    QMI = 6
    MBIM = 7
    AUDIO = 8
    IGNORED = 9
    XMMRPC = 10


class RegistrationState(Tolerant):
    IDLE = 0
    HOME = 1
    SEARCHING = 2
    DENIED = 3
    UNKNOWN = 4
    ROAMING = 5
    HOME_SMS_ONLY = 6
    ROAMING_SMS_ONLY = 7
    EMERGENCY_ONLY = 8
    HOME_CSFB_NOT_PREFERRED = 9
    ROAMING_CSFB_NOT_PREFERRED = 10
    ATTACHED_RLOS = 11

    @property
    def is_roaming(self) -> bool:
        return self.name.startswith("ROAMING")


class PacketService(Tolerant):
    UNKNOWN = 0
    DETACHED = 1
    ATTACHED = 2


class IpMethod(Tolerant):
    UNKNOWN = 0
    PPP = 1
    STATIC = 2
    DHCP = 3


class SimType(Tolerant):
    UNKNOWN = 0
    PHYSICAL = 1
    ESIM = 2


class CellType(Tolerant):
    UNKNOWN = 0
    CDMA = 1
    GSM = 2
    UMTS = 3
    TDSCDMA = 4
    LTE = 5
    _5GNR = 6


class AccessTechnology(Bits):
    POTS = 1 << 0
    GSM = 1 << 1
    GSM_COMPACT = 1 << 2
    GPRS = 1 << 3
    EDGE = 1 << 4
    UMTS = 1 << 5
    HSDPA = 1 << 6
    HSUPA = 1 << 7
    HSPA = 1 << 8
    HSPA_PLUS = 1 << 9
    _1XRTT = 1 << 10
    EVDO0 = 1 << 11
    EVDOA = 1 << 12
    EVDOB = 1 << 13
    LTE = 1 << 14
    _5GNR = 1 << 15
    LTE_CAT_M = 1 << 16
    LTE_NB_IOT = 1 << 17


class LocationSource(Bits):
    _3GPP_LAC_CI = 1 << 0
    GPS_RAW = 1 << 1
    GPS_NMEA = 1 << 2
    CDMA_BS = 1 << 3
    GPS_UNMANAGED = 1 << 4
    AGPS_MSA = 1 << 5
    AGPS_MSB = 1 << 6


class IpFamily(Bits):
    IPV4 = 1 << 0
    IPV6 = 1 << 1
    IPV4V6 = 1 << 2
    NON_IP = 1 << 3
