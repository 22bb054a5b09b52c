"""`nm-cellular apn`: the access points that a SIM may want, the likeliest first, and why."""

from __future__ import annotations

import argparse
import sys

from ..apns.apn import candidates, dashed, home_codes
from ..apns.providers import rows
from ..apns.sim_identity import SimIdentity, identity, masked
from ..errors import CommandError, ExitCode
from ..layout import Layout
from ..printable import printable
from . import options

TYPE_CHECKING = False  # as in report.py

if TYPE_CHECKING:
    from typing import Any

    from ..apns.apn import Candidate, Row
    from ..apns.apn_memory import KnownSim
    from ..apns.providers import DatabaseUnusable
    from ..apns.reading_sims import ReadSim

EXAMPLES = """\
examples:
  nm-cellular apn 23410                 by MCC and MNC
  nm-cellular apn 23410 --gid1 508FFFFF a reseller's SIM, with what mmcli -i 0 shows as GID1
  nm-cellular apn 89883070000000000000  by what is printed on the card (ICCID)
  nm-cellular apn soracom               by name
  nm-cellular apn --modem               what the SIMs in the modems say
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("sim", nargs="*", metavar="SIM", help="MCC and MNC, IMSI, ICCID or a name, or several of them")
    parser.add_argument("--modem", nargs="?", const="", metavar="N", help="read the SIM of this modem, or of all")
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
    if (arguments.modem is None) == (not arguments.sim):
        raise CommandError("say which SIM is meant, by words or by --modem", "nm-cellular apn --help", ExitCode.USAGE)
    return _of_words(arguments) if arguments.sim else _of_modems(arguments)


class Answer:
    """What was found for one SIM, how the SIM was understood, and why the database was of no use, if it was not."""

    # Not a dataclass, as in sim_identity.py.
    __slots__ = ("candidates", "problem", "understood")

    def __init__(self, sim: SimIdentity, arguments: argparse.Namespace) -> None:
        ours, theirs, self.problem = rows(sim.mcc, Layout(arguments.root))
        self.candidates = candidates(sim, ours, theirs)
        self.understood = _understood(sim, (*ours, *theirs), show_ids=arguments.show_ids)


def _of_words(arguments: argparse.Namespace) -> ExitCode:
    try:
        sim = identity(arguments.sim, arguments.gid1)
    except ValueError as exc:
        raise CommandError(str(exc), "mmcli -i 0 shows what the SIM has", ExitCode.USAGE) from None
    answer = Answer(sim, arguments)
    if arguments.json:
        warnings = _warnings(answer.problem)
        _show_json({"sim": answer.understood, "candidates": answer.candidates, "warnings": warnings})
    else:
        _show_problem(answer.problem)
        _show(answer.candidates, answer.understood if arguments.verbose else {})
    return ExitCode.DONE if answer.candidates else ExitCode.FAILED


def _of_modems(arguments: argparse.Namespace) -> ExitCode:
    # The D-Bus library takes six times as long to load as all the rest.
    from ..apns import apn_file
    from ..apns.reading_sims import read

    memory = apn_file.read(Layout(arguments.root))
    answers = [(sim, Answer(sim.identity, arguments), memory.get(sim.iccid)) for sim in read(arguments.modem)]
    problem = next((answer.problem for _, answer, _ in answers if answer.problem), None)
    if arguments.json:
        _show_json({"modems": [_document(*each) for each in answers], "warnings": _warnings(problem)})
    else:
        _show_problem(problem)
        for each in answers:
            _show_modem(*each)
    return ExitCode.DONE if all(answer.candidates for _, answer, _ in answers) else ExitCode.FAILED


def _document(sim: ReadSim, answer: Answer, known: KnownSim | None) -> dict[str, Any]:
    winner = known.winner if known else None
    return {
        "modem": sim.modem,
        "sim": answer.understood,
        "candidates": answer.candidates,
        "worked": {"apn": winner[0], "username": winner[1], "since": known.since} if known and winner else None,
        "problem": {"message": sim.missing.summary, "hint": sim.missing.hint} if sim.missing else None,
    }


def _show_modem(sim: ReadSim, answer: Answer, known: KnownSim | None) -> None:
    said = ", ".join(f"{key} {value}" for key, value in answer.understood.items() if value)
    _print(f"modem {sim.modem}: {said or 'no SIM can be read'}")
    if sim.missing:
        print(f"{sim.missing.summary}\n    {sim.missing.hint}", file=sys.stderr)
    if answer.candidates or not sim.missing:
        _show(answer.candidates, {}, known)


def _show_json(document: dict[str, Any]) -> None:
    import json

    print(json.dumps(document, indent=2))


def _warnings(problem: DatabaseUnusable | None) -> list[dict[str, str]]:
    return [{"message": problem.message, "hint": problem.hint}] if problem else []


def _understood(sim: SimIdentity, known: tuple[Row, ...], *, show_ids: bool) -> dict[str, str]:
    shown = (lambda text: text) if show_ids else masked
    return {
        "home": ", ".join(map(dashed, home_codes(sim, known))),
        "imsi": shown(sim.imsi),
        "iccid": shown(sim.iccid),
        "gid1": sim.gid1,
        "spn": sim.spn,
    }


def _show_problem(problem: DatabaseUnusable | None) -> None:
    if problem:
        print(f"warning: {problem.message}\n    {problem.hint}", file=sys.stderr)


def _show(found: list[Candidate], understood: dict[str, str], known: KnownSim | None = None) -> None:
    for key, value in understood.items():
        if value:
            _print(f"{key}: {value}")
    for number, candidate in enumerate(found, 1):
        _print(f"{number:2}. {candidate['apn']}  {_details(candidate)}".rstrip())
        _print(f"      {candidate['reason']} [{candidate['source']}]")
        if known and known.winner == (candidate["apn"], candidate["username"]):
            _print(f"      works since {known.since}")
    if not found:
        print("no APN is known for this SIM\n    ask its operator, and write apn = …", file=sys.stderr)


def _details(candidate: Candidate) -> str:
    login = [f"{key} {candidate[key]}" for key in ("username", "password", "authentication") if candidate[key]]
    usage = [] if candidate["usage"] == "internet" else [candidate["usage"] or "usage not said"]
    return ", ".join([*candidate["plans"], *usage, *login])


def _print(line: str) -> None:
    """Names come from a file and from the command line, and a terminal may be unable to show them, or obey them."""
    encoding = sys.stdout.encoding or "ascii"
    print(printable(line).encode(encoding, "replace").decode(encoding))
