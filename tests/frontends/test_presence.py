import os
import pty
from collections.abc import Iterator

import pytest

from chairctl.domain.time import MILLISECOND, SECOND
from chairctl.frontends.cli import words
from chairctl.frontends.cli.presence import PresenceKey
from chairctl.texts import Texts


@pytest.fixture
def terminal() -> Iterator[tuple[int, PresenceKey]]:
    """The keyboard of a terminal, and the key that is read from it."""
    keyboard, descriptor = pty.openpty()
    yield keyboard, PresenceKey(descriptor)
    os.close(keyboard)
    os.close(descriptor)


def test_enter_answers_once_the_prompt_is_due(terminal: tuple[int, PresenceKey]) -> None:
    keyboard, key = terminal
    assert not key.pressed(due=True)
    os.write(keyboard, b"yes\r")
    assert key.pressed(due=True)
    assert not key.pressed(due=True)


def test_what_was_typed_before_the_prompt_is_no_answer(terminal: tuple[int, PresenceKey]) -> None:
    keyboard, key = terminal
    os.write(keyboard, b"\r\r")
    assert not key.pressed(due=False)
    assert not key.pressed(due=True)
    os.write(keyboard, b"\r")
    assert key.pressed(due=True)
    assert not key.pressed(due=False)


def test_where_there_is_no_terminal_nobody_can_answer() -> None:
    reading, writing = os.pipe()
    os.write(writing, b"\n")
    key = PresenceKey(reading)
    assert not key.pressed(due=True)
    assert not key.pressed(due=True)
    os.close(reading)
    os.close(writing)


def test_the_question_says_how_long_there_is_to_answer_in_whole_seconds() -> None:
    assert "within 30 s" in words.question(30 * SECOND, Texts("en"))
    assert "within 1 s" in words.question(MILLISECOND, Texts("en"))
    assert "Binnen 30 s" in words.question(30 * SECOND, Texts("de"))
