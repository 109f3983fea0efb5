"""The messages of openEMSstim for people: `chairctl decode` and `chairctl encode` (domain/evidence.py)."""

import re
from collections.abc import Callable, Mapping
from typing import Annotated

from chairctl.domain.evidence import FieldValue, Reading, ReadOne
from chairctl.protocols.openemsstim.frames import (
    CHANNELS,
    DURATION_LEAST_MS,
    DURATION_MOST_MS,
    INTENSITY_MOST,
    STOP,
    command,
    meaning_of,
    over_radio,
    over_usb,
)
from chairctl.protocols.openemsstim.stream import LONGEST_LINE

Line = Annotated[str, ("usb", "radio")]

_COMMAND = re.compile(r"C(\d+)I(\d+)T(\d+)G")
_BARE = re.compile(rb"(?:C\d+I\d+T\d+)?G(?=$|[\r\nCG])[\r\n]*")
_WRAPPED = re.compile(r"WV,[^,]*,((?:[0-9A-F]{2})*)\.")


def _put_out(
    channel: Annotated[int, range(CHANNELS)] = 0,
    intensity: Annotated[int, range(1, INTENSITY_MOST + 1)] = 1,
    duration_ms: Annotated[int, range(DURATION_LEAST_MS, DURATION_MOST_MS + 1)] = DURATION_LEAST_MS,
    line: Line = "usb",
) -> bytes:
    """One channel, so strong (%) and so long."""
    return _written(command(channel, intensity, duration_ms), line)


def _stop(line: Line = "usb") -> bytes:
    """Both channels off."""
    return _written(STOP, line)


def _says(
    text: Annotated[str, ("SETUP DONE", "Converted HEX command:", "Command NON HEX")] = "SETUP DONE",
) -> bytes:
    """A line of the board that means something to us."""
    return text.encode("ascii") + b"\n"


def _written(text: str, line: str) -> bytes:
    return over_usb(text) if line == "usb" else over_radio(text)


MESSAGES: Mapping[str, Callable[..., bytes]] = {"command": _put_out, "stop": _stop, "says": _says}


def reader() -> ReadOne:
    """Reads both directions, line by line; nothing has to be remembered."""
    return _read_one


def _read_one(rest: bytes) -> Reading | None:
    """The line at the beginning of these bytes; over the radio a command has no line end."""
    bare = _BARE.match(rest)
    if bare:
        return _read_text(bare[0], bare[0].decode("ascii").strip(), "radio")
    line, newline, _ = rest.partition(b"\n")
    if not newline and len(rest) <= LONGEST_LINE:
        return None
    if len(line) > LONGEST_LINE:
        return Reading(rest[:LONGEST_LINE], "", (), "size")
    wire = line + newline
    if not all(0x20 <= byte < 0x7F or byte in b"\t\r" for byte in line):
        return Reading(wire, "", (), "text")
    text = line.decode("ascii").strip()
    wrapped = _WRAPPED.fullmatch(text)
    if wrapped is None:
        return Reading(wire, "says", (("meaning", meaning_of(text).value), ("text", text)))
    return _read_text(wire, bytes.fromhex(wrapped[1]).decode("ascii", "replace"), "usb")


def _read_text(wire: bytes, text: str, line: str) -> Reading:
    if text == STOP:
        return Reading(wire, "stop", (("line", line),))
    matched = _COMMAND.fullmatch(text)
    if matched is None:
        return Reading(wire, "says", (("meaning", meaning_of(text).value), ("text", text)))
    channel, intensity, duration = map(int, matched.groups())
    fields: list[tuple[str, FieldValue]] = [("channel", channel), ("intensity", intensity)]
    return Reading(wire, "command", (*fields, ("duration_ms", duration), ("line", line)))
