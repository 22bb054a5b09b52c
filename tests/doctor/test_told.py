"""What sentences of a thread tell: causes that somebody found out, kernels before and now."""

from __future__ import annotations

import pytest

from nm_cellular.doctor import reading
from nm_cellular.doctor.facts.dialing import KernelBlamed, Regression, ToldCause


def _told(text: str) -> list[str]:
    return [told.check for told in reading.read([("thread", text)]).of(ToldCause)]


@pytest.mark.parametrize(
    ("text", "check"),
    [
        ("In the end a powered USB hub solved it, thanks to all of you.", "power"),
        ("It was the APN after all, now it works with the right one.", "apn-wrong"),
        ("I called the operator, and they told me that the SIM was not activated yet.", "sim-not-provisioned"),
        ("The stick only shows up as a CD-ROM drive, and there is no ttyUSB.", "not-switched"),
        ("I can ping 8.8.8.8 over it but not google.com.", "dns"),
    ],
)
def test_what_somebody_found_out(text: str, check: str) -> None:
    assert _told(text) == [check]


@pytest.mark.parametrize(
    "text",
    [
        "Could it be the APN? I have tried another one, and it is still the same.",
        "I already checked the antenna and the power supply, so it is not that.",
        "Everything works, thanks. I only want to know which APN is used.",
        "Is the SIM7600 a good choice, and do I need a powered hub for it?",
    ],
)
def test_doubts_tell_nothing(text: str) -> None:
    assert not _told(text)


@pytest.mark.parametrize(
    "text",
    [
        "Since I upgraded the kernel from 5.15.0-70 to 5.15.0-71 the modem is dead, with the older it works.",
        "It works fine if I downgrade to 5.9.8.\n\nOn kernel 5.9.9 I have errors, what can I do about it?",
        "After rpi-update to 6.1.54 the ports come and go, on 6.1.21 I had no problems with it.",
    ],
)
def test_kernels_before_and_now(text: str) -> None:
    assert reading.read([("thread", text)]).of(Regression)


@pytest.mark.parametrize(
    "text",
    [
        "I am running kernel 4.19 on this board, and the modem does not connect to the network.",
        "ModemManager 1.20 works well here with the modem, and so does 1.22 on the other board.",
    ],
)
def test_one_kernel_is_no_regression(text: str) -> None:
    assert not reading.read([("thread", text)]).of(Regression)


def test_a_driver_that_is_blamed() -> None:
    text = "The developers told me that there is an error in the qmi_wwan driver, which has to be mended."
    assert reading.read([("thread", text)]).of(KernelBlamed)
