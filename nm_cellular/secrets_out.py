"""Takes the secrets that are installed out of the boot files, where these ask for it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from . import boot, keyfile, moving
from .boot import BootFile
from .plan import Action, Step
from .problem import Location, Problem, error


def move(files: Iterable[BootFile], actions: Sequence[Action], refused: Collection[str]) -> Iterator[Problem]:
    """Only what is installed for certain leaves its file.  refused: the paths of profiles that were not taken."""
    unsafe = {each.source for each in actions if each.step is Step.CONFLICT or each.path in refused}
    there = [each for each in actions if each.step is not Step.REMOVE and each.source not in unsafe]
    # A PIN is kept by us, and in no profile.
    held = {each.source: {"pin", *_stored(each.after)} for each in there}
    for file in files:
        data = moving.without_secrets(file.name, file.data, held)
        if data is not None:
            yield from _rewritten(file, data)


def _stored(text: str) -> set[str]:
    """The keys of [gsm] that NetworkManager keeps: by its flags a secret may be an agent's, or not to be saved."""
    keys = keyfile.parse(text).sections.get("gsm", {})
    return {key for key in keys if keys.get(f"{key}-flags", "0") == "0"}


def _rewritten(file: BootFile, data: bytes) -> Iterator[Problem]:
    try:
        boot.rewrite(file, data)
    except OSError as exc:
        message = f"its secrets could not be moved out: {exc.strerror}"
        yield error(Location(file.name), message, "mount it writable")
