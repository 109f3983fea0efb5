"""Words for numbers, and the two firmwares that exchange knock and tap."""

import pytest
from tests.support.rongtai_vectors import CAPTURES

from chairctl.profiles.device import Variant
from chairctl.protocols.rongtai.frames import Status, Technique, decode
from chairctl.protocols.rongtai.keys import Key
from chairctl.protocols.rongtai.words import TECHNIQUE_KEYS, code_of, key_of, technique_of, words


@pytest.mark.parametrize(
    ("technique", "standard", "swapped", "code"),
    [
        (Technique.KNOCK, Key.KNOCK, Key.TAP, 4),
        (Technique.TAP, Key.TAP, Key.KNOCK, 2),
        (Technique.KNEAD, Key.KNEAD, Key.KNEAD, 1),
    ],
)
def test_swapped_firmware_exchanges_knock_and_tap_as_keys_and_as_codes(
    technique: Technique, standard: Key, swapped: Key, code: int
) -> None:
    assert key_of(technique, Variant.STANDARD) is standard
    assert key_of(technique, Variant.SWAPPED) is swapped
    assert code_of(technique, Variant.STANDARD) == technique
    assert code_of(technique, Variant.SWAPPED) == code


@pytest.mark.parametrize("variant", Variant)
def test_every_code_names_the_technique_that_it_stands_for(variant: Variant) -> None:
    for technique in Technique:
        assert technique_of(code_of(technique, variant), variant) is technique
    for technique in TECHNIQUE_KEYS:
        assert key_of(technique, variant) in Key


def test_the_words_of_a_running_chair() -> None:
    found = decode(bytes.fromhex("f0552902486d03232200000043190125f1"))
    assert isinstance(found, Status)
    assert words(found, Variant.STANDARD) == {
        "technique": "knock",
        "width": "narrow",
        "scope": "partial",
        "state": "running",
        "back_motor": "stopped",
        "legs_motor": "stopped",
        "buzzer": "silent",
        "preset_time": "30_min",
        "wheel_direction": "clockwise",
        "program": "lower_body",
    }
    assert words(found, Variant.SWAPPED)["technique"] == "tap"


def test_numbers_that_nobody_knows_are_not_known() -> None:
    found = decode(bytes.fromhex(CAPTURES[0]))
    assert isinstance(found, Status)
    odd = words(found._replace(state=6, program=13), Variant.STANDARD)
    assert (odd["state"], odd["program"]) == ("not_known", "not_known")
