"""`chairctl decode`: what bytes of a wire say, field by field, and which bits have changed."""

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from chairctl.domain.evidence import Evidence, FieldValue, Reader, Reading
from chairctl.frontends.cli.exit_code import ExitCode
from chairctl.frontends.cli.table import columns
from chairctl.frontends.cli.wire_text import Piece, WireTextError, pieces
from chairctl.profiles.problems import shown
from chairctl.runtime.evidence import BrokenEvidenceError, evidence_for, families
from chairctl.texts import Texts, catalogue

_LARGE = 10
"""Numbers from here on are shown in hexadecimal as well."""


class Change(NamedTuple):
    """What a field was in the last message of the same name and direction, and the bits that differ."""

    was: FieldValue
    bits: int


def decode(texts: Texts, family: str, source: str | None, *, as_json: bool) -> int:
    """Read hexadecimal, a file or the standard input; an exit code."""
    try:
        evidence = evidence_for(family)
    except BrokenEvidenceError as error:
        return _fail(texts.say("evidence.broken", detail=shown(str(error), 200)))
    if evidence is None:
        known = ", ".join(families())
        return _fail(texts.say("evidence.no_such_family", name=shown(family), known=known))
    try:
        found = list(pieces(_text(source)))
    except WireTextError as error:
        return _fail(texts.say("evidence.not_hex", line=str(error.line), text=shown(error.text)))
    except (OSError, UnicodeDecodeError):
        return _fail(texts.say("evidence.unreadable", file=shown(str(source))))
    flawed = False
    before: dict[tuple[str, str], dict[str, FieldValue]] = {}
    for direction, reading in readings(evidence, found):
        flawed = flawed or bool(reading.flaw)
        fields = dict(reading.fields)
        last = before.get((direction, reading.message), fields) if reading.message else fields
        before[direction, reading.message] = fields
        changes = {name: _change(last[name], value) for name, value in fields.items() if name in last}
        changed = {name: change for name, change in changes.items() if change}
        if as_json:
            print(_json_line(direction, reading, changed))
        else:
            _print(direction, reading, changed, texts)
    return ExitCode.USAGE if flawed else ExitCode.FINISHED


def readings(evidence: Evidence, found: Iterable[Piece]) -> Iterator[tuple[str, Reading]]:
    """Every message with its direction; pieces that follow each other in one direction belong together."""
    read_one = evidence.reader()
    readers: dict[str, Reader] = {}
    for direction, data in found:
        for reading in readers.setdefault(direction, Reader(read_one)).decode(data):
            yield direction, reading
    for direction, reader in readers.items():
        for reading in reader.end():
            yield direction, reading


def _text(source: str | None) -> str:
    """The words themselves, the file that they name, or the standard input."""
    if source is None or source == "-":
        return sys.stdin.read()
    try:
        return Path(source).read_text(encoding="utf-8")
    except FileNotFoundError:
        if any(letter in source for letter in "/\\."):
            raise
    return source


def _change(was: FieldValue, value: FieldValue) -> Change | None:
    if was == value:
        return None
    return Change(was, was ^ value if isinstance(was, int) and isinstance(value, int) else 0)


def _json_line(direction: str, reading: Reading, changed: dict[str, Change]) -> str:
    document = {
        "direction": direction,
        "data": reading.data.hex(),
        "message": reading.message,
        "fields": dict(reading.fields),
        "flaw": reading.flaw,
        "changed": {name: change._asdict() for name, change in changed.items()},
    }
    return json.dumps(document, ensure_ascii=False)


def _print(direction: str, reading: Reading, changed: dict[str, Change], texts: Texts) -> None:
    says = reading.message
    if reading.flaw:
        code = f"flaw.{reading.flaw}"
        is_known = code in catalogue(texts.language)
        says = texts.say(code) if is_known else texts.say("flaw.other", flaw=reading.flaw)
    print(f"{direction:1} {says}  {reading.data.hex(' ')}")
    rows = [
        [name, _value(value), _say_change(changed[name], texts) if name in changed else ""]
        for name, value in reading.fields
    ]
    for line in columns(rows) if rows else []:
        print(f"    {line}")


def _value(value: FieldValue) -> str:
    if isinstance(value, str):
        return shown(value)
    return f"{value} ({value:#x})" if value >= _LARGE else str(value)


def _say_change(change: Change, texts: Texts) -> str:
    was = _value(change.was)
    if not change.bits:
        return texts.say("evidence.changed", was=was)
    return texts.say("evidence.changed_bits", was=was, bits=f"{change.bits & 0xFFFF_FFFF:08b}")


def _fail(text: str) -> int:
    print(f"chairctl: {text}", file=sys.stderr)
    return ExitCode.USAGE
