"""A RongTai chair's messages for people: `chairctl decode` and `chairctl encode` (domain/evidence.py).

Numbers are shown raw, with a word behind them where one is known; which technique 2 and 4 are depends on the
firmware, so both words are shown. Reset and the marks of engineers can be read, and not be written.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Annotated

from chairctl.domain.evidence import NOTHING, FieldValue, Reading, ReadOne
from chairctl.profiles.device import Variant
from chairctl.protocols.rongtai.frames import (
    HEAD,
    PAYLOAD_SIZE,
    STATUS_SIZE,
    TAIL,
    Flaw,
    Status,
    checksum,
    decode,
    encode,
)
from chairctl.protocols.rongtai.keys import Key, Mark
from chairctl.protocols.rongtai.stream import INFORMATION, LONGEST_INFORMATION, UPLOAD
from chairctl.protocols.rongtai.words import words

Bit = Annotated[int, range(2)]
Two = Annotated[int, range(4)]
Three = Annotated[int, range(8)]
Four = Annotated[int, range(16)]
Seven = Annotated[int, range(128)]

_KEY_SIZE = 5
_FLAWS = {Flaw.MARKER: "length", Flaw.VALUE: "value"}


def _key(
    name: Annotated[str, tuple(key.name.lower() for key in Key)] = "no_key",
    mark: Annotated[str, tuple(mark.name.lower() for mark in Mark)] = "ble",
) -> bytes:
    """One key, by its name."""
    return encode(Key[name.upper()], Mark[mark.upper()])


def _status(  # as many as it has fields
    has_3d: Bit = 1,
    no_leg_extend: Bit = 0,
    new_names: Bit = 1,
    technique: Three = 0,
    awake: Bit = 0,
    width: Two = 0,
    speed: Three = 0,
    wheel_on: Bit = 0,
    heat_on: Bit = 0,
    air_strength: Three = 0,
    vibration: Three = 0,
    ioniser_on: Bit = 0,
    scope: Two = 0,
    time_s: Annotated[int, range(4_096)] = 0,
    acting_foot: Bit = 0,
    acting_calf: Bit = 0,
    acting_thigh: Bit = 0,
    acting_seat: Bit = 0,
    acting_arm: Bit = 0,
    acting_shoulder: Bit = 0,
    acting_back_waist: Bit = 0,
    acting_neck: Bit = 0,
    wheel_speed: Two = 0,
    state: Four = 0,
    roller_height: Annotated[int, range(32)] = 0,
    height_bits: Two = 1,
    scan_position: Four = 0,
    scan_succeeded: Bit = 0,
    shoulder_adjustable: Bit = 0,
    scanning: Bit = 0,
    back_motor: Two = 0,
    legs_motor: Two = 0,
    slide_motor: Two = 0,
    zero_gravity: Bit = 0,
    commercial: Bit = 0,
    volume: Three = 0,
    music_on: Bit = 0,
    buzzer: Two = 0,
    preset_time: Two = 0,
    air_leg_foot: Bit = 0,
    air_back_waist: Bit = 0,
    air_arm_shoulder: Bit = 0,
    air_seat: Bit = 0,
    air_full: Bit = 0,
    wheel_direction: Two = 0,
    program: Four = 0,
    byte_13_bit_6: Bit = 0,
    strength_3d: Three = 0,
    skill_3d: Three = 0,
    byte_14_bit_6: Bit = 0,
) -> bytes:
    """What a chair says of itself."""
    bags = acting_foot | acting_calf << 1 | acting_thigh << 2 | acting_seat << 3 | acting_arm << 4
    zones = air_leg_foot | air_back_waist << 1 | air_arm_shoulder << 2 | air_seat << 3 | air_full << 4
    payload = bytes(
        (
            has_3d | no_leg_extend << 1 | new_names << 2 | technique << 3 | awake << 6,
            width | speed << 2 | wheel_on << 5 | heat_on << 6,
            air_strength | vibration << 3 | ioniser_on << 6,
            time_s >> 7 | scope << 5,
            time_s & 0x7F,
            bags | wheel_speed << 5,
            state | acting_shoulder << 4 | acting_back_waist << 5 | acting_neck << 6,
            roller_height | height_bits << 5,
            scan_position | scan_succeeded << 4 | shoulder_adjustable << 5 | scanning << 6,
            back_motor | legs_motor << 2 | slide_motor << 4 | zero_gravity << 6,
            commercial | volume << 1 | music_on << 4 | buzzer << 5,
            preset_time | zones << 2,
            wheel_direction | program << 2 | byte_13_bit_6 << 6,
            strength_3d | skill_3d << 3 | byte_14_bit_6 << 6,
        )
    )
    return bytes((HEAD, *payload, checksum(payload), TAIL))


def _information(
    half_1: Seven = 0,
    half_2: Seven = 0,
    half_3: Seven = 0,
    half_4: Seven = 0,
    half_5: Seven = 0,
    half_6: Seven = 0,
    half_7: Seven = 0,
    half_8: Seven = 0,
) -> bytes:
    """Four numbers of cloud programs in halves; how two make one is not known. The end may be missing."""
    halves = (half_1, half_2, half_3, half_4, half_5, half_6, half_7, half_8)
    return bytes((HEAD, INFORMATION, *halves, checksum(bytes((INFORMATION, *halves))), TAIL))


def _upload(byte: Annotated[int, tuple(sorted(UPLOAD))] = 0x43) -> bytes:
    """A byte by which a chair answers the upload of a program."""
    return bytes((byte,))


MESSAGES: Mapping[str, Callable[..., bytes]] = {
    "key": _key,
    "status": _status,
    "information": _information,
    "upload": _upload,
}


def reader() -> ReadOne:
    """Reads both directions; nothing has to be remembered."""
    return _read_one


def _read_one(rest: bytes) -> Reading | None:
    """The frame at the beginning of these bytes."""
    if rest[0] in UPLOAD:
        return Reading(rest[:1], "upload", (("byte", rest[0]),))
    if rest[0] != HEAD:
        return Reading(rest[:1], "", (), NOTHING)
    if len(rest) == 1:
        return None
    if rest[1] == INFORMATION:
        return _read_information(rest)
    return _read_key(rest) if rest[1] > 0x7F else _read_status(rest)


def _read_information(rest: bytes) -> Reading | None:
    ends = [LONGEST_INFORMATION] + [at for at in (rest.find(HEAD, 1), rest.find(TAIL) + 1) if at > 0]
    size = min(ends)
    if len(rest) < size:
        return None
    return Reading(rest[:size], "information", (("halves", rest[2:size].rstrip(bytes((TAIL,)))[:8].hex()),))


def _read_key(rest: bytes) -> Reading | None:
    if len(rest) < _KEY_SIZE:
        return None
    wire = rest[:_KEY_SIZE]
    mark, key, check = wire[1:4]
    if wire[-1] != TAIL:
        return Reading(wire, "", (), "length")
    if check != checksum(wire[1:3]):
        return Reading(wire, "", _checks(check, wire[1:3]), Flaw.CHECKSUM)
    fields = (("mark", mark), ("key", key))
    if mark not in list(Mark) or key not in list(Key):
        return Reading(wire, "", fields, "command")
    named = (("name", Key(key).name.lower()), ("mark", Mark(mark).name.lower()), ("key", key))
    return Reading(wire, "key", named)


def _read_status(rest: bytes) -> Reading | None:
    begins = rest.find(HEAD, 1, STATUS_SIZE)
    if begins > 0:
        return Reading(rest[:begins], "", (), "length")
    if len(rest) < STATUS_SIZE:
        return None
    wire = rest[:STATUS_SIZE]
    found = decode(wire)
    if isinstance(found, Status):
        return Reading(wire, "status", tuple(_fields(found, wire)))
    if found is Flaw.CHECKSUM:
        return Reading(wire, "", _checks(wire[-2], wire[1 : PAYLOAD_SIZE + 1]), found)
    return Reading(wire, "", (), _FLAWS[found])


def _checks(is_byte: int, covered: bytes) -> tuple[tuple[str, FieldValue], ...]:
    return (("checksum", f"{is_byte:02x}"), ("checksum_should_be", f"{checksum(covered):02x}"))


def _fields(status: Status, wire: bytes) -> Iterator[tuple[str, FieldValue]]:
    known = dict(words(status, Variant.STANDARD))
    swapped = words(status, Variant.SWAPPED)["technique"]
    for name, value in status._asdict().items():
        if isinstance(value, tuple):
            yield from ((f"{name}_{each}", flag) for each, flag in value._asdict().items())  # type: ignore[attr-defined]
            continue
        yield name, value
        if name in known:
            yield f"{name}_is", known[name]
        if name == "technique" and swapped != known[name]:
            yield "technique_if_swapped", swapped
    yield "byte_13_bit_6", wire[13] >> 6
    yield "byte_14_bit_6", wire[14] >> 6
