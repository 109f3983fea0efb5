"""The chair's side of the wire against the published vectors, by a codec of its own."""

import random

import pytest
from tests.support.rongtai_vectors import CAPTURES, COMMANDS, SLIP

from chairctl_simulators.devices.rongtai.frames import KeyReader, Press, close, information


@pytest.mark.parametrize(("key", "mark", "frame"), COMMANDS)
def test_every_published_key_is_understood(key: int, mark: int, frame: str) -> None:
    assert KeyReader().feed(bytes.fromhex(frame)) == [Press(mark, key)]


@pytest.mark.parametrize("capture", CAPTURES)
def test_every_capture_is_closed_as_the_chair_closes_it(capture: str) -> None:
    frame = bytes.fromhex(capture)
    assert close(list(frame[1:15])) == frame


def test_the_slip_is_not_what_a_chair_would_send() -> None:
    frame = bytes.fromhex(SLIP)
    assert close(list(frame[1:15])) != frame


def test_keys_are_found_whatever_comes_between_and_however_it_is_split() -> None:
    rng = random.Random(3)
    data, sent = b"", []
    for key, mark, frame in COMMANDS * 20:
        data += rng.randbytes(rng.randrange(6)).replace(b"\xf0", b"") + bytes.fromhex(frame)
        sent.append(Press(mark, key))
    reader, found = KeyReader(), []
    while data:
        size = rng.randrange(1, 9)
        found += reader.feed(data[:size])
        data = data[size:]
    assert found == sent


@pytest.mark.parametrize("at", range(5))
def test_a_key_with_a_wrong_byte_is_none(at: int) -> None:
    frame = bytearray.fromhex(COMMANDS[0][2])
    frame[at] ^= 0x04
    assert KeyReader().feed(bytes(frame)) == []


def test_information_frames_have_10_to_12_bytes_and_lack_their_end_now_and_then() -> None:
    frames = [information(number) for number in range(3)]
    assert [len(frame) for frame in frames] == [10, 11, 12]
    assert [frame.endswith(b"\xf1") for frame in frames] == [False, False, True]
    assert all(frame.startswith(b"\xf0\x85") and max(frame[2:10]) < 0x80 for frame in frames)
