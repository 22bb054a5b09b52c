"""What tables, plots and graphs say of samples."""

from __future__ import annotations

from .sample import Sample

_GENERATIONS = {"5gnr": "5", "lte": "4", "cat-m": "4", "nb-iot": "4"}
_SECOND = ("gsm", "gsm-compact", "gprs", "edge")


def name(device: str) -> str:
    return device.removeprefix("/sys/devices/")


def generation(technology: str) -> str:
    """2 to 5, of the best of mmcli's names of technologies; empty where there is none."""
    labels = [label for label in technology.split(",") if label]
    found = [_GENERATIONS.get(label) or ("2" if label in _SECOND else "3") for label in labels]
    return max(found, default="")


def size(count: float) -> str:
    for unit in ("B", "kB", "MB"):
        if count < 1000:
            return f"{count:.3g} {unit}"
        count /= 1000
    return f"{count:.3g} GB"


def share(sample: Sample) -> str:
    """Of the time with a connection."""
    if not sample.span:
        return "0 %"
    percent = 100 * sample.connected / sample.span
    # What was away for a moment was not there all the time.
    return f"{min(99, round(percent)) if percent < 100 - 1e-6 else 100} %"


def summary(sample: Sample) -> str:
    signal = "" if sample.quality is None else f"signal {sample.quality:.0f} %, at least {sample.lowest} %"
    times = "connection" if sample.connects == 1 else "connections"
    parts = (
        f"connected {share(sample)} of the time",
        f"{sample.connects} {times} made",
        f"{size(sample.received)} received",
        f"{size(sample.sent)} sent",
        signal,
    )
    return ", ".join(filter(None, parts))
