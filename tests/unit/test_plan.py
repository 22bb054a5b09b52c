"""What apply would do, before it does it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from nm_cellular import keyfile, planning
from nm_cellular.plan import Action, Installed, Scope, Step, Wanted

from . import pipeline

DIRECTORY = "/etc/NetworkManager/system-connections"
BOOT = "/boot/firmware"
ALL = Scope([BOOT], [])
HOME = "[home]\napn = internet\n"


def wanted(text: str = HOME, file: str = pipeline.CONF) -> tuple[Wanted, ...]:
    return pipeline.make(text, file).wanted


def there(
    text: str, path: str = f"{DIRECTORY}/home.nmconnection", *, here: bool = True, secure: bool = True
) -> Installed:
    return Installed(path, here, text, keyfile.parse(text), secure=secure)


def installed(*profiles: Wanted) -> list[Installed]:
    """As an apply of them would have left it."""
    return [there(each.text, f"{DIRECTORY}/{each.profile.id}.nmconnection") for each in profiles]


def other(*lines: str, path: str = f"{DIRECTORY}/theirs", uuid: str = "u") -> Installed:
    """Somebody else's cellular profile."""
    return there(
        f"[connection]\nid=theirs\nuuid={uuid}\ntype=gsm\n[gsm]\n" + "".join(f"{line}\n" for line in lines), path
    )


def make(
    want: Sequence[Wanted], have: Sequence[Installed], scope: Scope = ALL, *, force: bool = False
) -> tuple[Action, ...]:
    return planning.make(want, have, DIRECTORY, scope, force=force)


def steps(actions: Sequence[Action]) -> list[tuple[str, str]]:
    return [(action.step.value, action.id) for action in actions]


def said(action: Action) -> list[str]:
    return [problem.message for problem in action.problems]


def test_what_is_not_there_is_created() -> None:
    (want,) = wanted()
    assert make([want], []) == (
        Action(
            Step.CREATE,
            "home",
            want.profile.uuid,
            f"{DIRECTORY}/home.nmconnection",
            f"{pipeline.CONF}#home",
            (),
            "",
            want.text,
            pipeline.CONF,
        ),
    )


def test_what_is_there_is_unchanged() -> None:
    assert steps(make(wanted(), installed(*wanted()))) == [("unchanged", "home")]


def test_what_is_asked_for_otherwise_is_updated_where_it_is() -> None:
    (before,), (after,) = wanted(), wanted("[home]\napn = other\nid = Away\n")
    have = there(before.text, f"{DIRECTORY}/some name")
    (action,) = make([after], [have])
    assert (action.step, action.path) == (Step.UPDATE, f"{DIRECTORY}/some name")
    assert (action.before, action.after) == (before.text, after.text)


def test_what_networkmanager_would_refuse_to_read_is_written_again() -> None:
    (want,) = wanted()
    assert steps(make([want], [there(want.text, secure=False)])) == [("update", "home")]


def test_what_is_gone_from_the_boot_file_is_removed() -> None:
    have = installed(*wanted(f"{HOME}[away]\napn = other\n"))
    assert steps(make(wanted(), have)) == [("unchanged", "home"), ("remove", "away")]


def test_a_section_that_was_renamed_is_made_anew() -> None:
    actions = make(wanted("[house]\napn = internet\n"), installed(*wanted()))
    assert steps(actions) == [("create", "house"), ("remove", "home")]


def test_an_apn_less_is_a_profile_less() -> None:
    have = installed(*wanted("[home]\napn = internet, second\n"))
    assert steps(make(wanted(), have)) == [("update", "home"), ("remove", "home (second)")]


def test_a_profile_under_another_uuid_replaces_the_former() -> None:
    want = wanted(f"{HOME}uuid = 3b8f359e-4df2-4997-99d8-04e15742d38f\n")
    assert steps(make(want, installed(*wanted()))) == [("create", "home"), ("remove", "home")]


@pytest.mark.parametrize(
    "scope",
    [
        Scope([], []),
        Scope(["/boot"[:4]], []),
        Scope(["/mnt/boot"], []),
        Scope([BOOT], [pipeline.CONF]),
        Scope([BOOT], [f"{pipeline.CONF}#home"]),
    ],
    ids=[
        "no usable boot directory",
        "a prefix of its name",
        "another one",
        "its file is broken",
        "its section is broken",
    ],
)
def test_what_may_not_be_gone_is_kept(scope: Scope) -> None:
    assert make([], installed(*wanted()), scope) == ()


def test_the_section_beside_a_broken_one_is_removed_all_the_same() -> None:
    assert steps(make([], installed(*wanted()), Scope([f"{BOOT}/"], [f"{pipeline.CONF}#away"]))) == [("remove", "home")]


def test_what_is_not_ours_is_never_touched() -> None:
    (theirs,) = wanted()
    text = theirs.text.partition("[user]")[0]
    assert make([], [there(text)]) == ()


def test_what_somebody_changed_is_a_conflict_and_kept() -> None:
    (want,) = wanted("[home]\napn = newer\n")
    have = there(wanted()[0].text.replace("apn=internet", "apn=theirs"))
    (action,) = make([want], [have])
    assert action.step is Step.CONFLICT
    assert action.problems[0].where.file == have.path
    assert "--force" in action.problems[0].hint
    assert steps(make([want], [have], force=True)) == [("update", "home")]


def test_what_somebody_changed_to_what_is_now_asked_for_is_ours_again() -> None:
    (want,) = wanted("[home]\napn = newer\n")
    have = there(wanted()[0].text.replace("apn=internet", "apn=newer"))
    assert steps(make([want], [have])) == [("update", "home")]


def test_what_somebody_changed_is_not_removed() -> None:
    have = there(wanted()[0].text.replace("apn=internet", "apn=theirs"))
    assert steps(make([], [have])) == [("conflict", "home")]
    assert steps(make([], [have], force=True)) == [("remove", "home")]


def test_a_uuid_that_is_somebody_elses_is_a_conflict_even_with_force() -> None:
    (want,) = wanted()
    have = other(uuid=want.profile.uuid.upper())
    for force in (False, True):
        (action,) = make([want], [have], force=force)
        assert action.step is Step.CONFLICT
        assert "same uuid and is not ours" in action.problems[0].message
        assert have.path in action.problems[0].hint


def test_a_tombstone_is_reported() -> None:
    (want,) = wanted()
    have = Installed(f"{DIRECTORY}/{want.profile.uuid}.nmmeta", here=True, tombstone=want.profile.uuid)
    (action,) = make([want], [have])
    assert action.step is Step.CREATE
    assert "told to forget" in action.problems[0].message
    assert have.path in action.problems[0].hint


@pytest.mark.parametrize("path", ["/run/NetworkManager/system-connections/home.nmconnection", f"{DIRECTORY}/copy"])
def test_a_second_copy_of_ours_is_reported(path: str) -> None:
    (want,) = wanted()
    have = [there(want.text, path, here=path.startswith(DIRECTORY)), there(want.text)]
    (action,) = make([want], have)
    assert action.step is Step.UNCHANGED
    assert [problem.where.file for problem in action.problems] == [path]


def test_a_copy_below_run_does_not_count_as_installed() -> None:
    (want,) = wanted()
    assert steps(make([want], [there(want.text, "/run/x", here=False)])) == [("create", "home")]


def test_a_profile_for_the_same_sim_is_reported() -> None:
    (action,) = make(wanted(), [other()])
    assert action.step is Step.CREATE
    assert action.problems[0].message.startswith("`theirs` is for the same SIM")


def test_a_profile_from_netplan_is_named_as_such() -> None:
    (action,) = make(wanted(), [other(path="/run/NetworkManager/system-connections/netplan-modem.nmconnection")])
    assert "`theirs` (from netplan) is for the same SIM" in said(action)[0]


@pytest.mark.parametrize(
    ("ours", "theirs", "rivals"),
    [
        ("sim = 26201", "sim-operator-id=26202", False),
        ("sim = 26201", "sim-operator-id=26201", True),
        ("sim = 26201", "sim-id=8944110068256270054", True),
        ("sim = 8944110068256270054", "sim-id=8944110068256270055", False),
        ("modem = a1", "device-id=b2", False),
        ("modem = a1", "device-id=a1", True),
        ("autoconnect = no", "", False),
    ],
)
def test_profiles_are_rivals_unless_something_tells_them_apart(ours: str, theirs: str, rivals: bool) -> None:  # noqa: FBT001
    (action,) = make(wanted(f"{HOME}{ours}\n"), [other(theirs)])
    assert bool(action.problems) is rivals


@pytest.mark.parametrize(("lines", "sends"), [(["pin=1"], True), (["pin=1", "pin-flags=1"], False), ([], False)])
def test_a_pin_that_networkmanager_sends_at_every_boot_is_told_of(lines: list[str], sends: bool) -> None:  # noqa: FBT001
    (action,) = make(wanted(), [other(*lines)])
    assert any("sends this profile's PIN at every boot" in each for each in said(action)) is sends


def test_a_pin_that_somebody_wrote_into_a_profile_of_ours_is_told_of() -> None:
    (want,) = wanted()
    (action,) = make([want], [there(want.text.replace("[gsm]\n", "[gsm]\npin=1234\n"))])
    assert action.step is Step.CONFLICT
    assert any("sends this profile's PIN at every boot" in each for each in said(action))


def test_what_never_starts_by_itself_is_no_rival() -> None:
    (want,) = wanted()
    text = "[connection]\nid=theirs\nuuid=u\ntype=gsm\nautoconnect=false\n"
    wifi = "[connection]\nid=theirs\nuuid=v\ntype=wifi\n"
    assert make([want], [there(text, "/a"), there(wifi, "/b")])[0].problems == ()


def test_the_profiles_own_warnings_belong_to_the_action() -> None:
    (action,) = make(wanted("[home]\napn = a\nnumber = 99**1#\n"), [])
    assert [problem.where.line for problem in action.problems] == [3]


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("home", "home.nmconnection"),
        ("a b/c", "a-b-c.nmconnection"),
        ("../../etc/passwd", "etc-passwd.nmconnection"),
        (".hidden", "hidden.nmconnection"),
        ("Büro", "B-ro.nmconnection"),
        ("日本", "cellular.nmconnection"),
        ("x" * 200, f"{'x' * 64}.nmconnection"),
    ],
)
def test_a_file_has_a_name_that_every_file_system_takes(name: str, file: str) -> None:
    (action,) = make(wanted(f"[{name}]\napn = a\n"), [])
    assert action.path == f"{DIRECTORY}/{file}"


def test_no_two_profiles_get_one_file() -> None:
    want = wanted("[a b]\napn = a\n[a-b]\napn = a\n[a  b]\napn = a\n")
    paths = [action.path for action in make(want, [other(path=f"{DIRECTORY}/a-b.nmconnection")])]
    assert len({*paths, f"{DIRECTORY}/a-b.nmconnection"}) == 4


def test_a_plan_shows_no_secret() -> None:
    (want,) = wanted(f"{HOME}password = hunter2\npin = 4711\n")
    have = there(want.text.replace("hunter2", "hunter3"))
    shown = repr((make([want], []), make([], [have]), want, have))
    assert "hunter" not in shown
    assert "4711" not in shown
