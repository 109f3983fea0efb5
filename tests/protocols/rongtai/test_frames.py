"""Keys and statuses against the published vectors, and the traps that other programs fell into."""

import pytest
from tests.support.rongtai_vectors import CAPTURES, COMMANDS, DECODED, SLIP

from chairctl.protocols.rongtai.frames import (
    HEAD,
    STOPS,
    TAIL,
    Airbags,
    AirPrograms,
    Flaw,
    State,
    Status,
    checksum,
    decode,
    encode,
)
from chairctl.protocols.rongtai.keys import STOP_KEYS, Key, Mark
from chairctl.protocols.rongtai.readings import is_scanning, roller_step


def status(capture: str) -> Status:
    found = decode(bytes.fromhex(capture))
    assert isinstance(found, Status), found
    return found


def flat(found: Status) -> dict[str, int]:
    """Every field by name, those in groups as `group.name`."""
    fields: dict[str, int] = {}
    for name, value in found._asdict().items():
        if isinstance(value, Airbags | AirPrograms):
            fields |= {f"{name}.{each}": number for each, number in value._asdict().items()}
        else:
            fields[name] = value
    return fields


def bent(capture: str, at: int, value: int) -> bytes:
    """A capture with one byte changed and its checksum right again."""
    frame = bytearray.fromhex(capture)
    frame[at] = value
    frame[15] = checksum(bytes(frame[1:15]))
    return bytes(frame)


@pytest.mark.parametrize(("key", "mark", "frame"), COMMANDS)
def test_every_published_key_is_encoded_byte_for_byte(key: int, mark: int, frame: str) -> None:
    assert encode(Key(key), Mark(mark)).hex() == frame


def test_every_key_has_a_frame_of_five_bytes_of_its_own() -> None:
    frames = {encode(key, mark) for key in Key for mark in Mark}
    assert len(frames) == len(Key) * len(Mark)
    for frame in frames:
        assert (frame[0], frame[4], len(frame)) == (HEAD, TAIL, 5)
        assert frame[3] == (0x7F - (frame[1] + frame[2])) % 0x80


def test_reset_and_the_marks_of_engineers_can_not_be_written_down() -> None:
    assert 0x7E not in list(Key)
    assert not {0xBD, 0xA5} & set(Mark)


def test_the_stop_keys_are_the_eight_ends_of_motions() -> None:
    assert [key.value for key in STOP_KEYS] == [0x61, 0x63, 0x65, 0x67, 0x69, 0x6B, 0x6D, 0x6F]
    assert tuple(encode(key) for key in STOP_KEYS) == STOPS


@pytest.mark.parametrize(("frame", "fields"), DECODED.items())
def test_every_field_of_a_published_status_is_read(frame: str, fields: dict[str, int]) -> None:
    found = flat(status(frame))
    del found["error_code"], found["height_bits"]
    assert {name: value for name, value in found.items() if value} == fields


@pytest.mark.parametrize("capture", CAPTURES)
def test_all_captures_but_the_slip_are_sound(capture: str) -> None:
    assert status(capture).state in tuple(State)


def test_there_are_34_captures_and_one_is_a_slip_that_is_refused() -> None:
    assert len({*CAPTURES, SLIP}) == 34
    assert decode(bytes.fromhex(SLIP)) is Flaw.CHECKSUM


def test_the_code_of_a_fault_is_shown_raw_and_only_in_that_state() -> None:
    assert status("f0410000001700050000000000000022f1").error_code == 0x17
    assert all(status(capture).error_code == 0 for capture in CAPTURES)


@pytest.mark.parametrize(
    ("frame", "flaw"),
    [
        (b"", Flaw.SIZE),
        (bytes.fromhex(CAPTURES[0])[:-1], Flaw.SIZE),
        (bytes.fromhex(CAPTURES[0]) + b"\xf1", Flaw.SIZE),
        (b"\xf1" + bytes.fromhex(CAPTURES[0])[1:], Flaw.MARKER),
        (bytes.fromhex(CAPTURES[0])[:-1] + b"\0", Flaw.MARKER),
        (bytes.fromhex(CAPTURES[0])[:3] + b"\x80" + bytes.fromhex(CAPTURES[0])[4:], Flaw.VALUE),
    ],
)
def test_what_is_no_status_is_named(frame: bytes, flaw: Flaw) -> None:
    assert decode(frame) is flaw


@pytest.mark.parametrize("at", range(1, 16))
def test_a_bit_that_flips_breaks_the_checksum(at: int) -> None:
    frame = bytearray.fromhex(CAPTURES[2])
    frame[at] ^= 1
    assert decode(bytes(frame)) is Flaw.CHECKSUM


# --- traps -----------------------------------------------------------------------------------------


def test_a_chair_whose_back_air_bag_acts_is_running() -> None:
    found = status("f04d0a0223050023220000000b1c050df1")
    assert bytes.fromhex("f04d0a0223050023220000000b1c050df1")[7] == 0x23
    assert found.state == State.RUNNING
    assert found.acting.back_waist == 1


def test_strength_is_the_low_three_bits_of_its_byte_and_the_rest_is_the_skill() -> None:
    found = status("f0452602240d100328000000432d0d29f1")
    assert (found.strength_3d, found.skill_3d) == (5, 1)


def test_a_3d_program_carries_eleven_as_its_program() -> None:
    assert status("f0452602240d100328000000432d0d29f1").program == 11


def test_bit_6_of_b12_is_the_full_body_air_program() -> None:
    assert status("f0552902486d03232200000043190125f1").air == AirPrograms(0, 0, 0, 0, 1)


def test_each_air_bag_has_a_flag_of_its_own() -> None:
    for at, bit, name in (
        (6, 0, "foot"),
        (6, 1, "calf"),
        (6, 2, "thigh"),
        (6, 3, "seat"),
        (6, 4, "arm"),
        (7, 4, "shoulder"),
        (7, 5, "back_waist"),
        (7, 6, "neck"),
    ):
        found = decode(bent(CAPTURES[0], at, 1 << bit))
        assert isinstance(found, Status)
        assert [each for each, acts in found.acting._asdict().items() if acts] == [name]


def test_each_motor_has_two_bits_of_its_own() -> None:
    for shift, name in ((0, "back_motor"), (2, "legs_motor"), (4, "slide_motor")):
        for value in (1, 2, 3):
            found = decode(bent(CAPTURES[0], 10, value << shift))
            assert isinstance(found, Status)
            moving = {each: getattr(found, each) for each in ("back_motor", "legs_motor", "slide_motor")}
            assert moving == {**dict.fromkeys(moving, 0), name: value}


def test_the_chair_of_the_idle_capture_sleeps() -> None:
    assert status(CAPTURES[0]).awake == 0
    assert status(CAPTURES[0]).state == State.STANDBY


def test_a_chair_that_travels_home_keeps_its_old_technique_and_works_no_rollers() -> None:
    found = status("f06d05004000000128000000011c0502f1")
    assert (found.state, found.technique) == (State.HOMING, 5)
    assert roller_step(found) == 0


def test_a_chair_that_scans_runs_and_works_no_rollers() -> None:
    found = status("f04578022d76730328400900431d0155f1")
    assert is_scanning(found)
    assert roller_step(found) == 0
