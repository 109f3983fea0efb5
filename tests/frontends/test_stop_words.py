"""`chairctl stop` says what is the case: at zero, still moving home, or not known."""

import pytest

from chairctl.frontends.cli.stop import at_zero, word
from chairctl.texts import LANGUAGES, Texts


def answer(at_rest: bool | None, activity: str | None) -> dict[str, object]:
    return {"at_rest": at_rest, "snapshot": {"links": [{"activity": None}, {"activity": activity}]}}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (answer(at_rest=True, activity=None), "stop.at_zero"),
        (answer(at_rest=True, activity="homing"), "stop.homing"),
        (answer(at_rest=None, activity="homing"), "stop.unconfirmed"),
        (answer(at_rest=False, activity=None), "stop.unconfirmed"),
        ({"closing": True, "at_rest": True}, "stop.at_zero"),
        ({}, "stop.unconfirmed"),
    ],
)
def test_a_chair_that_travels_home_after_a_stop_is_said_to(said: dict[str, object], expected: str) -> None:
    assert word(said) == expected
    assert at_zero(said) is (expected != "stop.unconfirmed")
    assert all("x (7)" in Texts(language).say(expected, name="x (7)") for language in LANGUAGES)
