"""Bytes of a wire as people write them, recordings and captures: pieces with their direction."""

import json
from collections.abc import Iterator
from typing import NamedTuple

_DIRECTIONS = {"in": "<", "out": ">"}


class Piece(NamedTuple):
    """Bytes that came at once. Direction: `<` from the device, `>` to it; empty: not known."""

    direction: str
    data: bytes


class WireTextError(Exception):
    """A line is no bytes."""

    def __init__(self, line: int, text: str) -> None:
        super().__init__(text)
        self.line = line
        self.text = text


def pieces(text: str) -> Iterator[Piece]:
    """The pieces of a recording or capture, or of lines of hexadecimal.

    A line may begin with `<` or `>`, have blanks and colons between its bytes, and end with a comment behind
    `#`. Raises WireTextError.
    """
    is_recording = text.lstrip().startswith("{")
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            found = _recorded(line) if is_recording else _written(line)
        except ValueError as error:
            raise WireTextError(number, line.strip()) from error
        if found.data:
            yield found


def _written(line: str) -> Piece:
    text = line.partition("#")[0].strip()
    direction = text[:1] if text[:1] in ("<", ">") else ""
    digits = text.removeprefix(direction).replace(":", " ").replace("0x", " ").replace(",", " ")
    return Piece(direction, bytes.fromhex(digits))


def _recorded(line: str) -> Piece:
    """A line of a recording (docs/recordings.md) or of a capture (docs/captures.md, names no device).

    What brings no bytes is an empty piece.
    """
    entry = json.loads(line) if line.strip() else None
    if not isinstance(entry, list) or len(entry) not in (3, 4) or entry[1] not in _DIRECTIONS:
        return Piece("", b"")
    return Piece(_DIRECTIONS[entry[1]], bytes.fromhex(entry[-1]))
