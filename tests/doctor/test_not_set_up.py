"""What has to be there for NetworkManager to dial, on a machine that was looked at."""

from __future__ import annotations

from nm_cellular.checks import not_set_up
from nm_cellular.doctor.evidence import Evidence, Unavailable
from nm_cellular.doctor.facts import Fact
from nm_cellular.doctor.facts.modem import BearerReport, ModemReport
from nm_cellular.doctor.facts.network import NmDevice, Profile
from nm_cellular.doctor.facts.system import BootFileMistake, ServiceState
from nm_cellular.doctor.finding import Finding, Severity
from nm_cellular.doctor.source import Source

NOW = Source("D-Bus", 0, "so it is")
REGISTERED = ModemReport(NOW, "mmcli", device="/sys/x", state="registered", registration="home")
CONNECTED = ModemReport(
    NOW,
    "mmcli",
    device="/sys/y",
    state="connected",
    bearers=(BearerReport(connected=True, addresses=("10.0.0.2/30",)),),
)
WITHOUT = NmDevice(NOW, "cdc-wdm0", "gsm", "disconnected", profiles=0)


def found(*facts: Fact, live: bool = True, unavailable: dict[str, Unavailable] | None = None) -> list[Finding]:
    return list(not_set_up.find(Evidence(facts, unavailable or {}, live=live)))


def in_short(findings: list[Finding]) -> list[tuple[str, Severity]]:
    return [(each.check, each.severity) for each in findings]


def test_a_log_may_just_not_show_it() -> None:
    assert found(REGISTERED, WITHOUT, live=False) == []


def test_a_modem_with_a_network_and_no_profile() -> None:
    assert in_short(found(REGISTERED, WITHOUT)) == [("no-profile", Severity.ERROR)]


def test_beside_a_modem_that_is_connected_it_is_a_warning() -> None:
    assert in_short(found(CONNECTED, WITHOUT)) == [("no-profile", Severity.WARNING)]


def test_a_profile_that_does_not_fit_is_named() -> None:
    profile = Profile(NOW, (("connection", "type", "gsm"), ("connection", "id", "home")), "/etc/home")
    [finding] = found(REGISTERED, WITHOUT, profile)
    assert "(home)" in finding.says


def test_who_may_not_read_the_profiles_cannot_tell_that_there_are_none() -> None:
    assert found(REGISTERED, unavailable={"Profile": Unavailable("run it as root")}) == []
    assert in_short(found(REGISTERED)) == [("no-profile", Severity.ERROR)]


def test_networkmanager_that_is_away_matters_where_nothing_is_connected() -> None:
    stopped = ServiceState(NOW, "NetworkManager.service", "inactive")
    profile = Profile(NOW, (("connection", "type", "gsm"),), "/etc/home")
    assert in_short(found(REGISTERED, stopped, profile)) == [("nm-not-running", Severity.ERROR)]
    assert found(CONNECTED, stopped, profile) == []


def test_what_a_boot_file_has_wrong_is_worse_where_nothing_is_connected() -> None:
    mistake = BootFileMistake(NOW, "/boot/cellular.conf", "there is no such key", "did you mean `apn`?")
    assert in_short(found(mistake)) == [("boot-file", Severity.ERROR)]
    profile = Profile(NOW, (("connection", "type", "gsm"),), "/etc/home")
    assert in_short(found(mistake, CONNECTED, profile)) == [("boot-file", Severity.WARNING)]


def test_apply_that_failed_at_boot_is_told_once() -> None:
    failed = ServiceState(NOW, "nm-cellular-apply.service", "failed")
    assert in_short(found(failed)) == [("boot-file", Severity.WARNING)]
    mistake = BootFileMistake(NOW, "/boot/cellular.conf", "there is no such key")
    assert len(found(failed, mistake)) == 1
