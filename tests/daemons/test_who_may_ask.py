"""Who may ask: status reads what every user may read, and asks polkit for nothing."""

from __future__ import annotations

import json
from subprocess import CompletedProcess

import pytest

from tests.daemons.modem_states import CASES, PATH, bring, run, status
from tests.lab import Lab

NOBODY = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")


def as_nobody(lab: Lab, *words: str) -> CompletedProcess[str]:
    argv = [*NOBODY, "/usr/bin/python3", "-m", "nm_cellular", *words]
    return lab.run(argv, env=PATH | {"PYTHONDONTWRITEBYTECODE": "1"}, check=False)


@pytest.mark.parametrize("case", ["connected", "no sim", "asks for a puk"])
def test_where_polkit_allows_nothing_status_says_the_same(lab: Lab, case: str) -> None:
    bring(lab, CASES[case])
    before = status(lab)
    lab.policykit.allows = False
    assert status(lab)["verdict"] == before["verdict"]
    assert len(status(lab)["modems"]) == 1


def test_an_ordinary_user_may_look(lab: Lab) -> None:
    bring(lab, CASES["connected"])
    lab.policykit.allows = False
    shown = as_nobody(lab, "status", "--json")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert json.loads(shown.stdout)["verdict"] == status(lab)["verdict"]


def test_an_ordinary_user_may_wait(lab: Lab) -> None:
    bring(lab, CASES["connected"])
    lab.policykit.allows = False
    assert as_nobody(lab, "wait", "--timeout", "10").returncode == 0


def test_what_the_modem_has_to_be_asked_for_is_refused_with_a_sentence(lab: Lab) -> None:
    bring(lab, CASES["connected"])
    lab.policykit.allows = False
    done = run(lab, "status", "--cells")
    assert (done.returncode, done.stderr) == (0, "")
    [line] = [line for line in done.stdout.splitlines() if line.startswith("  cells ")]
    assert "not known: ModemManager does not allow this: PolicyKit authorization failed" in line
