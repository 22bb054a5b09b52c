"""What is done in a process of its own comes back, and so does why it could not be done."""

from __future__ import annotations

import os
import sys

import pytest

from nm_cellular.apart import apart


def test_its_result_comes_back_and_what_it_loaded_does_not() -> None:
    sys.modules.pop("this", None)

    def work() -> bytes:
        sys.modules["this"] = sys
        return os.getpid().to_bytes(4, "big") + bytes(200_000)

    found = apart(work)
    assert int.from_bytes(found[:4], "big") != os.getpid()
    assert len(found) == 200_004
    assert "this" not in sys.modules


def test_an_error_of_a_file_is_raised_here() -> None:
    def work() -> bytes:
        raise FileNotFoundError(2, "No such file or directory", "/no/such")

    with pytest.raises(FileNotFoundError) as raised:
        apart(work)
    assert (raised.value.filename, raised.value.strerror) == ("/no/such", "No such file or directory")


@pytest.mark.parametrize("end", [lambda: os.kill(os.getpid(), 9), lambda: 1 // 0], ids=["killed", "a mistake"])
def test_one_that_does_not_come_to_its_end_is_an_error_too(end: object) -> None:
    def work() -> bytes:
        end()  # type: ignore[operator]
        return b""

    with pytest.raises(OSError, match="ended before its time"):
        apart(work)
