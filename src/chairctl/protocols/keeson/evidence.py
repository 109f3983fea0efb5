"""The messages of Keeson beds for people: `chairctl decode` and `chairctl encode` (domain/evidence.py).

A frame of BASE and one of SINO differ in nothing but the order of its mask, so both are shown; without a
checksum, KSBT and KSBT03CR are known by their first bytes alone.
"""

from collections.abc import Callable, Mapping
from typing import Annotated

from chairctl.domain.evidence import NOTHING, FieldValue, Reading, ReadOne
from chairctl.protocols.keeson.frames import (
    GREATEST_MASK,
    GREATEST_MASSAGE,
    LAYOUTS,
    MARK,
    REPORT_HEADS,
    SINO_GREATEST_LEVEL,
    SINO_LIGHT_OFF,
    SINO_LIGHT_ON,
    STATUS_QUERY,
    Flaw,
    Key,
    Layout,
    Variant,
    checksum,
    decode,
    decode_status,
    encode,
    layout_of,
    sino_foot_massage,
    sino_head_massage,
    sino_pattern,
)

Variants = Annotated[str, tuple(variant.value for variant in Variant)]
Names = Annotated[str, ("release", *(key.name.lower() for key in Key if key.name))]
Level = Annotated[int, range(SINO_GREATEST_LEVEL + 1)]
Bit = Annotated[int, range(2)]
Position = Annotated[int, range(0x1_0000)]
Massage = Annotated[int, range(GREATEST_MASSAGE + 1)]

_AT_REST = 0xF
_TIMER_OFF = {False: 0, True: 0xFF}


def _keys(mask: Annotated[int, range(GREATEST_MASK + 1)] = 0, variant: Variants = "base") -> bytes:
    """Keys that are down, as a mask."""
    return encode(mask, Variant(variant))


def _key(name: Names = "release", variant: Variants = "base") -> bytes:
    """One key, by its name."""
    return encode(0 if name == "release" else Key[name.upper()], Variant(variant))


def _report(  # as many as it has fields
    head: Annotated[int, tuple(sorted({head for head, _ in LAYOUTS}))] = 0xED,
    marked: Bit = 0,
    head_position: Position = 0,
    feet_position: Position = 0,
    head_massage: Massage = 0,
    feet_massage: Massage = 0,
    head_moves: Bit = 0,
    feet_moves: Bit = 0,
    light: Bit = 0,
    timer: Annotated[int, range(4)] = 0,
) -> bytes:
    """What a bed reports; F1 has no marked layout that is understood."""
    layout = LAYOUTS.get((head, marked == 1), LAYOUTS[head, False])
    report = bytearray(layout.size)
    report[0] = head
    if layout.summed:
        report[1:3] = MARK
    for at, position in ((layout.positions, head_position), (layout.positions + 2, feet_position)):
        report[at : at + 2] = position.to_bytes(2, "little")
    report[layout.massages : layout.massages + 2] = bytes((head_massage, feet_massage))
    report[layout.motion] = (head_moves | feet_moves << 1 or _AT_REST) | light << 6
    report[layout.timer] = timer or _TIMER_OFF[layout.summed]
    if layout.summed:
        report[-1] = checksum(bytes(report[:-1]))
    return bytes(report)


def _query() -> bytes:
    """What apps ask the KSBT box after a key was let go."""
    return STATUS_QUERY


def _sino_head_massage(level: Level = 0) -> bytes:
    """Head massage of a SINO box."""
    return encode(sino_head_massage(level), Variant.SINO)


def _sino_foot_massage(level: Level = 0) -> bytes:
    """Foot massage of a SINO box."""
    return encode(sino_foot_massage(level), Variant.SINO)


def _sino_pattern(number: Annotated[int, range(16)] = 0) -> bytes:
    """Massage pattern of a SINO box."""
    return encode(sino_pattern(number), Variant.SINO)


def _sino_light(on: Bit = 0) -> bytes:
    """Under-bed light of a SINO box."""
    return encode(SINO_LIGHT_ON if on else SINO_LIGHT_OFF, Variant.SINO)


MESSAGES: Mapping[str, Callable[..., bytes]] = {
    "keys": _keys,
    "key": _key,
    "report": _report,
    "status_query": _query,
    "sino_head_massage": _sino_head_massage,
    "sino_foot_massage": _sino_foot_massage,
    "sino_pattern": _sino_pattern,
    "sino_light": _sino_light,
}

_TO_THE_BED = {
    0xE5: (Variant.BASE, 8),
    0xE6: (Variant.OKIN_FFE, 8),
    0x05: (Variant.KSBT03CR, 7),
    0x04: (Variant.KSBT, 6),
}
"""By first byte; KSBT04C begins as KSBT does and is one byte longer."""
_KSBT04C_SIZE = 7


def reader() -> ReadOne:
    """Reads both directions; nothing has to be remembered."""
    return _read_one


def _read_one(rest: bytes) -> Reading | None:
    """The frame or report at the beginning of these bytes."""
    if rest[0] in REPORT_HEADS:
        return _read_report(rest)
    if rest[0] == STATUS_QUERY[0]:
        if len(rest) == 1:
            return None
        if rest.startswith(STATUS_QUERY):
            return Reading(STATUS_QUERY, "status_query")
    if rest[0] in _TO_THE_BED:
        return _read_keys(rest)
    return Reading(rest[:1], "", (), NOTHING)


def _read_keys(rest: bytes) -> Reading | None:
    variant, size = _TO_THE_BED[rest[0]]
    if variant is Variant.KSBT and not isinstance(decode(rest[:_KSBT04C_SIZE], Variant.KSBT04C), Flaw):
        variant, size = Variant.KSBT04C, _KSBT04C_SIZE
    if len(rest) < size:
        return None
    wire = rest[:size]
    mask = decode(wire, variant)
    if mask is Flaw.HEADER:
        return Reading(rest[:1], "", (), NOTHING)
    if isinstance(mask, Flaw):
        right = checksum(wire[:-1]) if variant is not Variant.KSBT03CR else 0
        fields = (("checksum", wire[-1:].hex()), ("checksum_should_be", f"{right:02x}"))
        return Reading(wire, "", fields, mask)
    found: list[tuple[str, FieldValue]] = [("variant", variant.value), ("mask", mask), ("keys", _names(mask))]
    if variant is Variant.BASE:
        found.append(("mask_if_sino", decode(wire, Variant.SINO)))
    return Reading(wire, "keys", tuple(found))


def _names(mask: int) -> str:
    """The keys of a mask, by name; bits without one in hexadecimal."""
    names = [key.name.lower() for key in Key if key.name and key & mask]
    unknown = mask & ~sum(Key)
    return "+".join([*names, *([f"{unknown:#x}"] if unknown else [])]) or "release"


def _read_report(rest: bytes) -> Reading | None:
    if len(rest) <= len(MARK):
        return None
    layout = layout_of(rest[: len(MARK) + 1])
    if isinstance(layout, Flaw):
        return Reading(rest[: len(MARK) + 1], "", (("head", rest[0]),), layout)
    if len(rest) < layout.size:
        return None
    wire = rest[: layout.size]
    status = decode_status(wire, layout)
    if status is Flaw.CHECKSUM:
        right = f"{checksum(wire[:-1]):02x}"
        return Reading(wire, "", (("checksum", wire[-1:].hex()), ("checksum_should_be", right)), status)
    fields: list[tuple[str, FieldValue]] = [("head", wire[0]), ("marked", int(layout.summed))]
    for name, at in (("head_position", layout.positions), ("feet_position", layout.positions + 2)):
        fields.append((name, int.from_bytes(wire[at : at + 2], "little")))
    fields += [("head_massage", wire[layout.massages]), ("feet_massage", wire[layout.massages + 1])]
    fields += [("motion", wire[layout.motion]), ("timer", wire[layout.timer])]
    if isinstance(status, Flaw):
        return Reading(wire, "", tuple(fields), status)
    fields += [("head_moves", int(status.head_moves)), ("feet_moves", int(status.feet_moves))]
    fields += [("light", int(status.light)), ("timer_min", status.timer_min)]
    return Reading(wire, "report", (*fields, *_unknown(wire, layout)))


def _unknown(wire: bytes, layout: Layout) -> list[tuple[str, FieldValue]]:
    """The bytes that no field explains."""
    known = {0, layout.motion, layout.timer, layout.massages, layout.massages + 1}
    known |= set(range(layout.positions, layout.positions + 4))
    if layout.summed:
        known |= {1, 2, layout.size - 1}
    return [(f"byte_{at}", byte) for at, byte in enumerate(wire) if at not in known]
