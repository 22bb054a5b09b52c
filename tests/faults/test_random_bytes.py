"""Any bytes at all as a boot file: an answer, never a traceback, and never the secret that stands among them."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as some

from nm_cellular.__main__ import main

from .image import Image, new_image

_SECRET = "Zq7xKw93Vb"

_SCRAPS = [
    *(b"[connection]\n", b"[gsm]\n", b"[one]\n", b"[nm-cellular]\n", b"[user]\n", b"[ipv4]\n", b"[", b"]", b"=", b"#"),
    *(b"type=gsm\n", b"apn=x\n", b"apn = a, b\n", b"secrets = move\n", b"uuid=", b"id=", b"dns=1.1.1.1;\\", b";"),
    *(b"ipv6.method = ", b"number = 99**1#\n", b"permissions=", b"\xff\xfe", b"\xef\xbb\xbf", b"\r\n", b"\0", b"\\"),
    *("“x”".encode(), "\u00a0".encode(), b"\xe9", b"\x1b[31m", "\u202e".encode(), b"99999999999999999999", b"  \t"),
]
"""What the readers look for, so that chance does not have to find it."""

_PASSWORD = f"\npassword = {_SECRET}\n".encode()
_files = some.lists(some.sampled_from(_SCRAPS) | some.binary(max_size=12), max_size=25).map(b"".join)
_options = some.sampled_from(["--json", "--dry-run", "-v"])


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Image:
    return new_image(tmp_path_factory.mktemp("random") / "root")


def _run(image: Image, *options: str) -> tuple[int, str, str]:
    """The command in this process: two hundred starts of Python would take a minute."""
    out, err = io.StringIO(), io.StringIO()
    argv = ["nm-cellular", *image.argv(*options)[3:]]
    with patch("sys.argv", argv), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main()
    return code, out.getvalue(), err.getvalue()


def _fresh(image: Image, conf: bytes, keyfile: bytes) -> None:
    for path in (image.profiles, image.root / "var"):
        shutil.rmtree(path, ignore_errors=True)
    image.profiles.mkdir()
    image.conf.write_bytes(conf)
    (image.keyfiles / "k").write_bytes(keyfile)


def _check(image: Image, options: Sequence[str], *written: Path) -> None:
    code, out, err = _run(image, *options)
    assert code in (0, 3)
    assert _SECRET not in out + err
    if "--json" in options:
        report = json.loads(out)
        assert bool(report["errors"]) == (code == 3)
    for path in image.profiles.iterdir():
        assert path.stat().st_mode & 0o077 == 0
        assert path.suffix == ".nmconnection"
    assert image.readable_by_all(_SECRET, *written) == []


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=_files, after=_files, encoding=some.sampled_from(["latin-1", "utf-16", "utf-16-be"]), option=_options)
def test_random_bytes_around_a_secret(image: Image, before: bytes, after: bytes, encoding: str, option: str) -> None:
    text = (before + _PASSWORD + after).decode("latin-1").encode(encoding)
    _fresh(image, text, b"[connection]\ntype=gsm\n[gsm]\n" + text)
    _check(image, [option])


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=_files, after=_files)
def test_moving_secrets_out_of_random_bytes_loses_none(image: Image, before: bytes, after: bytes) -> None:
    text = b"[one]\napn = x\n" + before + _PASSWORD + after
    _fresh(image, text, b"[connection]\ntype=gsm\n[gsm]\n" + text)
    for file in (image.conf, image.keyfiles / "k"):
        data = file.read_bytes()
        _check(image, ["--move-secrets", "--json"])
        held = b"".join(image.installed().values())
        assert file.read_bytes() == data or _SECRET.encode() in held
    _check(image, ["--json"])


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(name=b".\0", content=b"")
@given(name=some.binary(min_size=1, max_size=60), content=_files)
def test_any_file_name(image: Image, name: bytes, content: bytes) -> None:
    _fresh(image, b"[one]\napn = x\n", b"")
    path = image.keyfiles / os.fsdecode(name.replace(b"/", b"-").replace(b"\0", b"-"))
    if path.exists():
        return
    path.write_bytes(b"[connection]\ntype=gsm\n[gsm]\n" + content + _PASSWORD)
    try:
        _check(image, ["--json"], path)
    finally:
        Path(path).unlink()
