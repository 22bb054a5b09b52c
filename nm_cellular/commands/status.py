"""`nm-cellular status`: whether it works and, if not, the first thing that is wrong."""

from __future__ import annotations

import argparse
import asyncio
import io
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from types import ModuleType

from ..daemons.observing import follow, observe
from ..errors import CommandError, ExitCode
from ..layout import Layout
from ..modems.observation import Observation
from ..status import ids, verdict

EXAMPLES = """\
examples:
  nm-cellular status                    what works, or the first thing that does not
  nm-cellular status --json | jq -r .verdict.summary
  nm-cellular status --metrics > /var/lib/prometheus/node-exporter/cellular.prom

exit status: 0 a modem is connected, 1 none is
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print JSON; docs/status.schema.json describes it")
    form.add_argument("--metrics", action="store_true", help="print metrics in Prometheus' text format")
    form.add_argument("--watch", action="store_true", help="stay, and show every change until Ctrl-C")
    parser.add_argument("--cells", action="store_true", help="ask the modems which cells they hear, and where they are")
    parser.add_argument(
        "--show-ids", action="store_true", help="show IMEI, ICCID, IMSI, telephone numbers and places in full"
    )


def run(arguments: argparse.Namespace) -> ExitCode:
    show_id = ids.shown if arguments.show_ids else ids.masked
    if arguments.cells and (arguments.watch or arguments.metrics):
        raise CommandError("--cells asks the modems once, for text or --json", "leave out the other", ExitCode.USAGE)
    if arguments.watch:
        _watch(show_id)
        return ExitCode.DONE
    observation = _explained(_observe(cells=arguments.cells))
    if arguments.metrics:
        _print_metrics(observation)
        return ExitCode.DONE
    if arguments.json:
        _print_json(observation, show_id)
    else:
        _print_text(observation, show_id)
    return ExitCode.DONE if verdict.of(observation).works else ExitCode.FAILED


def _observe(*, cells: bool) -> Observation:
    """That there is no bus is an observation too, so that the JSON is the same whatever is wrong."""
    try:
        return asyncio.run(observe(cells=cells))
    except CommandError as failure:
        return Observation(failure=failure)


def _explained(observation: Observation) -> Observation:
    """With the reasons for the APNs that were chosen; of those only root may know."""
    layout = Layout()
    observation = _with_accounts(_with_the_watch(observation, layout), layout)
    if not observation.modems or not os.access(layout.apn_memory, os.R_OK):
        return observation
    from ..apns import apn_file, apn_memory

    memory = apn_file.read(layout)
    used = {modem.sim.iccid: modem.bearer.apn for modem in observation.modems if modem.sim and modem.bearer}
    return replace(observation, chosen={iccid: apn_memory.explain(memory, iccid, used.get(iccid)) for iccid in memory})


def _with_the_watch(observation: Observation, layout: Layout) -> Observation:
    """With what is being done about the modems, where the watch runs."""
    if not os.path.exists(layout.watch_state):
        return observation
    from .. import this_boot
    from ..watch import remembering, showing

    if not remembering.is_running(layout):
        return observation
    kept, now = remembering.read(layout.watch_state), this_boot.age()
    return replace(observation, watched={device: showing.of(state, now) for device, state in kept.states.items()})


def _with_accounts(observation: Observation, layout: Layout) -> Observation:
    """With what the SIMs have used in the month, as the watch has counted last."""
    if not os.path.exists(layout.data_now):
        return observation
    from ..data_limits import limiting

    return replace(observation, accounts=limiting.read(layout))


def _print_json(observation: Observation, show_id: ids.ShowId) -> None:
    import json

    from ..status import document

    print(json.dumps(document.make(observation, show_id), indent=2))


def _print_metrics(observation: Observation) -> None:
    from ..status import metrics

    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")  # the format's, whatever the locale's is
    for line in metrics.lines(observation):
        print(line)


def _print_text(observation: Observation, show_id: ids.ShowId) -> None:
    if terminal := _terminal():
        terminal.show(observation, show_id)
    else:
        _print_plain(observation, show_id)


def _print_plain(observation: Observation, show_id: ids.ShowId) -> None:
    print(_plain(observation, show_id))


def _plain(observation: Observation, show_id: ids.ShowId) -> str:
    from ..status import plain

    return "\n".join(plain.lines(observation, show_id))


def _watch(show_id: ids.ShowId) -> None:
    if terminal := _terminal():
        with terminal.live(show_id) as show:
            asyncio.run(follow(lambda observation: show(_explained(observation))))
    else:
        asyncio.run(follow(_printer(show_id)))


def _printer(show_id: ids.ShowId) -> Callable[[Observation], None]:
    """Prints what there is where that is not what it printed last."""
    last = ""

    def show(observation: Observation) -> None:
        nonlocal last
        text = _plain(_explained(observation), show_id)
        if text != last:
            print(text, end="\n\n", flush=True)
        last = text

    return show


def _terminal() -> ModuleType | None:
    """What draws on a terminal; None where there is none, or rich is not installed and plain text has to do."""
    if not sys.stdout.isatty() or os.environ.get("TERM") == "dumb":
        return None
    try:
        from ..status import terminal
    except ImportError:
        return None
    return terminal
