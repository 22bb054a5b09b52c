"""What the programs of a lab write. It is kept in the namespace, and ends with it."""

from __future__ import annotations

from typing import TextIO

from tests.lab.namespace import Namespace

DIRECTORY = "/run/lab/log"


def open_log(namespace: Namespace, name: str) -> TextIO:
    return namespace.path(f"{DIRECTORY}/{name}").open("a", encoding="utf-8")


def read_logs(namespace: Namespace) -> str:
    """All logs, each under the name of its program."""
    logs = sorted(namespace.path(DIRECTORY).iterdir())
    return "\n".join(f"--- {log.name}\n{log.read_text('utf-8', 'replace')}" for log in logs)
