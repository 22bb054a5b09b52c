"""What can be known: one small frozen type for each kind of fact, whoever told it.

Texts are as ModemManager's tools write them (`sim-pin`, `registered`, `lte`), so that what D-Bus says and what a log
shows are the same facts.  None, an empty text or an empty tuple: it was not said.
"""

from .fact import Fact, Fields

__all__ = ["Fact", "Fields"]
