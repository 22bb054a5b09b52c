"""The first thing that is wrong with a modem, on the way from the modem over its SIM and the network to an address."""

from __future__ import annotations

from typing import NamedTuple

from ..modems.modem import Modem
from ..modems.modem_enums import FailedReason, Lock, PacketService, Power, RegistrationState, State
from ..modems.nm_device import Device, DeviceState, Networking
from ..modems.registration import Registration
from ..pins.tries_left import are_too_few, counted
from . import refusals

_PROFILE = "write a cellular.conf and run nm-cellular apply"
_ROAMING = "what roaming costs is up to the operator: write roaming = yes into cellular.conf, and nm-cellular apply"
_LOG = "journalctl -u ModemManager -u NetworkManager says more"


class Trouble(NamedTuple):
    """What is wrong, and what to do about it; nothing to do but to wait where the hint is empty."""

    summary: str
    hint: str = ""


def of(modem: Modem, networking: Networking | None) -> Trouble | None:
    """None where data can flow; networking: None where NetworkManager is not running."""
    device = networking.devices.get(modem.path) if networking else None
    if not modem.state.is_known:
        return Trouble(f"the modem is in a state that nm-cellular does not know ({modem.state.label})", _LOG)
    match modem.state:
        case State.FAILED:
            return _failed(modem)
        case State.LOCKED:
            return _locked(modem)
        case State.UNKNOWN | State.INITIALIZING:
            return Trouble("the modem is starting")
        case State.REGISTERED | State.DISCONNECTING | State.CONNECTING:
            return _unconnected(modem, networking, device)
        case State.CONNECTED:
            return _without_address(modem, device)
    return _low_power(modem) or _unregistered(modem, networking, device)


def _failed(modem: Modem) -> Trouble:
    match modem.failed_reason:
        case FailedReason.SIM_MISSING if modem.power is Power.LOW:
            # An FCC-locked card says that it has no SIM until it is unlocked.
            return Trouble(
                "the modem sees no SIM and is in low power",
                "it may wait for its FCC unlock; see ModemManager's fcc-unlock.d",
            )
        case FailedReason.SIM_MISSING:
            put_in = "put one in, or clean its contacts; then unplug and replug the modem"
            return Trouble("the modem sees no SIM", put_in + _or_another(modem))
        case FailedReason.SIM_ERROR:
            return Trouble("the SIM cannot be read", "clean its contacts, try it in a phone, then replug the modem")
        case FailedReason.ESIM_WITHOUT_PROFILES:
            return Trouble("the eSIM has no profile", "load the operator's profile on it, for instance with lpac")
        case FailedReason.UNKNOWN_CAPABILITIES:
            return Trouble("the modem does not say what it is capable of", "replug it; look for newer firmware")
    return Trouble(f"the modem failed ({modem.failed_reason.label})", _LOG)


def _locked(modem: Modem) -> Trouble:
    tries = modem.retries.get(modem.lock)
    left = "" if tries is None else f"; {counted(tries)}"
    match modem.lock:
        case Lock.SIM_PIN:
            return Trouble(f"{_the_sim(modem)} asks for its PIN{left}", _pin_hint(modem, tries))
        case Lock.SIM_PUK if tries == 0:
            new = "ask the operator for a new one"
            return Trouble(f"{_the_sim(modem)} is blocked for good", new + _or_another(modem))
        case Lock.SIM_PUK:
            return Trouble(
                f"{_the_sim(modem)} is blocked and asks for its PUK{left}",
                "the PUK is in the SIM's papers: nm-cellular unlock --puk" + _or_another(modem),
            )
        case Lock.SIM_PIN2 | Lock.SIM_PUK2:
            return Trouble("the modem is starting")
    return Trouble(
        f"the modem is locked ({modem.lock.label}){left}",
        "it takes only some SIMs, such as those of the operator that sold it: use one of them, or have it unlocked",
    )


def _pin_hint(modem: Modem, tries: int | None) -> str:
    if are_too_few(tries):
        by_hand = f"mmcli -i {_sim_number(modem)} --pin=PIN"
        return f"a wrong PIN now blocks the SIM, so nm-cellular does not try: find out the right one, then {by_hand}"
    return "set `pin = …` in cellular.conf, then nm-cellular unlock"


def _the_sim(modem: Modem) -> str:
    """Which one it is, of a modem that has several."""
    used = next((slot.number for slot in modem.sim_slots if slot.primary), 0)
    return f"the SIM in slot {used}" if used and len(modem.sim_slots) > 1 else "the SIM"


def _or_another(modem: Modem) -> str:
    other = next((slot.number for slot in modem.sim_slots if slot.sim and not slot.primary), 0)
    use = f"mmcli -m {modem.number} --set-primary-sim-slot={other}"
    return f"; or use the SIM in slot {other}: {use}" if other else ""


def _sim_number(modem: Modem) -> str:
    return modem.sim.path.rpartition("/")[2] if modem.sim else "0"


def _low_power(modem: Modem) -> Trouble | None:
    """ModemManager itself puts a modem that is not enabled into low power, but switches none off."""
    enabled = modem.state in (State.ENABLED, State.SEARCHING)
    if modem.power is Power.OFF or (modem.power is Power.LOW and enabled):
        return Trouble(
            f"the modem's radio is {'off' if modem.power is Power.OFF else 'in low power'} and does not come on",
            "is a W_DISABLE switch set, does it wait for its FCC unlock, or is its firmware made for another region?",
        )
    return None


def _undialled(networking: Networking | None, device: Device | None) -> Trouble | None:
    """NetworkManager has the modem dial; why it does not."""
    if networking is None:
        return Trouble(
            "NetworkManager is not running",
            "systemctl start NetworkManager; where it is not installed: apt install network-manager",
        )
    if failure := networking.failure:
        return Trouble(failure.message, failure.hint)
    if not networking.wwan_enabled:
        return Trouble("mobile broadband is switched off in NetworkManager", "nmcli radio wwan on")
    if device is None:
        # When ModemManager restarts it may take the new modem for the old one: "already exists, ignoring".
        return Trouble(
            "NetworkManager does not see the modem",
            f"systemctl restart NetworkManager; does it have its wwan plugin? {_LOG}",
        )
    if device.state is DeviceState.UNMANAGED:
        return Trouble("NetworkManager leaves the modem alone", f"nmcli device set {device.interface} managed yes")
    if not device.profiles:
        return Trouble("NetworkManager has no profile for the modem", _PROFILE)
    return None


def _unregistered(modem: Modem, networking: Networking | None, device: Device | None) -> Trouble:
    if modem.state in (State.ENABLED, State.SEARCHING):
        return _of_registration(modem.registration)
    off = "the modem is off" if modem.state is State.DISABLED else f"the modem is {modem.state.label}"
    return _undialled(networking, device) or Trouble(off)


def _of_registration(registration: Registration) -> Trouble:
    if registration.state is RegistrationState.DENIED or registration.rejection:
        return Trouble(*refusals.of_registration(registration.rejection.cause if registration.rejection else 0))
    if registration.state is RegistrationState.EMERGENCY_ONLY:
        return Trouble("the network allows emergency calls only", refusals.of_registration(0)[1])
    if registration.state is RegistrationState.IDLE:
        # So it is after a refusal too: ModemManager stops there, and forgets why.
        return Trouble("the modem is not registered and does not search", f"has the network refused the SIM? {_LOG}")
    return Trouble(
        "the modem finds no network yet",
        "it takes up to some minutes; after that check the antenna, and whether the modem has the operator's bands",
    )


def _unconnected(modem: Modem, networking: Networking | None, device: Device | None) -> Trouble:
    """Registered, but no data."""
    if modem.registration.state is RegistrationState.EMERGENCY_ONLY:
        # From 1.24 on ModemManager calls this registered too.
        return _of_registration(modem.registration)
    if undialled := _undialled(networking, device):
        return undialled
    bearer = modem.bearer
    if modem.registration.state.is_roaming and bearer and not bearer.may_roam:
        return Trouble("the modem is in a foreign network, and roaming is off in its profile", _ROAMING)
    if bearer and bearer.error:
        return Trouble(*refusals.of_connection(bearer.error, bearer.error_text))
    if device and device.is_taken_down:
        return Trouble("somebody has taken the connection down", f"nmcli device connect {device.interface}")
    if device and (modem.state is State.CONNECTING or DeviceState.PREPARE <= device.state <= DeviceState.SECONDARIES):
        return Trouble(f"NetworkManager is connecting, with the profile {device.profile}")
    if modem.registration.packet_service is PacketService.DETACHED:
        return Trouble("the network gives no data service", refusals.of_registration(7)[1])
    return Trouble(
        "NetworkManager does not dial", f"nmcli device connect {device.interface if device else ''}".rstrip()
    )


def _without_address(modem: Modem, device: Device | None) -> Trouble | None:
    bearer = modem.bearer
    if bearer and bearer.suspended:
        return Trouble("the network has suspended the connection", "it goes on by itself, such as after a voice call")
    if device and DeviceState.PREPARE <= device.state < DeviceState.ACTIVATED:
        return Trouble("the modem is connected, and NetworkManager is setting up its address")
    return None
