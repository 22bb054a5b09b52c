"""What has to change at a modem for it to be as the configuration wants it: D-Bus calls as values.

Nothing is asked for that the modem has already, because a change makes it leave the network and register anew.
Sources: mm-iface-modem.c and mm-iface-modem-3gpp.c of ModemManager 1.20 to 1.24.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from ..modems import bands
from ..modems.modem import MODEM, Modem
from ..modems.modem_enums import IpFamily, State
from ..modems.radio import Auth, InitialEps, Mode, Modes, Radio
from ..nm_version import Version
from ..problem import Problem, error
from .radio_settings import RadioSettings, WantedBands, WantedInitialEps, WantedModes

_3GPP = f"{MODEM}.Modem3gpp"

FIT = frozenset({State.DISABLED, State.ENABLED, State.SEARCHING, State.REGISTERED, State.CONNECTED})
"""States in which a modem takes such changes.

ModemManager wants DISABLED or more, and 1.24 aborts when asked for an initial EPS bearer before it has read the
present one.  A modem between two states is waited for.
"""


@dataclass(frozen=True, slots=True)
class Change:
    """A call to ModemManager, and a sentence that says what it is for; arguments may hold a password.

    It is to be made once for a modem's path: some modems never tell that they have what they were given.
    """

    path: str
    interface: str
    method: str
    signature: str
    sentence: str
    arguments: tuple[object, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Changes:
    """calls: to be made one after the other; problems: what the modem cannot do."""

    calls: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()


def changes(modem: Modem, wanted: RadioSettings, networkmanager: Version | None) -> Changes:
    """None in a state that is not fit, and none that this NetworkManager makes (None: not known, so it may)."""
    if modem.state not in FIT:
        return Changes()
    found = (
        _modes(modem, wanted.modes) if wanted.modes else None,
        _bands(modem, wanted.bands) if wanted.bands else None,
        # The last, because it makes the modem attach anew by itself.
        _initial_eps(modem, wanted.initial_eps, networkmanager) if wanted.initial_eps else None,
    )
    return Changes(
        tuple(each for each in found if isinstance(each, Change)),
        tuple(each for each in found if isinstance(each, Problem)),
    )


def _modes(modem: Modem, wanted: WantedModes) -> Change | Problem | None:
    radio = modem.radio
    if _has_modes(radio, wanted.modes):
        return None
    target = _combination(radio, wanted.modes)
    if target is None or len(radio.supported_modes) < 2:
        return _cannot_use(modem, wanted)
    pair = [target.allowed.value, target.preferred.value]
    return _call(modem, MODEM, "SetCurrentModes", "(uu)", pair, f"modes: {_from(radio.modes)}{target}")


def _has_modes(radio: Radio, wanted: Modes) -> bool:
    if radio.modes is None or wanted.preferred not in (Mode.NONE, radio.modes.preferred):
        return False
    return _allowed(radio, radio.modes.allowed) == _allowed(radio, wanted.allowed)


def _allowed(radio: Radio, mode: Mode) -> Mode:
    """`any` is the widest of the combinations: asked for as such, each plugin of ModemManager makes its own of it."""
    widest = max((each.allowed for each in radio.supported_modes), key=_width, default=Mode.ANY)
    return widest if mode == Mode.ANY else mode


def _width(mode: Mode) -> tuple[int, int]:
    return mode.value.bit_count(), mode.value


def _combination(radio: Radio, wanted: Modes) -> Modes | None:
    """The one that the modem offers; without a wish no preference, or else one for the newest technology."""
    if Modes(Mode.ANY, Mode.NONE) in radio.supported_modes:
        return wanted
    offered = [each for each in radio.supported_modes if each.allowed == _allowed(radio, wanted.allowed)]
    if wanted.preferred:
        return next((each for each in offered if each.preferred == wanted.preferred), None)
    return max(offered, key=lambda each: (not each.preferred, each.preferred), default=None)


def _cannot_use(modem: Modem, wanted: WantedModes) -> Problem:
    can = "; ".join(map(str, modem.radio.supported_modes)) or "nothing that ModemManager knows"
    return error(wanted.place, f"modem {modem.number} does not offer the modes {wanted.modes}", f"it offers {can}")


def _from(modes: Modes | None) -> str:
    return f"{modes} → " if modes else ""


def _bands(modem: Modem, wanted: WantedBands) -> Change | Problem | None:
    current, supported = (_all(modem.radio, each) for each in (modem.radio.bands, modem.radio.supported_bands))
    target = _all(modem.radio, wanted.bands)
    if target and target == current:
        return None
    lacking = frozenset() if bands.ANY in supported else target - supported
    if not supported or lacking:
        return _lacks(modem, wanted, lacking)
    asked = sorted(wanted.bands)
    return _call(modem, MODEM, "SetCurrentBands", "au", asked, f"bands: {_names(current)} → {_names(asked)}")


def _all(radio: Radio, wanted: Iterable[int]) -> frozenset[int]:
    """`any` is all that the modem has, as far as it tells."""
    found = frozenset(wanted)
    return frozenset(radio.supported_bands) if found == {bands.ANY} and radio.supported_bands else found


def _lacks(modem: Modem, wanted: WantedBands, lacking: Iterable[int]) -> Problem:
    supported = modem.radio.supported_bands
    if not supported:
        message = f"ModemManager cannot choose the bands of modem {modem.number}"
        return error(wanted.place, message, "delete the line")
    message = f"modem {modem.number} does not have {_names(lacking)}"
    return error(wanted.place, message, f"it has {_names(supported)}")


def _names(numbers: Iterable[int]) -> str:
    return ", ".join(bands.name(number) for number in sorted(numbers)) or "none"


def _initial_eps(modem: Modem, wanted: WantedInitialEps, networkmanager: Version | None) -> Change | None:
    if networkmanager is None or networkmanager >= wanted.since:
        return None
    target = replace(wanted.settings, ip_type=_ip_type(modem, wanted.settings.ip_type))
    current = modem.radio.initial_eps
    if current and _agree(current, target):
        return None
    # The modem does not give the password back, so that it alone never makes a difference.
    password = wanted.password.reveal() if wanted.password else ""
    sentence = f"initial EPS bearer: {_apn(current)} → {_apn(target)}"
    return _call(modem, _3GPP, "SetInitialEpsBearerSettings", "a{sv}", _settings(target, password), sentence)


def _ip_type(modem: Modem, wanted: IpFamily) -> IpFamily:
    both = IpFamily.IPV4V6
    return IpFamily.IPV4 if wanted == both and modem.ip_families and both not in modem.ip_families else wanted


def _agree(current: InitialEps, wanted: InitialEps) -> bool:
    """What the modem does not tell of the IP type and of authentication is no difference."""
    same_ip = current.ip_type in (IpFamily(0), wanted.ip_type)
    same_auth = not (wanted.auth and current.auth) or bool(wanted.auth & current.auth)
    return (current.apn, current.username) == (wanted.apn, wanted.username) and same_ip and same_auth


def _settings(wanted: InitialEps, password: str) -> dict[str, tuple[str, object]]:
    """The empty APN and the absence of a login are said too: 1.20's Cinterion plugin never answers without them."""
    auth = wanted.auth if wanted.auth or wanted.username else Auth.NONE
    settings: dict[str, tuple[str, object]] = {
        "apn": ("s", wanted.apn),
        "ip-type": ("u", wanted.ip_type.value),
        "user": ("s", wanted.username),
        "password": ("s", password),
        "allowed-auth": ("u", auth.value),
    }
    return {key: value for key, value in settings.items() if value[1] or key == "apn"}


def _apn(settings: InitialEps | None) -> str:
    return settings.apn if settings and settings.apn else "the network's own"


def _call(modem: Modem, interface: str, method: str, signature: str, argument: object, sentence: str) -> Change:
    return Change(modem.path, interface, method, signature, sentence, (argument,))
