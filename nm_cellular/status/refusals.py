"""Why a network refuses a modem, from the cause that ModemManager passes on."""

from __future__ import annotations

_SUBSCRIPTION = "ask the operator whether the SIM is active and its tariff has mobile data"
_APN = "set the operator's APN: `apn = …` in cellular.conf, then nm-cellular apply"
_LOGIN = "set the operator's `username` and `password` in cellular.conf, then nm-cellular apply"
_ROAMING = "use a SIM that may roam here, or allow roaming in the operator's customer account"
_LATER = "it may go by itself; if it stays, ask the operator"

_ATTACHING = {
    2: ("the network does not know the SIM", _SUBSCRIPTION),
    3: ("the network refuses the SIM", _SUBSCRIPTION),
    6: (
        "the network refuses the modem, by its IMEI",
        "ask the operator whether the modem is certified for its network",
    ),
    7: ("the SIM has no data service", _SUBSCRIPTION),
    8: ("the SIM has no service", _SUBSCRIPTION),
    11: ("the SIM may not use this network", _ROAMING),
    12: ("the SIM may not use the network in this area", _ROAMING),
    13: ("the SIM may not roam in this area", _ROAMING),
    14: ("the SIM has no data service in this network", _ROAMING),
    15: ("the SIM may use no cell in this area", _ROAMING),
    17: ("the network failed", _LATER),
    22: ("the network is congested", _LATER),
    27: ("the APN is missing or unknown to the network", _APN),
    33: ("the SIM is not subscribed to the service", _SUBSCRIPTION),
}
"""By the cause of 3GPP TS 24.008, 10.5.5.14 and 10.5.6.6, which an MMNetworkError is."""

_CONNECTING = {
    "missingorunknownapn": ("the network does not know the APN", _APN),
    "requestedapnnotsupported": ("the network does not serve the APN", _APN),
    "userauthenticationfailed": ("the network refuses the user name or password", _LOGIN),
    "pdpauthfailure": ("the network refuses the user name or password", _LOGIN),
    "serviceoptionnotsubscribed": ("the SIM is not subscribed to this APN or to data", _SUBSCRIPTION),
    "operatordeterminedbarring": ("the operator has barred the SIM", _SUBSCRIPTION),
    "ipv4onlyallowed": ("the network gives IPv4 only", "set `ipv6.method = disabled` in cellular.conf"),
    "ipv6onlyallowed": ("the network gives IPv6 only", "set `ipv4.method = disabled` in cellular.conf"),
    "nocarrier": ("the network hung up", f"mostly the APN, the user name or the password is wrong; {_APN}"),
    "insufficientresources": ("the network has no resources left", _LATER),
    "congestion": ("the network is congested", _LATER),
}


def of_registration(cause: int) -> tuple[str, str]:
    """What happened and what to do; cause: 0 where none is known, as before ModemManager 1.24."""
    if not cause:
        return "the network refuses to register the SIM", _SUBSCRIPTION
    return _ATTACHING.get(cause, (f"the network refuses to register the SIM (cause {cause})", _SUBSCRIPTION))


def of_connection(error: str, text: str) -> tuple[str, str]:
    """The same of a bearer that was not connected; error: the name of a D-Bus error, text: its message."""
    # Up to 1.18 the names of data errors began with Gprs.
    cause = error.rpartition(".")[2].lower().removeprefix("gprs")
    happened, remedy = _CONNECTING.get(cause, ("the connection failed", _APN))
    return f"{happened} ({text or error})", remedy
