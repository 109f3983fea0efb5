"""The warden's watch in a thread of its own, with the test at both of its ends: host and chair."""

import os
import select
import socket
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread

import pytest
from tests.warden.test_parts import STOP, ioctls

from chairctl.warden import process as warden

DEADLINE_S = 0.15
REST = b"at rest"


class Ends:
    """The host's end of the pipes, and the chair's end of the line."""

    def __init__(self) -> None:
        self.their_feed, self.feed = os.pipe()
        self.answer, self.their_answer = os.pipe()
        self.near, self.chair = socket.socketpair()
        self.near.settimeout(0)
        self.chair.settimeout(0)
        line = warden.Line(self.near.fileno(), STOP, warden.Answer(REST))
        self.thread = Thread(target=warden.Warden(self.their_feed, self.their_answer, line).run, daemon=True)

    def say(self, word: bytes, number: int = 0) -> None:
        os.write(self.feed, warden.WORD.pack(word, number))

    def hear(self, seconds: float = 5.0) -> tuple[bytes, int] | None:
        """The next word; None: none in time."""
        if not select.select([self.answer], [], [], seconds)[0]:
            return None
        word, number = warden.WORD.unpack(os.read(self.answer, warden.WORD.size))
        return word, number

    def stops(self) -> int:
        """How many stops have come to the chair since the last look; nothing else ever comes."""
        data = b""
        with suppress(BlockingIOError):
            data = self.chair.recv(1 << 20)
        assert data == STOP * (len(data) // len(STOP))
        return len(data) // len(STOP)

    def leave(self) -> None:
        """The host is gone."""
        os.close(self.feed)
        self.feed = -1

    def has_ended(self) -> bool:
        self.thread.join(5)
        return not self.thread.is_alive()


@contextmanager
def posted() -> Iterator[Ends]:
    ends = Ends()
    ends.thread.start()
    try:
        assert ends.hear() == (warden.READY, 0)
        yield ends
    finally:
        if ends.feed >= 0:
            ends.leave()
        ends.chair.close()
        assert ends.has_ended()
        for end in (ends.their_feed, ends.answer, ends.their_answer):
            os.close(end)
        ends.near.close()


def test_a_host_that_leaves_while_nothing_is_armed_still_has_its_chair_stopped_once() -> None:
    with posted() as ends:
        ends.leave()
        assert ends.has_ended()
        assert ends.stops() == 1
        assert ends.hear(0) is None


def test_a_host_that_leaves_while_armed_is_as_good_as_silent() -> None:
    with posted() as ends:
        ends.say(warden.ARM)
        ends.leave()
        assert ends.hear(DEADLINE_S * 0.8) == (warden.FIRED, 1)


def test_it_fires_when_the_deadline_has_passed_and_not_before() -> None:
    with posted() as ends:
        armed_at = time.monotonic()
        ends.say(warden.ARM)
        assert ends.hear() == (warden.FIRED, 1)
        assert DEADLINE_S <= time.monotonic() - armed_at < 3 * DEADLINE_S


def test_a_beat_counts_from_the_beat_on() -> None:
    with posted() as ends:
        ends.say(warden.ARM)
        assert ends.hear(0.1) is None
        beat_at = time.monotonic()
        ends.say(warden.BEAT)
        assert ends.hear() == (warden.FIRED, 1)
        assert DEADLINE_S <= time.monotonic() - beat_at < 3 * DEADLINE_S


def test_nothing_is_watched_before_somebody_arms_with_the_right_number() -> None:
    with posted() as ends:
        for word, number in ((warden.BEAT, 0), (warden.ARM, 1), (warden.BEAT, 1), (b"x", 0)):
            ends.say(word, number)
        assert ends.hear(2 * DEADLINE_S) is None
        assert ends.stops() == 0


def test_standing_down_counts_whatever_number_it_names_and_others_after_it_count_too() -> None:
    with posted() as ends:
        ends.say(warden.ARM)
        ends.say(warden.STAND_DOWN, 7)
        assert ends.hear(2 * DEADLINE_S) is None
        ends.say(warden.ARM)
        assert ends.hear() == (warden.FIRED, 1)


def test_words_may_come_in_pieces_and_several_at_once() -> None:
    with posted() as ends:
        word = warden.WORD.pack(warden.ARM, 0)
        os.write(ends.feed, word + word[:2])
        time.sleep(0.02)
        os.write(ends.feed, word[2:] + warden.WORD.pack(warden.STAND_DOWN, 0))
        assert ends.hear(2 * DEADLINE_S) is None
        os.write(ends.feed, warden.WORD.pack(warden.STAND_DOWN, 0) + word)
        assert ends.hear() == (warden.FIRED, 1)


def test_half_a_word_from_before_it_fired_bends_none_after_it() -> None:
    with posted() as ends:
        ends.say(warden.ARM)
        os.write(ends.feed, b"A\x00")
        assert ends.hear() == (warden.FIRED, 1)
        ends.chair.send(REST)
        assert ends.hear() == (warden.ZERO, 1)
        ends.say(warden.ARM, 1)
        assert ends.hear() == (warden.FIRED, 2)


def test_firing_stops_three_times_and_then_again_and_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warden, "STOP_EVERY_NS", 10_000_000_000)
    with posted() as ends:
        ends.say(warden.ARM)
        assert ends.hear() == (warden.FIRED, 1)
        time.sleep(0.05)
        assert ends.stops() == 4
        ends.chair.send(b"noise")
        time.sleep(0.05)
        assert ends.stops() == 1


def test_while_the_chair_is_silent_it_is_told_fifty_times_a_second() -> None:
    with posted() as ends:
        ends.say(warden.ARM)
        assert ends.hear() == (warden.FIRED, 1)
        time.sleep(0.5)
        assert 12 <= ends.stops() <= 30


def test_only_what_comes_after_the_stop_shows_rest_and_then_the_wires_come_up() -> None:
    with posted() as ends, ioctls(ends.near.fileno()) as asked:
        ends.chair.send(REST)
        ends.say(warden.ARM)
        assert ends.hear() == (warden.FIRED, 1)
        assert ends.hear(0.2) is None
        assert [request for request, _ in asked] == [0x5427, 0x5428, termios.TIOCMBIC]
        ends.chair.send(REST)
        assert ends.hear() == (warden.ZERO, 1)
        assert [request for request, _ in asked[3:]] == [termios.TIOCMBIS]
        ends.stops()
        assert ends.hear(2 * DEADLINE_S) is None
        assert ends.stops() == 0


def test_a_chair_that_does_not_stop_is_told_of_once(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(warden, "CUT_POWER_NS", 100_000_000)
    with posted() as ends:
        ends.say(warden.ARM)
        assert ends.hear() == (warden.FIRED, 1)
        assert ends.hear(0.07) is None
        assert ends.hear() == (warden.CUT_POWER, 1)
        assert ends.hear(0.3) is None
        assert ends.stops() > 0
        ends.chair.send(REST)
        assert ends.hear() == (warden.ZERO, 1)
    assert capfd.readouterr().err == "chairctl warden: the device does not stop. CUT ITS POWER.\n"


def test_a_chair_that_hangs_up_needs_no_more_stops() -> None:
    with posted() as ends:
        ends.say(warden.ARM)
        assert ends.hear() == (warden.FIRED, 1)
        ends.chair.close()
        assert ends.hear(0.2) is None
        ends.say(warden.ARM, 1)
        assert ends.hear() == (warden.FIRED, 2)


def test_without_a_host_it_makes_a_last_effort_and_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warden, "LAST_EFFORT_NS", 200_000_000)
    with posted() as ends:
        ends.say(warden.ARM)
        began = time.monotonic()
        ends.leave()
        assert ends.has_ended()
        assert 0.2 <= time.monotonic() - began < 1
        assert ends.stops() >= 5


def test_while_its_host_is_there_the_effort_goes_on_and_its_words_mean_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(warden, "LAST_EFFORT_NS", 100_000_000)
    with posted() as ends:
        ends.say(warden.ARM)
        assert ends.hear() == (warden.FIRED, 1)
        ends.say(warden.BEAT, 1)
        ends.say(warden.ARM, 1)
        time.sleep(0.3)
        ends.stops()
        time.sleep(0.1)
        assert ends.stops() > 0
        ends.chair.send(REST)
        assert ends.hear() == (warden.ZERO, 1)
        assert ends.hear(2 * DEADLINE_S) is None


def test_nobody_who_hears_it_is_no_reason_not_to_stop() -> None:
    ends = Ends()
    os.close(ends.answer)
    ends.thread.start()
    ends.say(warden.ARM)
    time.sleep(2 * DEADLINE_S)
    assert ends.stops() >= 3
    ends.leave()
    ends.chair.close()
    assert ends.has_ended()
    for end in (ends.their_feed, ends.their_answer):
        os.close(end)
    ends.near.close()
