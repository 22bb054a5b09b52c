"""Writes a directory of files with secrets, whole or not at all."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Mapping

from .. import host


def write(directory: str, contents: Mapping[str, bytes]) -> None:
    """Makes the directory; raises OSError, and FileExistsError where it has files already.

    contents: by the path of each file in it.

    All is written beside it and renamed once it is on the disk.  What a run that was killed left there is deleted by
    the next.
    """
    directory = os.path.abspath(directory)
    if os.path.lexists(directory) and (not os.path.isdir(directory) or os.listdir(directory)):
        raise FileExistsError(errno.EEXIST, "it is there already", directory)
    parent, name = os.path.split(directory)
    staged = os.path.join(parent, f".{name}.nm-cellular")
    with host.locked(parent):
        shutil.rmtree(staged, ignore_errors=True)
        try:
            _fill(staged, contents)
            # One for all: to sync ten thousand files one by one takes a minute on an SD card.
            os.sync()
            os.rename(staged, directory)
        except BaseException:
            shutil.rmtree(staged, ignore_errors=True)
            raise


def _fill(directory: str, contents: Mapping[str, bytes]) -> None:
    """For the owner alone: boot files hold passwords and PINs."""
    folders = dict.fromkeys(os.path.dirname(path) for path in contents)
    for folder in ("", *filter(None, folders)):
        os.mkdir(os.path.join(directory, folder), 0o700)
    for name, content in contents.items():
        path = os.path.join(directory, name)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb") as stream:
            stream.write(content)
