"""The messages of ScienceMode 4 for people: `chairctl decode` and `chairctl encode` (domain/evidence.py).

An answer bears the number of its command plus one; its first byte is the result.
"""

from binascii import crc_hqx
from collections.abc import Callable, Mapping
from functools import partial
from typing import Annotated

from chairctl.domain.evidence import NOTHING, FieldValue, Reading, ReadOne
from chairctl.protocols.sciencemode4.frames import (
    CHANNELS,
    GENERAL_ERROR,
    GREATEST_NUMBER,
    HEAD,
    KEY,
    PAYLOAD_AT,
    UNKNOWN_COMMAND,
    Block,
    Command,
    CurrentData,
    Flaw,
    Frame,
    Point,
    Result,
    decode,
    decode_battery,
    decode_current_data,
    decode_device_id,
    decode_status,
    decode_version,
    encode,
    encode_update,
    size_of,
)

Fields = list[tuple[str, FieldValue]]

Number = Annotated[int, range(GREATEST_NUMBER + 1)]
Data = Annotated[bytes, range(100)]
_POINT_SIZE, _OFFSET = 4, 300

_NAMES = {
    **{command.value: command.name.lower() for command in Command},
    **{command + 1: f"{command.name.lower()}_answer" for command in Command},
    GENERAL_ERROR: "general_error",
    UNKNOWN_COMMAND: "unknown_command",
}


def _message(command: int, number: Number = 0, data: Data = b"") -> bytes:
    """A message with its data as it stands in the payload."""
    return encode(command, number, data)


def _update(
    number: Number = 0,
    channel: Annotated[int, range(CHANNELS)] = 0,
    ramp: Annotated[int, range(16)] = 0,
    period_half_ms: Annotated[int, range(1, 32_768)] = 40,
    pulse_width_us: Annotated[int, range(4_096)] = 200,
    half_ma: Annotated[int, range(_OFFSET + 1)] = 0,
) -> bytes:
    """One channel puts out pulses that take back the charge that they give."""
    points = (Point(pulse_width_us, half_ma), Point(pulse_width_us, -half_ma))
    blocks = [Block(ramp, period_half_ms, points) if at == channel else None for at in range(CHANNELS)]
    return encode_update(number, blocks)


MESSAGES: Mapping[str, Callable[..., bytes]] = {
    **{name: partial(_message, command) for command, name in _NAMES.items()},
    "mid_update": _update,
}


def reader() -> ReadOne:
    """Reads both directions; nothing has to be remembered."""
    return _read_one


def _read_one(rest: bytes) -> Reading | None:
    """The frame at the beginning of these bytes."""
    if not HEAD.startswith(rest[: len(HEAD)]):
        return Reading(rest[:1], "", (), NOTHING)
    size = size_of(rest) if len(rest) > 1 else None
    if isinstance(size, Flaw):
        return Reading(rest[: len(HEAD)], "", (), size)
    if size is None or len(rest) < size:
        return None
    wire = rest[:size]
    frame = decode(wire)
    if isinstance(frame, Flaw):
        return Reading(wire, "", _crcs(wire) if frame is Flaw.CRC else (), frame)
    name = _NAMES.get(frame.command)
    head: Fields = [("number", frame.number)]
    if name is None:
        return Reading(wire, "", (*head, ("command", frame.command)), Flaw.KIND)
    return Reading(wire, name, (*head, *_fields(frame)))


def _crcs(wire: bytes) -> tuple[tuple[str, str], ...]:
    """The CRC that a frame has and the one that it should have."""
    right = crc_hqx(wire[PAYLOAD_AT:-1], 0)
    return (("crc", f"{wire[6] ^ KEY:02x}{wire[8] ^ KEY:02x}"), ("crc_should_be", f"{right:04x}"))


def _fields(frame: Frame) -> Fields:
    """What the data says, as far as it is understood; else the data."""
    data = frame.data
    if frame.command == Command.MID_UPDATE:
        return _update_fields(data) or [("data", data.hex())]
    found: Fields = []
    is_answer = frame.command - 1 in list(Command) or frame.command in (GENERAL_ERROR, UNKNOWN_COMMAND)
    if is_answer and data:
        found = [("result", data[0]), ("result_name", _result_name(data[0]))]
    return [*found, *_answer_fields(frame.command, data), ("data", data.hex())]


def _answer_fields(command: int, data: bytes) -> Fields:
    """The fields of an answer that is understood."""
    match command - 1:
        case Command.MID_CURRENT_DATA:
            current = decode_current_data(data)
            if not isinstance(current, CurrentData):
                return []
            errors: Fields = [(f"error_{at}", error.name.lower()) for at, error in enumerate(current.errors)]
            return [*((f"running_{at}", int(runs)) for at, runs in enumerate(current.running)), *errors]
        case Command.STIM_STATUS:
            status = decode_status(data)
            return [] if isinstance(status, Flaw) else [("status", status.name.lower())]
        case Command.BATTERY:
            battery = decode_battery(data)
            return [] if isinstance(battery, Flaw) else [("percent", data[1]), ("battery_mv", battery)]
        case Command.DEVICE_ID:
            name = decode_device_id(data)
            return [] if isinstance(name, Flaw) else [("device_id", name)]
        case Command.EXTENDED_VERSION:
            version = decode_version(data)
            if isinstance(version, Flaw):
                return []
            return [("firmware", version.firmware), ("protocol", version.protocol)]
        case _:
            return []


def _update_fields(data: bytes) -> Fields:
    """Channel by channel what MID_UPDATE asks for; nothing if its size does not fit."""
    found: Fields = [("channels", data[0])] if data else []
    rest = data[1:]
    for channel in range(CHANNELS):
        if not data or not data[0] >> channel & 1:
            continue
        count = (rest[0] >> 4) + 1 if rest else 0
        if len(rest) < 3 + count * _POINT_SIZE:
            return []
        found += [(f"{channel}_ramp", rest[0] & 0xF)]
        found += [(f"{channel}_period_half_ms", int.from_bytes(rest[1:3], "big") // 2)]
        for at in range(count):
            packed = int.from_bytes(rest[3 + at * _POINT_SIZE : 7 + at * _POINT_SIZE], "big")
            found += [(f"{channel}_point_{at}_us", packed >> 20)]
            found += [(f"{channel}_point_{at}_half_ma", (packed >> 10 & 0x3FF) - _OFFSET)]
        rest = rest[3 + count * _POINT_SIZE :]
    return [] if rest else found


def _result_name(number: int) -> str:
    return Result(number).name.lower() if number in list(Result) else "other"
