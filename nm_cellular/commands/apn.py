"""`nm-cellular apn`: the access points that a SIM may want, the likeliest first, and why."""

from __future__ import annotations

import argparse
import sys

from ..apn import candidates, dashed, home_codes
from ..errors import CommandError, ExitCode
from ..layout import Layout
from ..providers import rows
from ..sim_identity import SimIdentity, identity, masked
from . import options

TYPE_CHECKING = False  # as in report.py

if TYPE_CHECKING:
    from ..apn import Candidate, Row
    from ..providers import DatabaseUnusable

EXAMPLES = """\
examples:
  nm-cellular apn 23410                 by MCC and MNC
  nm-cellular apn 23410 --gid1 508FFFFF a reseller's SIM, with what mmcli -i 0 shows as GID1
  nm-cellular apn 89883070000000000000  by what is printed on the card (ICCID)
  nm-cellular apn soracom               by name
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("sim", nargs="+", metavar="SIM", help="MCC and MNC, IMSI, ICCID or a name, or several of them")
    parser.add_argument("--gid1", default="", metavar="HEX", help="the SIM's group identifier, which tells resellers")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("-v", "--verbose", action="store_true", help="say how the SIM was understood")
    parser.add_argument("--show-ids", action="store_true", help="show IMSI and ICCID in full")
    parser.add_argument(
        "--root",
        default="/",
        type=options.existing_directory,
        metavar="DIR",
        help="use the provider database below DIR",
    )


def run(arguments: argparse.Namespace) -> ExitCode:
    try:
        sim = identity(arguments.sim, arguments.gid1)
    except ValueError as exc:
        raise CommandError(str(exc), "mmcli -i 0 shows what the SIM has", ExitCode.USAGE) from None
    ours, theirs, problem = rows(sim.mcc, Layout(arguments.root))
    found = candidates(sim, ours, theirs)
    understood = _understood(sim, (*ours, *theirs), show_ids=arguments.show_ids)
    if arguments.json:
        _show_json(found, understood, problem)
    else:
        _show(found, understood if arguments.verbose else {}, problem)
    return ExitCode.DONE if found else ExitCode.FAILED


def _show_json(found: list[Candidate], understood: dict[str, str], problem: DatabaseUnusable | None) -> None:
    import json

    warnings = [{"message": problem.message, "hint": problem.hint}] if problem else []
    print(json.dumps({"sim": understood, "candidates": found, "warnings": warnings}, indent=2))


def _understood(sim: SimIdentity, known: tuple[Row, ...], *, show_ids: bool) -> dict[str, str]:
    shown = (lambda text: text) if show_ids else masked
    return {
        "home": ", ".join(map(dashed, home_codes(sim, known))),
        "imsi": shown(sim.imsi),
        "iccid": shown(sim.iccid),
        "gid1": sim.gid1,
        "spn": sim.spn,
    }


def _show(found: list[Candidate], understood: dict[str, str], problem: DatabaseUnusable | None) -> None:
    if problem:
        print(f"warning: {problem.message}\n    {problem.hint}", file=sys.stderr)
    for key, value in understood.items():
        if value:
            _print(f"{key}: {value}")
    for number, candidate in enumerate(found, 1):
        _print(f"{number:2}. {candidate['apn']}  {_details(candidate)}".rstrip())
        _print(f"      {candidate['reason']} [{candidate['source']}]")
    if not found:
        print("no APN is known for this SIM\n    ask its operator, and write apn = …", file=sys.stderr)


def _details(candidate: Candidate) -> str:
    login = [f"{key} {candidate[key]}" for key in ("username", "password", "authentication") if candidate[key]]
    usage = [] if candidate["usage"] == "internet" else [candidate["usage"] or "usage not said"]
    return ", ".join([*candidate["plans"], *usage, *login])


def _print(line: str) -> None:
    """Names come from a file and from the command line, and a terminal may be unable to show them, or obey them."""
    safe = "".join(character if character.isprintable() else "?" for character in line)
    encoding = sys.stdout.encoding or "ascii"
    print(safe.encode(encoding, "replace").decode(encoding))
