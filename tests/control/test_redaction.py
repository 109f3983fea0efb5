"""What a capture may tell of a device."""

import pytest

from chairctl.control.families import FAMILIES
from chairctl.control.redaction import REDACT, masked, masked_address, masked_bytes


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("SIM-000001", "SIM-xxxxxx"),
        ("AA:BB:CC:DD:EE:FF", "AA:BB:CC:xx:xx:xx"),
        ("EVOLUTION-0A1B2C", "EVOLUTION-xxxxxx"),
        ("12", "xx"),
        ("--", "--"),
        ("", ""),
    ],
)
def test_the_last_six_letters_or_digits_are_masked_and_the_length_stays(text: str, told: str) -> None:
    assert masked(text) == told


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("/dev/serial/by-id/usb-Maker_A50285BI", ("serial", "")),
        ("serial:/dev/ttyUSB0", ("serial", "")),
        ("socket://my-home.example:4000", ("socket", "")),
        ("rfc2217://10.0.0.7:4000", ("rfc2217", "")),
        ("ble:AA:BB:CC:DD:EE:FF", ("ble", "AA:BB:CC:xx:xx:xx")),
    ],
)
def test_of_an_address_only_the_kind_of_line_and_the_maker_are_told(
    address: str, told: tuple[str, str]
) -> None:
    assert masked_address(address) == told


def test_a_family_that_says_nothing_of_itself_keeps_its_bytes() -> None:
    assert REDACT["keeson"](b"\xe5\xfe\x16", masked_bytes) == b"\xe5\xfe\x16"


def test_bytes_that_are_no_text_stay_as_they_are() -> None:
    assert masked_bytes(b"P24-\x81\xf0\x0f1") == b"xxx-\x81\xf0\x0fx"
    assert masked_bytes(b"P24-000001") == b"P24-xxxxxx"


def test_every_family_has_said_what_must_be_masked() -> None:
    assert REDACT.keys() == FAMILIES.keys()
