"""PPP between pppd and the modem: the link, the login, the addresses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..doctor.dialling import is_untold
from ..doctor.evidence import Evidence
from ..doctor.facts.dialing import ChatStep, PppStep
from ..doctor.finding import Confidence, Finding
from ..doctor.source import Source

SLUGS = ("apn-auth", "apn-wrong", "dial-script", "ip-type", "modem-hang", "nm-no-wwan", "port-busy")

_OFTEN = 3
"""Refusals without a counter-offer."""


def find(evidence: Evidence) -> Iterator[Finding]:
    run = _last_run(evidence.of(PppStep))
    seen = {step.step for step in run}
    yield from _options(run)
    if "address" in seen:
        return
    if _has(seen, "not-authenticated", "no-secret"):
        yield _login(run)
    elif _is_ipv4_rejected(run):
        yield _ipv4_rejected(run)
    elif _has(seen, "ipcp", "ipcp-nak", "ipcp-timeout", "ipcp-terminated", "authenticated", "terminated"):
        yield from _no_address(run, seen, untold=is_untold(evidence))
    elif _has(seen, "lcp-timeout", "looped") and "lcp" not in seen:
        yield _no_ppp(run, evidence.of(ChatStep))


def _last_run(steps: Sequence[PppStep]) -> Sequence[PppStep]:
    """From the last time on that the link was made; what came before was tried again."""
    starts = [number for number, step in enumerate(steps) if step.step == "link"]
    if not starts:
        return steps
    # A run that was cut off by the end of the log says less than the one before.
    cut_off = len(starts) > 1 and len(steps) - starts[-1] < 3
    return steps[starts[-2 if cut_off else -1] :]


def _has(seen: set[str], *steps: str) -> bool:
    return not seen.isdisjoint(steps)


def _sources(run: Sequence[PppStep], *steps: str) -> tuple[Source, ...]:
    """The last line of each of these steps."""
    last = {step.step: step.source for step in run if step.step in steps}
    return tuple(last[step] for step in steps if step in last)


def _options(run: Sequence[PppStep]) -> Iterator[Finding]:
    if because := _sources(run, "peer-must-authenticate"):
        yield Finding(
            "dial-script",
            subject="pppd options",
            says="pppd asks the network to prove who it is, which no mobile network does, and hangs up",
            do="add noauth to pppd's options (/etc/ppp/options has auth, or the peer's file)",
            because=because,
            confidence=Confidence.CERTAIN,
        )
    if because := _sources(run, "unknown-option"):
        yield Finding(
            "dial-script",
            subject="pppd options",
            says="pppd does not know an option, and does not start",
            do="delete or correct it",
            because=because,
            confidence=Confidence.CERTAIN,
        )


def _login(run: Sequence[PppStep]) -> Finding:
    return Finding(
        "apn-auth",
        subject="login",
        says="the network refuses the user name, the password or the way they are sent",
        do="write the operator's user name and password for this APN; where it has none, leave both out; "
        "try the other of PAP and CHAP (refuse-chap, refuse-pap)",
        because=_sources(run, "not-authenticated", "no-secret"),
        confidence=Confidence.CERTAIN,
    )


def _is_ipv4_rejected(run: Sequence[PppStep]) -> bool:
    return any(step.step == "protocol-rejected" and _is_ipcp(step.text) for step in run)


def _is_ipcp(text: str) -> bool:
    return "0x8021" in text or "80 21" in text or "'IP Control" in text or "IPCP" in text.split("0x")[0]


def _ipv4_rejected(run: Sequence[PppStep]) -> Finding:
    because = tuple(step.source for step in run if step.step == "protocol-rejected" and _is_ipcp(step.text))
    return Finding(
        "ip-type",
        subject="PPP",
        says="the network gives no IPv4 over this connection: the context is one for IPv6 only",
        do='ask for both: AT+CGDCONT=1,"IPV4V6","…", and pppd\'s +ipv6; or for "IP" where the APN has IPv4',
        because=because[:2],
    )


def _no_address(run: Sequence[PppStep], seen: set[str], *, untold: bool) -> Iterator[Finding]:
    naks = [step for step in run if step.step == "ipcp-nak"]
    ended = _sources(run, "ipcp-timeout", "ipcp-terminated", "terminated", "hangup", "no-address")
    empty = [step for step in naks if "<" not in step.text]
    # What waits for the network is told name servers meanwhile: `ConfNak <ms-dns1 …>`; nothing at all is no offer.
    if not ended and len(naks) < 4 and len(empty) < _OFTEN and not (empty and len(run) <= 2):
        return  # it may just go on
    check = "apn-auth" if empty else "apn-missing" if untold else "apn-wrong"
    yield Finding(
        check,
        subject="PPP",
        says="the modem lets us in, but the network gives no address"
        + (
            ": it takes no IPCP option of ours, as with a wrong login"
            if empty
            else ": the script tells it no APN"
            if untold
            else ": it does not accept this APN"
        ),
        do="check user name, password and their method (PAP or CHAP), then the APN"
        if empty
        else "check the APN, then user name and password",
        because=tuple(step.source for step in empty[-1:]) + ended + _sources(run, "ipcp-nak", "authenticated"),
        confidence=Confidence.LIKELY if empty or "authenticated" in seen or naks else Confidence.POSSIBLE,
    )


def _no_ppp(run: Sequence[PppStep], steps: Sequence[ChatStep]) -> Finding:
    looped = _sources(run, "looped")
    sent = [step.source for step in steps if step.kind == "send"]
    return Finding(
        "dial-script",
        subject="PPP",
        says="the modem is still in command mode and sends back what it gets: it was not dialled"
        if looped
        else "nobody answers pppd on this port: it is not the modem's data port, or it was not dialled",
        do="dial *99# on the port that the modem's maker names for PPP, wait for CONNECT, keep other programs off it",
        because=looped + _sources(run, "lcp-timeout") + tuple(sent[-1:]),
        confidence=Confidence.LIKELY if looped else Confidence.POSSIBLE,
    )
