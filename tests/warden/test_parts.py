"""What the warden is made of, each part alone: frames, answers, and the line with a real descriptor."""

import array
import binascii
import fcntl
import os
import pty
import socket
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from cobs import cobs
from hypothesis import given
from hypothesis import strategies as st

from chairctl.warden import process as warden

STOP = b"\x03stop\x00"
KIND = 0x82
FLUSHED_OUTPUT = 2
"""What a pseudo-terminal in packet mode tells its other end (TIOCPKT_FLUSHWRITE)."""


def stuffed(data: bytes) -> bytes:
    """COBS by a library that the warden does not use."""
    return bytes(cobs.encode(data))


def frame(length: int, kind: int = KIND, **nonzero: int) -> bytes:
    """A block of a sound frame with `length` bytes, all zero but its kind and those named `at3=1`."""
    body = bytearray(length - 4)
    body[1] = kind
    for name, value in nonzero.items():
        body[int(name.removeprefix("at"))] = value
    return stuffed(bytes(body) + binascii.crc32(body).to_bytes(4, "little"))


def test_its_times_and_words_are_the_ones_that_the_host_and_the_safety_figures_count_on() -> None:
    assert (warden.DEADLINE_NS, warden.STOP_EVERY_NS) == (150_000_000, 20_000_000)
    assert (warden.CUT_POWER_NS, warden.LAST_EFFORT_NS) == (3_000_000_000, 10_000_000_000)
    assert warden.ARM + warden.BEAT + warden.STAND_DOWN == b"ABD"
    assert warden.READY + warden.FIRED + warden.ZERO + warden.CUT_POWER == b"RFZP"
    assert warden.WORD.pack(b"A", 258) == b"A\x02\x01\x00\x00"


@given(st.binary(max_size=600) | st.binary(min_size=250, max_size=260).map(lambda some: b"\x01" + some))
def test_stuffed_bytes_come_out_as_they_went_in(data: bytes) -> None:
    assert warden.unstuff(stuffed(data)) == data


@pytest.mark.parametrize("length", [252, 253, 254, 255, 508, 509])
def test_long_runs_without_a_zero_come_out_as_they_went_in(length: int) -> None:
    for end in (b"", b"\0", b"\0x"):
        data = b"x" * length + end
        assert warden.unstuff(stuffed(data)) == data


@pytest.mark.parametrize("block", [b"\0", b"\3a", b"\2a\0a", b"\2a\3a", b"\xff" + b"a" * 253])
def test_what_is_no_stuffed_block_gives_nothing(block: bytes) -> None:
    assert warden.unstuff(block) == b""


def test_the_shortest_frame_shows_zero_and_a_shorter_one_does_not() -> None:
    assert warden.shows_zero(frame(14), KIND, (2,)) is True
    assert warden.shows_zero(frame(13), KIND, (2,)) is False
    assert warden.shows_zero(frame(14, kind=0x81), KIND, (2,)) is False


def test_every_byte_that_has_to_be_zero_counts_up_to_the_last_before_the_checksum() -> None:
    assert warden.shows_zero(frame(20), KIND, (4, 15))
    assert not warden.shows_zero(frame(20, at15=1), KIND, (4, 15))
    assert not warden.shows_zero(frame(20, at4=255), KIND, (4, 15))
    assert warden.shows_zero(frame(20, at5=1), KIND, (4, 15))
    assert not warden.shows_zero(frame(20), KIND, (4, 16))
    assert not warden.shows_zero(frame(20), KIND, (4, 23))


def test_the_checksum_itself_is_no_byte_that_has_to_be_zero() -> None:
    frames = (frame(20, at5=value % 256, at6=value // 256) for value in range(1 << 16))
    ends_in_zero = next(block for block in frames if cobs.decode(block)[16] == 0)
    assert warden.shows_zero(ends_in_zero, KIND, (4, 15))
    assert not warden.shows_zero(ends_in_zero, KIND, (4, 16))


def test_a_frame_with_a_bent_byte_shows_nothing() -> None:
    for at in (0, 3, 16, 19):
        bent = bytearray(cobs.decode(frame(20)))
        bent[at] ^= 1
        assert not warden.shows_zero(stuffed(bytes(bent)), KIND, (4,))


def test_a_frame_may_come_in_pieces_and_counts_when_it_has_ended() -> None:
    zeros = warden.Zeros(KIND, (4,))
    block = frame(20)
    assert not zeros.seen_in(b"noise\0" + block[:5])
    assert not zeros.seen_in(block[5:])
    assert zeros.seen_in(b"\0")
    assert not zeros.seen_in(b"\0")


def test_one_good_frame_among_others_is_enough() -> None:
    zeros = warden.Zeros(KIND, (4,))
    assert zeros.seen_in(frame(20, at4=1) + b"\0" + frame(20) + b"\0" + frame(20, at4=1) + b"\0")


def test_what_was_heard_before_is_forgotten() -> None:
    zeros = warden.Zeros(KIND, (4,))
    zeros.seen_in(frame(20)[:9])
    zeros.forget()
    assert not zeros.seen_in(frame(20)[9:] + b"\0")
    assert zeros.seen_in(frame(20) + b"\0")


def test_a_frame_right_after_the_start_or_the_stop_is_whole() -> None:
    zeros = warden.Zeros(KIND, (4,))
    assert zeros.seen_in(frame(20) + b"\0")
    zeros.seen_in(b"half")
    zeros.forget()
    assert zeros.seen_in(frame(20) + b"\0")


def test_nothing_is_taken_for_the_beginning_of_an_answer_that_was_not_heard() -> None:
    answer = warden.Answer(b"~done")
    assert not answer.seen_in(b"done")
    answer.forget()
    assert not answer.seen_in(b"done")
    assert answer.seen_in(b"~done")


def test_noise_without_an_end_fills_no_memory() -> None:
    zeros = warden.Zeros(KIND, (4,))
    for _ in range(3):
        zeros.seen_in(b"x" * 4096)
    assert len(zeros._heard) == 1024
    answer = warden.Answer(b"halted")
    for _ in range(3):
        answer.seen_in(b"x" * 4096)
    assert len(answer._heard) == 6


@contextmanager
def lines() -> Iterator[tuple[warden.Line, socket.socket]]:
    """A line without modem wires or buffers to flush, and its far end."""
    near, far = socket.socketpair()
    near.settimeout(0)
    far.settimeout(5)
    with near, far:
        yield warden.Line(near.fileno(), STOP, warden.Zeros(KIND, (4,))), far


@contextmanager
def ioctls(descriptor: int) -> Iterator[list[tuple[int, Any]]]:
    """What the process asks of a descriptor's driver, as the interpreter's audit tells it."""
    asked: list[tuple[int, Any]] = []
    listening = True

    def note(event: str, arguments: tuple[Any, ...]) -> None:
        if listening and event == "fcntl.ioctl" and arguments[0] == descriptor:
            asked.append(arguments[1:])

    sys.addaudithook(note)
    try:
        yield asked
    finally:
        listening = False


def test_what_waits_on_the_line_is_flushed_before_the_stop_is_written() -> None:
    chair, descriptor = pty.openpty()
    try:
        fcntl.ioctl(chair, termios.TIOCPKT, array.array("i", [1]).tobytes())
        warden.Line(descriptor, STOP[:-1], warden.Answer(b"x")).stop()
        assert os.read(chair, 100) == bytes([FLUSHED_OUTPUT])
        assert os.read(chair, 100) == b"\0" + STOP[:-1]
    finally:
        os.close(chair)
        os.close(descriptor)


def test_a_line_that_can_not_be_flushed_is_stopped_all_the_same() -> None:
    with lines() as (line, chair):
        line.stop()
        assert chair.recv(100) == STOP


def test_a_line_that_is_gone_raises_nothing() -> None:
    with lines() as (line, chair):
        chair.close()
        line.stop()
        line.drop()
        line.forget()
        line.raise_ready()
        assert not line.gone
        assert not line.reads_back_zero()
        assert line.gone


def test_a_pseudo_terminal_that_has_hung_up_is_gone() -> None:
    chair, descriptor = pty.openpty()
    os.close(chair)
    line = warden.Line(descriptor, STOP, warden.Answer(b"x"))
    line.stop()
    assert line.reads_back_zero() is False
    assert line.gone
    os.close(descriptor)


def test_a_break_and_dropped_wires_follow_a_stop_and_are_taken_back_after_it() -> None:
    dtr = array.array("I", [termios.TIOCM_DTR]).tobytes()
    with lines() as (line, _), ioctls(line.descriptor) as asked:
        line.drop()
        assert asked == [(0x5427, b""), (0x5428, b""), (termios.TIOCMBIC, dtr)]
        line.raise_ready()
        assert asked[3:] == [(termios.TIOCMBIS, dtr)]


def test_silence_is_neither_zero_nor_the_end_of_the_line() -> None:
    with lines() as (line, chair):
        assert line.reads_back_zero() is False
        assert not line.gone
        chair.send(frame(20) + b"\0")
        assert line.reads_back_zero() is True
        assert not line.gone


def waiting(descriptor: int) -> int:
    """Bytes that have not been read."""
    count = array.array("i", [0])
    fcntl.ioctl(descriptor, termios.FIONREAD, count)
    return count[0]


def test_old_reports_prove_nothing_whether_read_or_not() -> None:
    with lines() as (line, chair):
        chair.send(frame(20)[:9])
        assert not line.reads_back_zero()
        chair.send(frame(20)[9:] + b"\0" + frame(20) + b"\0")
        line.forget()
        assert not line.reads_back_zero()


def test_a_report_that_was_half_read_before_the_stop_is_no_report() -> None:
    with lines() as (line, chair):
        chair.send(frame(20)[:9])
        assert not line.reads_back_zero()
        line.forget()
        chair.send(frame(20)[9:] + b"\0")
        assert not line.reads_back_zero()


def test_a_line_that_can_not_be_read_is_gone(tmp_path: Path) -> None:
    descriptor = os.open(tmp_path, os.O_RDONLY)
    line = warden.Line(descriptor, STOP, warden.Answer(b"~"))
    assert line.reads_back_zero() is False
    assert line.gone is True
    os.close(descriptor)


def test_a_flood_does_not_keep_it_from_going_on() -> None:
    near, far = os.pipe()
    try:
        fcntl.fcntl(near, fcntl.F_SETPIPE_SZ, 1 << 20)
        os.set_blocking(near, False)
        line = warden.Line(near, STOP, warden.Answer(b"x"))
        assert os.write(far, b"y" * 300_000) == 300_000
        assert not line.reads_back_zero()
        assert waiting(near) == 300_000 - 4_096
        line.forget()
        assert waiting(near) == 300_000 - 65 * 4_096
    finally:
        os.close(near)
        os.close(far)
