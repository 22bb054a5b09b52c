"""Templates of the user's: used before ours, and never the cause of a traceback or of a file that is no profile."""

from __future__ import annotations

from pathlib import Path

import pytest

from nm_cellular.__main__ import main

_PACKAGED = Path(__file__).parents[2] / "templates/gsm.nmconnection.j2"


def apply_with(template: str, root: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    own = root / "etc/nm-cellular/templates/gsm.nmconnection.j2"
    own.parent.mkdir(parents=True)
    own.write_text(template)
    boot = root / "boot"
    boot.mkdir()
    (boot / "cellular.conf").write_text("[a]\napn = a.example\npassword = hunter2\n")
    monkeypatch.setattr("sys.argv", ["nm-cellular", "apply", "--root", str(root)])
    return main()


def installed(root: Path) -> list[Path]:
    directory = root / "etc/NetworkManager/system-connections"
    return list(directory.iterdir()) if directory.exists() else []


def test_a_template_of_the_users_goes_before_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changed = _PACKAGED.read_text().replace("type=gsm", "type=gsm\nzone=cellular")
    assert apply_with(changed, tmp_path, monkeypatch) == 0
    (file,) = installed(tmp_path)
    assert "zone=cellular\n" in file.read_text()


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("{{ profile.number }}", "{{ profile.numbr }}", "numbr"),
        ("{% for", "{% fro", "gsm.nmconnection.j2:"),
        ("type=gsm", "type gsm", "line 4 is not one of a keyfile"),
        ("uuid={{ profile.uuid }}", "uuid=1234", "another uuid"),
        ("{{ profile.apn or none }}", "{{ profile.apn / 0 }}", "gsm.nmconnection.j2"),
        ("{{ profile.apn or none }}", "{{ profile.password.reveal().index('x') }}", "ValueError"),
        ("[connection]", '{% include "gsm.nmconnection.j2" %}', "RecursionError"),
    ],
)
def test_a_broken_template_is_named_and_nothing_is_written(
    old: str,
    new: str,
    complaint: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert apply_with(_PACKAGED.read_text().replace(old, new, 1), tmp_path, monkeypatch) == 1
    said = capsys.readouterr().err
    assert complaint in said
    assert "hunter2" not in said
    assert not installed(tmp_path)


def test_a_template_that_sets_what_networkmanager_refuses_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = _PACKAGED.read_text().replace("type=gsm", "type=gsm\ninterface-name=far-too-long-a-name-for-linux")
    assert apply_with(bad, tmp_path, monkeypatch) == 3
    assert "connection.interface-name" in capsys.readouterr().err
    assert not installed(tmp_path)


@pytest.mark.parametrize(
    ("template", "complaint"),
    [
        ("{{ profile.apn / 0 }}", "wvdial.conf.j2 cannot be rendered: TypeError"),
        ("{{ 1 // 0 }}", "wvdial.conf.j2 cannot be rendered: ZeroDivisionError"),
        ("{{ 1 | dictsort }}", "wvdial.conf.j2 cannot be rendered: AttributeError"),
        ("\n{% fro %}", "wvdial.conf.j2:2: "),
    ],
)
def test_one_for_another_system_is_named_too(
    template: str, complaint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    own = tmp_path / "etc/nm-cellular/templates/wvdial.conf.j2"
    own.parent.mkdir(parents=True)
    own.write_text(template)
    conf = tmp_path / "cellular.conf"
    conf.write_text("[a]\napn = a.example\npassword = hunter2\n")
    monkeypatch.setattr("sys.argv", ["nm-cellular", "render", "--for", "wvdial", "--root", str(tmp_path), str(conf)])
    assert main() == 1
    said = capsys.readouterr()
    assert complaint in said.err
    assert "hunter2" not in said.out + said.err
