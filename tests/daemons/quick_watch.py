"""`nm-cellular watch` in which all that waits by the clock waits a tenth, or what its argument says, of its time.

How fast NetworkManager may dial is left as it is: that is no time of ours.
"""

from __future__ import annotations

import sys
from dataclasses import replace

from nm_cellular.__main__ import main
from nm_cellular.watch import ladder, probing, proving, repairing, sources
from nm_cellular.watch.reading import Read

_TIMES = ("_IDLE_LOOK", "_BUSY_LOOK", "_BUSY_FOR", "_FIRST_INTERVAL", "_AGAIN_AT_ONCE", "_PROBE_LASTS")
"""Of proving.py, in seconds; and of repairing.py by condition:"""

_PATIENCE = "_PATIENCE"


def hurry(times: float) -> None:
    for name, rung in ladder.RUNGS.items():
        ladder.RUNGS[name] = rung._replace(settle=rung.settle / times)
    patience = {condition: seconds / times for condition, seconds in getattr(repairing, _PATIENCE).items()}
    setattr(repairing, _PATIENCE, patience)
    for name in _TIMES:
        setattr(proving, name, getattr(proving, name) / times)
    probing.PATIENCE, probing.APART = max(0.5, probing.PATIENCE / times), max(0.1, probing.APART / times)
    as_written = sources.settings
    sources.settings = lambda boots: _hurried(as_written(boots), times)


def _hurried(read: Read, times: float) -> Read:
    own = read.settings
    quick = replace(
        own,
        data_budget=int(own.data_budget * times),
        probe_every=own.probe_every / times,
        first_wait=own.first_wait / times,
        longest_wait=own.longest_wait / times,
        stable=own.stable / times,
    )
    return replace(read, settings=quick)


if __name__ == "__main__":
    hurry(float(sys.argv[1]))
    sys.argv[1:] = ["watch"]
    sys.exit(main())
