"""What the tools print of a modem becomes the same facts, whatever the tool, its version and what a forum did to it."""

from __future__ import annotations

import pytest

from nm_cellular.doctor import firmware_variants, network_causes, reading, snapshot
from nm_cellular.doctor.evidence import Evidence
from nm_cellular.doctor.facts.modem import (
    AtExchange,
    ModemReport,
    ModuleName,
    NoAnswer,
    NoModems,
    PortBusy,
    PortLeftOut,
    Refusal,
    ScannedNetwork,
)
from nm_cellular.doctor.facts.system import Version
from nm_cellular.doctor.modem_story import stories
from nm_cellular.doctor.network_causes import Why
from nm_cellular.modems.modem import MODEM, MODEM_3GPP, Modem

INDENTED = """\
  --------------------------------
  General  |                 path: /org/freedesktop/ModemManager1/Modem/0
  --------------------------------
  Hardware |         manufacturer: QUALCOMM INCORPORATED
           |                model: EC25
           |    firmware revision: EC25EFAR06A11M4G
  --------------------------------
  System   |               device: /sys/devices/usb1/1-1
           |              drivers: option, qmi_wwan
           |                ports: cdc-wdm0 (qmi), ttyUSB0 (ignored),
           |                       ttyUSB2 (at), wwan0 (net)
  --------------------------------
  Status   |                 lock: sim-pin2
           |       unlock retries: sim-pin (3), sim-puk (10)
           |                state: registered
           |          power state: on
           |       signal quality: 57% (recent)
  --------------------------------
  Modes    |            supported: allowed: 2g; preferred: none
           |                       allowed: 2g, 4g; preferred: 4g
           |              current: allowed: 4g; preferred: none
  --------------------------------
  3GPP     |          operator id: 26202
           |         registration: home
"""
BOXED = """\
/org/freedesktop/ModemManager1/Modem/0 (device id '0123456789abcdef')
  -------------------------
  Hardware |   manufacturer: 'QUALCOMM INCORPORATED'
           |          model: 'EC25'
           |       revision: 'EC25EFAR06A11M4G'
  -------------------------
  System   |         device: '/sys/devices/usb1/1-1'
           |        drivers: 'option, qmi_wwan'
           |          ports: 'cdc-wdm0 (qmi), ttyUSB0 (ignored), ttyUSB2 (at), wwan0 (net)'
  -------------------------
  Status   |           lock: 'sim-pin2'
           | unlock retries: 'sim-pin (3), sim-puk (10)'
           |          state: 'registered'
           |    power state: 'on'
           | signal quality: '57' (recent)
  -------------------------
  Modes    |      supported: 'allowed: 2g; preferred: none
           |                  allowed: 2g, 4g; preferred: 4g'
           |        current: 'allowed: 4g; preferred: none'
  -------------------------
  3GPP     |    operator id: '26202'
           |   registration: 'home'
"""
KEYS = """\
modem.dbus-path                               : /org/freedesktop/ModemManager1/Modem/0
modem.generic.manufacturer                    : QUALCOMM INCORPORATED
modem.generic.model                           : EC25
modem.generic.revision                        : EC25EFAR06A11M4G
modem.generic.device                          : /sys/devices/usb1/1-1
modem.generic.drivers.length                  : 2
modem.generic.drivers.value[1]                : option, qmi_wwan
modem.generic.ports.value[1]                  : cdc-wdm0 (qmi)
modem.generic.ports.value[2]                  : ttyUSB0 (ignored)
modem.generic.ports.value[3]                  : ttyUSB2 (at)
modem.generic.ports.value[4]                  : wwan0 (net)
modem.generic.unlock-required                 : sim-pin2
modem.generic.unlock-retries.value[1]         : sim-pin (3)
modem.generic.unlock-retries.value[2]         : sim-puk (10)
modem.generic.state                           : registered
modem.generic.state-failed-reason             : --
modem.generic.power-state                     : on
modem.generic.signal-quality.value            : 57
modem.generic.supported-modes.value[1]        : allowed: 2g; preferred: none
modem.generic.supported-modes.value[2]        : allowed: 2g, 4g; preferred: 4g
modem.generic.current-modes                   : allowed: 4g; preferred: none
modem.3gpp.operator-code                      : 26202
modem.3gpp.registration-state                 : home
"""
JSON = """\
{
  "modem": {
    "3gpp": {"operator-code": "26202", "registration-state": "home"},
    "generic": {
      "manufacturer": "QUALCOMM INCORPORATED", "model": "EC25", "revision": "EC25EFAR06A11M4G",
      "device": "/sys/devices/usb1/1-1", "drivers": ["option", "qmi_wwan"],
      "ports": ["cdc-wdm0 (qmi)", "ttyUSB0 (ignored)", "ttyUSB2 (at)", "wwan0 (net)"],
      "unlock-required": "sim-pin2", "unlock-retries": ["sim-pin (3)", "sim-puk (10)"],
      "state": "registered", "state-failed-reason": "--", "power-state": "on",
      "signal-quality": {"recent": "yes", "value": "57"},
      "supported-modes": ["allowed: 2g; preferred: none", "allowed: 2g, 4g; preferred: 4g"],
      "current-modes": "allowed: 4g; preferred: none"
    }
  }
}
"""


def read(text: str) -> Evidence:
    return reading.read([("log", text)])


def report(text: str) -> ModemReport:
    """The only one."""
    (found,) = read(text).of(ModemReport)
    return found


def run_together(text: str) -> str:
    return " ".join(line.replace("-" * 32, "").strip() for line in text.splitlines())


@pytest.mark.parametrize(
    "text",
    [
        INDENTED,
        BOXED,
        KEYS,
        JSON,
        run_together(INDENTED),
        INDENTED.replace("  ", " "),
        "> " + INDENTED.replace("\n", "\n> "),
    ],
    ids=["indented", "boxed", "keys", "json", "run together", "columns lost", "quoted"],
)
def test_mmcli_says_the_same_in_all_its_forms(text: str) -> None:
    found = report(text)
    assert (found.manufacturer, found.model) == ("QUALCOMM INCORPORATED", "EC25")
    assert (found.revision, found.device) == ("EC25EFAR06A11M4G", "/sys/devices/usb1/1-1")
    assert found.drivers == ("option", "qmi_wwan")
    assert found.ports == (("cdc-wdm0", "qmi"), ("ttyUSB0", "ignored"), ("ttyUSB2", "at"), ("wwan0", "net"))
    assert (found.lock, found.state, found.failed_reason, found.power) == ("sim-pin2", "registered", "", "on")
    assert dict(found.retries) == {"sim-pin": 3, "sim-puk": 10}
    assert (found.signal, found.operator_code, found.registration) == (57, "26202", "home")
    assert (found.allowed_modes, set(found.supported_modes)) == (("4g",), {"2g", "4g"})


def test_a_report_tells_which_line_said_what() -> None:
    found = report(INDENTED)
    assert found.where("state").text == "|                state: registered"
    assert found.where("state").line == INDENTED.splitlines().index("           |                state: registered") + 1


def test_a_second_mmcli_is_a_second_report() -> None:
    states = [each.state for each in read(INDENTED + INDENTED.replace("registered", "connected")).of(ModemReport)]
    assert states == ["registered", "connected"]


def test_a_bearer_and_a_sim_are_told_from_the_modem() -> None:
    found = read(
        "  General    | path: /org/freedesktop/ModemManager1/Bearer/3\n"
        "  Status     | connected: no\n"
        "  Properties |       apn: internet\n"
        "             |   roaming: forbidden\n"
        "  General    | path: /org/freedesktop/ModemManager1/SIM/0\n"
        "  Properties |        imsi: 262020000000000\n"
        "             | operator id: 26202\n"
    ).of(ModemReport)
    bearer = found[0].bearers[0]
    assert (bearer.connected, bearer.apn, bearer.roaming) == (False, "internet", False)
    assert (found[1].sim, found[1].sim_operator_code, found[1].operator_code) == ("ready", "26202", "")


def test_mmcli_finds_no_modem_or_networks_and_tells_its_version() -> None:
    assert read("No modems were found\n").of(NoModems)
    assert [each.version for each in read("mmcli 1.20.4\n").of(Version)] == ["1.20.4"]
    (network,) = read("  3GPP scan | networks: 26201 - Telekom.de (lte, forbidden)\n").of(ScannedNetwork)
    assert (network.operator_code, network.availability, network.technology) == ("26201", "forbidden", "lte")


def test_modemmanagers_journal_of_several_versions() -> None:
    states = [
        "Jan 01 00:00:00 h ModemManager[1]: <info>  [modem0] state changed (enabling -> registered)",
        "Jan 01 00:00:00 h ModemManager[1]: Modem /org/freedesktop/ModemManager1/Modem/0: state changed"
        " (enabling -> registered)",
        "Thu Jan  1 00:00:00 2024 daemon.notice [12]: <msg> [modem0] state changed (enabling -> registered)",
        "ModemManager[1]: <debug> [1700000000.123456] [modem0] state changed (enabling -> registered)",
        "<info>  [modem0] state changed (enabling -> registered)",
    ]
    for line in states:
        found = report(line)
        assert (found.state, found.program) == ("registered", "ModemManager"), line


def test_modemmanagers_refusals_ports_and_at_dump() -> None:
    found = read(
        "Jan 01 00:00:00 h ModemManager[1]: <warn>  [modem0/bearer0] connection attempt #1 failed: unknown-apn\n"
        "Jan 01 00:00:00 h ModemManager[1]: <debug> [filter] (tty/ttyS0): port filtered: tty platform driver\n"
        "Jan 01 00:00:00 h ModemManager[1]: <error> [modem0] port ttyUSB2 timed out 10 consecutive times, marking modem"
        " as invalid\n"
        "Jan 01 00:00:00 h ModemManager[1]: <debug> [ttyUSB2/at] <-- '<CR><LF>+CREG: 2,3<CR><LF><CR><LF>OK<CR><LF>'\n"
    )
    assert [(each.request, each.error) for each in found.of(Refusal)] == [("connect", "unknown-apn")]
    assert [(each.port, each.why) for each in found.of(PortLeftOut)] == [("ttyS0", "tty platform driver")]
    assert [(each.port, each.times) for each in found.of(NoAnswer)] == [("ttyUSB2", 10)]
    assert [each.registration for each in found.of(ModemReport)] == ["denied"]


@pytest.mark.parametrize(
    "text",
    [
        "AT+CPIN?\n+CPIN: READY\n\nOK\nAT+CSQ\n+CSQ: 14,99\n\nOK\nAT+CREG?\n+CREG: 0,5\n\nOK\n",
        "at+cpin?\r\n+CPIN: READY \r\n\r\nOK  #there\r\nat+csq\r\n+CSQ: 14,99\r\n\r\nOK\r\nat+creg?\r\n"
        "+CREG: 0,5\r\nOK\r\n",
        "AT+CPIN? +CPIN: READY OK AT+CSQ +CSQ: 14,99 OK AT+CREG? +CREG: 0,5 OK\n",
        "+CPIN: READY\n\nOK\n+CSQ: 14,99\n\nOK\n+CREG: 0,5\n\nOK\n",
        "> AT+CPIN?\n> +CPIN: READY\n> OK\n> AT+CSQ\n> +CSQ: 14,99\n> OK\n> AT+CREG?\n> +CREG: 0,5\n> OK\n",
    ],
    ids=["as it is", "lower case with remarks", "run together", "echo off", "quoted"],
)
def test_an_at_transcript_survives_what_is_done_to_it(text: str) -> None:
    found = report(text)
    assert (found.sim, found.lock, found.signal, found.registration) == ("ready", "none", 45, "roaming")


def test_a_data_only_sim_is_not_denied() -> None:
    assert report("+CREG: 0,3\nOK\n+CEREG: 0,1\nOK\n").registration == "home"


def test_an_unsolicited_registration_has_no_mode_before_its_state() -> None:
    assert report('+CEREG: 5,"1A2B","01C3D4E5",7\n').registration == "roaming"


def test_exchanges_have_their_results_and_refusals() -> None:
    found = read("AT+CPIN?\n+CME ERROR: 10\nATD*99#\nNO CARRIER\n")
    assert [(each.command, each.result) for each in found.of(AtExchange)] == [
        ("+CPIN?", "+CME ERROR: 10"),
        ("D*99#", "NO CARRIER"),
    ]
    assert [(each.request, each.error) for each in found.of(Refusal)] == [
        ("unlock", "+CME ERROR: 10"),
        ("connect", "NO CARRIER"),
    ]


def test_only_who_repeats_himself_got_no_answer() -> None:
    assert read("AT\nAT\nAT\n").of(NoAnswer)
    assert not read("Please try these commands:\nAT+CPIN?\nAT+CSQ\nAT+CREG?\nAT+COPS?\n").of(NoAnswer)


def test_qmicli_and_mbimcli_in_lines_and_in_one() -> None:
    lines = "[/dev/cdc-wdm0] Operating mode retrieved:\n\tMode: 'offline'\n\tReason: 'unknown'\n\tHW restricted: 'no'\n"
    assert report(lines).operating_mode == "offline"
    assert report(lines.replace("\n\t", " ").replace("'", "’")).operating_mode == "offline"
    assert (
        report("[/dev/cdc-wdm0] Pin info:\n\tPIN state: 'locked'\n\tPIN type: 'puk1'\n".replace("Pin", "PIN")).lock
        == "sim-puk"
    )


def test_qmicli_names_a_network_by_its_codes() -> None:
    found = report(
        "[/dev/cdc-wdm0] Successfully got serving system:\n\tRegistration state: 'registered'\n\tPS: 'attached'\n"
        "\tRoaming status: 'on'\n\tCurrent PLMN:\n\t\tMCC: '302'\n\t\tMNC: '720'\n\t\tDescription: 'Rogers'\n"
    )
    assert (found.registration, found.packet_service, found.operator_code) == ("roaming", "attached", "302720")


def test_quectel_cm_with_and_without_stamps() -> None:
    line = "requestRegistrationState2 MCC: 262, MNC: 2, PS: Attached, DataCap: LTE"
    for text in (f"[01-02_03:04:05:006] {line}", line, f"Jun 26 01:05:24 pi sh[5]: [06-26_01:05:24:100] {line}"):
        found = report(text)
        assert (found.registration, found.operator_code, found.technologies) == ("home", "26202", ("lte",)), text


def test_a_busy_port_names_itself() -> None:
    (port,) = read("FATAL: cannot lock /dev/ttyUSB2: Resource temporarily unavailable\n").of(PortBusy)
    assert port.port == "ttyUSB2"


def test_a_module_is_called_by_its_variant_and_not_by_what_is_in_it() -> None:
    names = read("We have an EC25-A, somebody flashed it with EC25E firmware.\n").of(ModuleName)
    assert [(each.family, each.variant) for each in names] == [("EC25", "A")]


@pytest.mark.parametrize(
    ("firmware", "variant"),
    [
        ("EC25EFAR06A11M4G_01.001.01.001", "EC25-E"),
        ("EC25AFAR05A07M4G", "EC25-A"),
        ("EC25AFFAR07A08M4G", "EC25-AF"),
        ("EC25AUFAR02A04M4G", "EC25-AU"),
        ("EC25EUXGAR08A15M1G", "EC25-EUX"),
        ("EC21ECGAR06A04M1G", "EC21-EC"),
        ("EG25GGBR07A08M2G", "EG25-G"),
        ("EP06ELAR03A06M4G", "EP06-E"),
        ("RM500QGLAAR03A01M4G", "RM500Q-GL"),
        ("SIMCOM_SIM7600E-H", "SIM7600-E"),
        ("SIMCOM_SIM7600NA-H", "SIM7600-NA"),
        ("MC7304", "MC7304"),
        ("LE910C4-EU", "LE910C4-EU"),
        ("21.180.01.00.00", None),
        ("SWI9X30C_02.33.03.00", None),
    ],
)
def test_a_firmware_names_its_variant(firmware: str, variant: str | None) -> None:
    found = firmware_variants.of_firmware(firmware)
    assert (str(found) if found else None) == variant


@pytest.mark.parametrize(
    ("error", "why"),
    [
        ("verbose call end reason (6,27): [3gpp] unknown-apn", Why.APN),
        ("verbose call end reason (6,33): [3gpp] option-unsubscribed", Why.NOT_SUBSCRIBED),
        ("verbose call end reason (3,2504): [cm] invalid-sim-state", Why.UNKNOWN_SIM),
        ("verbose call end reason (2,239)", Why.ROAMING),
        ("QMI protocol error (52): 'DeviceNotReady'", Why.NOT_READY),
        ("QMI protocol error (60): 'InvalidTransition'", Why.LOCKED_RADIO),
        ("QMI protocol error (14): 'CallFailed'", Why.REFUSED),
        ("+CME ERROR: 10", Why.NO_SIM),
        ("+CME ERROR: SIM not inserted", Why.NO_SIM),
        ("+CME ERROR: 4", None),
        ("GDBus.Error:org.freedesktop.ModemManager1.Error.MobileEquipment.GprsMissingOrUnknownApn: x", Why.APN),
        ("Call failed: 3gpp error: ipv6-only-allowed", Why.IPV6_ONLY),
        ("Multiple PDN connection to same APN not allowed", Why.APN_ASKED_FOR_TWICE),
        ("+CEER: Requested service option not subscribed", Why.NOT_SUBSCRIBED),
        ("SIM PIN2 required", None),
        ("Unknown error", None),
    ],
)
def test_a_refusal_has_its_reason(error: str, why: Why | None) -> None:
    assert network_causes.of_error(error) is why


def test_another_firmware_is_another_story() -> None:
    first, second = stories(
        read(
            "requestBaseBandVersion EC25EFAR06A11M4G\n+CREG: 0,0\nOK\n"
            "requestBaseBandVersion EC25AFAR05A07M4G\n"
            "requestRegistrationState2 MCC: 302, MNC: 720, PS: Attached, DataCap: LTE\n"
        )
    )
    assert not first.is_registered()
    assert second.is_registered()


def test_a_modem_on_the_bus_gives_the_report_that_a_log_gives() -> None:
    properties = {
        "Model": "EC25",
        "Device": "/sys/devices/usb1/1-1",
        "State": -1,
        "StateFailedReason": 2,
        "PowerState": 3,
        "UnlockRequired": 3,
        "CurrentModes": [8, 0],
        "SupportedModes": [[8, 0], [10, 8]],
        "SignalQuality": [57, True],
    }
    modem = Modem.from_interfaces("/Modem/0", {MODEM: properties, MODEM_3GPP: {"RegistrationState": 3}}, None, ())
    found = snapshot.report(modem)
    assert (found.state, found.failed_reason, found.power, found.lock) == ("failed", "sim-missing", "on", "sim-pin2")
    assert (found.registration, found.signal, found.allowed_modes) == ("denied", 57, ("4g",))
    assert set(found.supported_modes) == {"2g", "4g"}
    assert found.where("failed_reason").text == "failed reason: sim-missing"
