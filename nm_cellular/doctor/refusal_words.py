"""What a refusal is about, and the words in which the tools say so.

Sources: libqmi's qmi-enums-wds.h and qmi-errors.h, libmbim's mbim-errors.h, and MM-errors.h of ModemManager 1.6 to 1.24
with the names of older versions.
"""

from __future__ import annotations

from enum import Enum


class Why(Enum):
    """What a refusal is about; the value is what is said of it."""

    APN = "the network does not know the APN, or it is not this SIM's"
    APN_ASKED_FOR_TWICE = "the network already serves this APN with the bearer that the modem attached with"
    LOGIN = "the network refuses the user name, the password or the way of authentication"
    NOT_SUBSCRIBED = "the SIM is not subscribed to this service"
    UNKNOWN_SIM = "the network does not know the SIM, or its subscription is not active"
    IPV4_ONLY = "the network gives IPv4 only"
    IPV6_ONLY = "the network gives IPv6 only"
    IP_TYPE = "the network does not give the kind of address that was asked for"
    DENIED = "the network refuses to register the modem"
    IMEI = "the network refuses the modem, by its IMEI"
    ROAMING = "the connection is refused because the modem roams"
    NO_SIM = "there is no SIM, or the modem does not read it"
    SIM_FAILURE = "the SIM fails"
    PIN = "the SIM waits for its PIN"
    PUK = "the SIM waits for its PUK"
    NO_SERVICE = "there is no service"
    RADIO_OFF = "the radio is off"
    LOCKED_RADIO = "the modem does not let its radio be switched on"
    NOT_READY = "the modem is not ready for that"
    BUSY = "another process has the port"
    UNAUTHORIZED = "the user may not do that"
    TIMEOUT = "the modem does not answer"
    REFUSED = "the network refused the connection, and did not say why"


WORDS: tuple[tuple[str, Why | None], ...] = (
    ("simpin2", None),  # guards settings that nobody uses
    ("simpuk2", None),
    ("missingorunknownapn", Why.APN),
    ("unknownormissingapn", Why.APN),
    ("missingorunknowndnn", Why.APN),
    ("unknownapn", Why.APN),
    ("requestedapnnotsupported", Why.APN),
    ("invalidapn", Why.APN),
    ("invalidaccessstring", Why.APN),
    ("apnmismatch", Why.APN),
    ("gsmapnfailed", Why.APN),
    ("multiplepdnconnectiontosameapn", Why.APN_ASKED_FOR_TWICE),
    ("multiplepdnconnectionsameapn", Why.APN_ASKED_FOR_TWICE),
    ("multiplepdnconnectionforagivenapn", Why.APN_ASKED_FOR_TWICE),
    ("multiplepdnconnectionsforagivenapn", Why.APN_ASKED_FOR_TWICE),
    ("multipleconnectiontosamepdn", Why.APN_ASKED_FOR_TWICE),
    ("multipleaccesstopdn", Why.APN_ASKED_FOR_TWICE),
    ("userauthenticationfail", Why.LOGIN),
    ("userauthentication", Why.LOGIN),
    ("pdpauthfail", Why.LOGIN),
    ("pdpauthenticationfail", Why.LOGIN),
    ("invalidusernamepwd", Why.LOGIN),
    ("3gppauthenticationfailed", Why.LOGIN),
    ("optionnotsubscribed", Why.NOT_SUBSCRIBED),
    ("optionunsubscribed", Why.NOT_SUBSCRIBED),
    ("notsubscribed", Why.NOT_SUBSCRIBED),
    ("servicenotactivated", Why.NOT_SUBSCRIBED),
    ("notactivated", Why.UNKNOWN_SIM),
    ("invalidsimstate", Why.UNKNOWN_SIM),
    ("operatordeterminedbarring", Why.UNKNOWN_SIM),
    ("imsiunknown", Why.UNKNOWN_SIM),
    ("gprsnotallowedinplmn", Why.DENIED),
    ("gprsandnongprsnotallowed", Why.UNKNOWN_SIM),
    ("gprsnotallowed", Why.UNKNOWN_SIM),
    ("gprsservicesnotallowedinplmn", Why.DENIED),
    ("psservicesnotallowedinplmn", Why.DENIED),
    ("epsservicesnotallowedinplmn", Why.DENIED),
    ("gprsandnongprsservicesnotallowed", Why.UNKNOWN_SIM),
    ("gprsservicesnotallowed", Why.UNKNOWN_SIM),
    ("gprsservicenotallowed", Why.UNKNOWN_SIM),
    ("psservicesnotallowed", Why.UNKNOWN_SIM),
    ("epsservicesnotallowed", Why.UNKNOWN_SIM),
    ("ipv4onlyallowed", Why.IPV4_ONLY),
    ("pdnipv6calldisallowed", Why.IPV4_ONLY),
    ("pdnipv4calldisallowed", Why.IPV6_ONLY),
    ("pdptypeipv4only", Why.IPV4_ONLY),
    ("ipv6onlyallowed", Why.IPV6_ONLY),
    ("pdptypeipv6only", Why.IPV6_ONLY),
    ("unknownpdp", Why.IP_TYPE),
    ("ipversionmismatch", Why.IP_TYPE),
    ("illegalme", Why.IMEI),
    ("imeinotaccepted", Why.IMEI),
    ("illegalms", Why.DENIED),
    ("illegalue", Why.DENIED),
    ("plmnnotallowed", Why.DENIED),
    ("roamingnotallowedinthislocation", Why.DENIED),
    ("roamingnotallowedinarea", Why.DENIED),
    ("roamingnotallowedintrackingarea", Why.DENIED),
    ("roamingnotallowedinlocationarea", Why.DENIED),
    ("nosuitablecells", Why.DENIED),
    ("nocellsin", Why.DENIED),
    ("areanotallowed", Why.DENIED),
    ("networknotallowed", Why.DENIED),
    ("registrationdenied", Why.DENIED),
    ("roamingnotallowed", Why.ROAMING),
    ("roamingisnotallowed", Why.ROAMING),
    ("calldisallowedinroaming", Why.ROAMING),
    ("dataroamingsettingsdisabled", Why.ROAMING),
    ("apndisallowedonroaming", Why.ROAMING),
    ("simnotinserted", Why.NO_SIM),
    ("simmissing", Why.NO_SIM),
    ("uimnotpresent", Why.NO_SIM),
    ("nosim", Why.NO_SIM),
    ("simismissing", Why.NO_SIM),
    ("illegalsim", Why.SIM_FAILURE),
    ("simfailure", Why.SIM_FAILURE),
    ("simwrong", Why.SIM_FAILURE),
    ("badsim", Why.SIM_FAILURE),
    ("uimuninitialized", Why.SIM_FAILURE),
    ("simpuk", Why.PUK),
    ("pukrequired", Why.PUK),
    ("pinblocked", Why.PUK),
    ("esimwithoutprofiles", Why.UNKNOWN_SIM),
    ("simpinrequired", Why.PIN),
    ("simpinincorrect", Why.PIN),
    ("incorrectpin", Why.PIN),
    ("incorrectpassword", Why.PIN),
    ("pinrequired", Why.PIN),
    ("pinverificationfailed", Why.PIN),
    ("simpin", Why.PIN),
    ("invalidtransition", Why.LOCKED_RADIO),
    ("offaftersetradiostateon", Why.LOCKED_RADIO),
    ("notsetbysetradiostateon", Why.LOCKED_RADIO),
    ("fccunlockoperationlaunchaborted", Why.LOCKED_RADIO),
    ("fcclocked", Why.LOCKED_RADIO),
    ("hardwarerestricted", Why.LOCKED_RADIO),
    ("radiopoweroff", Why.RADIO_OFF),
    ("noradio", Why.RADIO_OFF),
    ("devicenotready", Why.NOT_READY),
    ("policykitauthorization", Why.UNAUTHORIZED),
    ("unauthorized", Why.UNAUTHORIZED),
    ("notauthorized", Why.UNAUTHORIZED),
    ("resourcebusy", Why.BUSY),
    ("resourcetemporarilyunavailable", Why.BUSY),
    ("networkregistrationfailed", Why.NO_SERVICE),
    ("networktimeout", Why.NO_SERVICE),
    ("nonetwork", Why.NO_SERVICE),
    ("noservice", Why.NO_SERVICE),
    ("notregistered", Why.NO_SERVICE),
    ("registrationtimeout", Why.NO_SERVICE),
    ("transactiontimedout", Why.TIMEOUT),
    ("endpointhangup", Why.TIMEOUT),
    ("serialcommandtimedout", Why.TIMEOUT),
    ("responsetimeout", Why.TIMEOUT),
    ("ggsnreject", Why.REFUSED),
    ("activationreject", Why.REFUSED),
    ("nocarrier", Why.REFUSED),
    ("nocauseinformation", Why.REFUSED),
    ("gprsunknown", Why.REFUSED),
    ("unspecifiedgprs", Why.REFUSED),
    ("callfailed", Why.REFUSED),
    ("unabletoconnectipv4", Why.REFUSED),
    ("nodatalink", Why.REFUSED),
)
"""The names that the tools have for causes, without what they put between the words; the telling ones first."""
