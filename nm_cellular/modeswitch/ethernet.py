"""The connection of a stick that is wanted as an Ethernet card: what `prefer = ethernet` means to NetworkManager."""

from __future__ import annotations

from collections.abc import Sequence

from ..ethernet_profile import EthernetProfile
from ..problem import Problem, error
from ..profile import Source
from .keys import Known
from .profile import Wish


def profile(known: Known, source: Source) -> EthernetProfile | None:
    """None where the section of cellular.conf asks for something else."""
    if known.values.get("prefer") is not Wish.ETHERNET:
        return None
    name = "Ethernet stick " + " ".join(map(str, known.ids))
    return EthernetProfile(source, name, source.uuid(), **known.network, origins={"id": known.where})


def contradiction(profile: EthernetProfile, others: Sequence[EthernetProfile]) -> Problem | None:
    """NetworkManager knows nothing of USB ids, and could use the metric of either for both."""
    other = next((each for each in others if each.metric != profile.metric), None)
    if other is None:
        return None
    line = other.place("id").line
    message = f"metric: it is another than that of line {line}, and NetworkManager cannot tell the two sticks apart"
    return error(profile.place("id"), message, f"write metric = {other.metric}, or have one of them as a modem")
