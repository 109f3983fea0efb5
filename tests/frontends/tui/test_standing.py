"""The first line of every screen says what is really the case, in words and with a symbol."""

from dataclasses import replace

import pytest
from tests.frontends.tui.stage import ASKING, REST, RUNNING, TRIPPED

from chairctl.domain.snapshot import Snapshot
from chairctl.domain.telemetry import Activity
from chairctl.frontends.attach.picture import Picture, read_picture
from chairctl.frontends.plain import plain
from chairctl.frontends.tui.standing import Tone, standing
from chairctl.texts import LANGUAGES, Texts

EN = Texts("en")


def doing(snapshot: Snapshot, activity: Activity) -> Snapshot:
    return replace(snapshot, links=(replace(snapshot.links[0], activity=activity),))


@pytest.mark.parametrize(
    ("snapshot", "at_rest", "told", "tone", "words"),
    [
        (REST, True, True, Tone.GOOD, "read back zero"),
        (REST, False, True, Tone.MEDIUM, "Waiting until"),
        (REST, None, True, Tone.HIGH, "not heard"),
        (doing(REST, Activity.HOMING), True, True, Tone.LOW, "parking position"),
        (doing(REST, Activity.STOP_UNVERIFIED), None, True, Tone.HIGH, "not known"),
        (doing(RUNNING, Activity.STOP_FAILED), False, True, Tone.HIGH, "GOES ON"),
        (doing(TRIPPED, Activity.STOP_FAILED), False, False, Tone.HIGH, "GOES ON"),
        (TRIPPED, True, False, Tone.HIGH, "not heard for 250 ms"),
        (TRIPPED, None, False, Tone.HIGH, "look at it"),
        (ASKING, False, False, Tone.MEDIUM, "23 s left"),
    ],
)
def test_what_is_the_case_is_said(
    snapshot: Snapshot, at_rest: bool | None, told: bool, tone: Tone, words: str
) -> None:
    said = standing(Picture(snapshot, at_rest), told=told, gone=False, texts=EN)
    assert said
    assert said.tone is tone
    assert words in said.text
    assert said.line[0] in "▲●■"
    german = standing(Picture(snapshot, at_rest), told=told, gone=False, texts=Texts("de"))
    assert german
    assert german.text != said.text


def test_a_host_that_is_gone_wins_over_all_it_ever_said() -> None:
    said = standing(Picture(REST, at_rest=True), told=True, gone=True, texts=EN)
    assert said
    assert (said.tone, "can't be reached" in said.text) == (Tone.HIGH, True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_nothing_is_to_be_said_nothing_is(language: str) -> None:
    texts = Texts(language)
    assert standing(None, told=True, gone=False, texts=texts) is None
    assert standing(Picture(REST, at_rest=True), told=False, gone=False, texts=texts) is None
    assert standing(Picture(RUNNING, at_rest=False), told=False, gone=False, texts=texts) is None


@pytest.mark.parametrize("snapshot", [RUNNING, REST, TRIPPED, ASKING, doing(REST, Activity.HOMING)])
def test_a_picture_comes_over_the_socket_as_it_was(snapshot: Snapshot) -> None:
    assert read_picture({"snapshot": plain(snapshot), "at_rest": None}) == Picture(snapshot, at_rest=None)
