"""What is made for the Debian package: manual pages and completions, and that nothing in it has been forgotten.

tests/package, which `tests/chroot --package` runs on a bare Debian, installs the package itself.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

from nm_cellular import __version__, cli

TOP = Path(__file__).resolve().parent.parent
PACKAGING = TOP / "packaging"
PAGES = ("nm-cellular.8", "cellular.conf.5")
UNITS = sorted((PACKAGING / "systemd").glob("*.service"))


@cache
def generated(program: str, name: str) -> str:
    """What a generator writes, run by Debian's Python and without leaving anything."""
    argv = ["/usr/bin/python3", "-B", PACKAGING / program, name]
    return subprocess.run(argv, check=True, capture_output=True, text=True).stdout


@cache
def shown(page: str) -> str:
    """A manual page as man(1) shows it, in lines that are not wrapped."""
    argv = ["groff", "-man", "-Tutf8", "-P-cbou", "-rLL=1000n", "-ww", "-K", "utf8"]
    done = subprocess.run(argv, input=generated("generate-manual", page), check=True, capture_output=True, text=True)
    assert done.stderr == ""
    return re.sub(" +", " ", done.stdout)


def help_of(verb: str) -> set[str]:
    """The long options that --help names."""
    parser = cli.whole_parser()
    usage = next(action for action in parser._actions if action.choices)  # noqa: SLF001
    return set(re.findall(r"^ +(?:-\w.*, )?(--[\w-]+)", dict(usage.choices or {})[verb].format_help(), re.MULTILINE))


@pytest.mark.parametrize("page", PAGES)
def test_a_manual_page_is_what_groff_takes_without_a_warning(page: str) -> None:
    assert shown(page).startswith(page.rpartition(".")[0].upper())
    assert "\\" not in shown(page)


@pytest.mark.parametrize("verb", cli.VERBS)
def test_the_manual_has_every_option_of_a_verb(verb: str) -> None:
    section = re.search(
        rf"^ nm-cellular {verb}\b.*?(?=^ nm-cellular|^\w)", shown("nm-cellular.8"), re.MULTILINE | re.DOTALL
    )
    assert section
    assert set(re.findall(r"^ (?:-\w, )?(--[\w-]+)", section[0], re.MULTILINE)) == help_of(verb) - {"--help"}


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_the_manual_has_every_unit(unit: Path) -> None:
    assert re.search(re.escape(unit.name).replace("@", "@[A-Z]+"), shown("nm-cellular.8"))


def test_the_manual_of_cellular_conf_has_all_that_its_document_has() -> None:
    document = (TOP / "docs/cellular.conf.md").read_text()
    page = shown("cellular.conf.5")
    keys = [key for row in re.findall(r"^\| (`[^|]*) \|", document, re.MULTILINE) for key in re.findall("`(.*?)`", row)]
    assert len(keys) > 20
    assert [key for key in keys if not re.search(rf"^ (\S+, )*{re.escape(key)}\b", page, re.MULTILINE)] == []
    headings = re.findall(r"^## (.*)$", document, re.MULTILINE)
    assert [heading for heading in headings if f"\n{heading.upper()}\n" not in page] == []


COMPLETE = """
source /dev/stdin <<<"$completion"
compopt() { echo "$@"; }
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
_nm_cellular
printf '%s\\n' "${COMPREPLY[@]}"
"""


def completed(*words: str) -> set[str]:
    """What bash offers for the last word, or `-o` and how it shall complete file names."""
    argv = ["bash", "--norc", "-c", COMPLETE, "bash", "nm-cellular", *words]
    environment = {"completion": generated("generate-completions", "bash"), "PATH": "/usr/bin"}
    done = subprocess.run(argv, check=True, capture_output=True, text=True, env=environment)
    assert done.stderr == ""
    return set(done.stdout.split())


def test_bash_completes_verbs() -> None:
    assert completed("") == {*cli.VERBS, "--help", "--version"}
    assert completed("ap") == {"apply", "apn"}


@pytest.mark.parametrize("verb", cli.VERBS)
def test_bash_completes_the_options_of_a_verb(verb: str) -> None:
    assert {word for word in completed(verb, "--") if word.startswith("--")} == help_of(verb)


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (("apply", "--via", ""), {"files", "dbus"}),
        (("wait", "--for", "re"), {"registered"}),
        (("apply", "--nm-version", ""), set()),
        (("apply", "--boot", ""), {"-o", "dirnames"}),
        (("check", "cell"), {"-o", "default"}),
        (("check", "--js"), {"--json"}),
    ],
)
def test_bash_completes_values(words: tuple[str, ...], offered: set[str]) -> None:
    assert completed(*words) == offered


@pytest.mark.parametrize("shell", ["bash", "fish", "zsh"])
def test_a_shell_takes_its_completions(shell: str) -> None:
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed")
    text = generated("generate-completions", shell)
    assert all(verb in text for verb in cli.VERBS)
    done = subprocess.run([shell, "-n"], input=text, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_package_has_the_programs_version() -> None:
    assert re.match(r"nm-cellular \((\S+)\)", (PACKAGING / "debian/changelog").read_text()).group(1) == __version__  # type: ignore[union-attr]


def test_the_package_depends_on_all_that_it_runs_with() -> None:
    lines = (TOP / "tests/packages").read_text().partition("# What the lab")[0].splitlines()
    needed = {line.split()[1] for line in lines if line.startswith("demo")} - {"python3"}
    assert {"modemmanager", "python3-jinja2"} <= needed
    control = (PACKAGING / "debian/control").read_text().partition("\nDepends:")[2].partition("\nRecommends:")[0]
    assert needed - set(re.findall(r"[\w-]+", control)) == set()


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_is_as_hardened_as_its_document_says(unit: Path) -> None:
    name = re.escape(unit.name).replace("@", "@[A-Z]+")
    exposure = re.search(rf"^\| `{name}` \|.*\| (\d)\.(\d) \|$", (TOP / "docs/debian.md").read_text(), re.MULTILINE)
    assert exposure
    threshold = exposure[1] + exposure[2]
    assert int(threshold) <= 30
    argv = ["systemd-analyze", "security", "--offline=true", f"--threshold={threshold}", "--no-pager", unit]
    done = subprocess.run(argv, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
