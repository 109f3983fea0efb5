"""Recordings in a bundle: how each begins and ends, whether a replay is the same, and what tripped."""

import json
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from chairctl.control.redaction import REDACT, masked_bytes
from chairctl.frontends.cli.recordings import recordings_folder
from chairctl.frontends.cli.support.redactor import Redactor
from chairctl.profiles.loader import load_device_text
from chairctl.profiles.problems import ProfileErrors
from chairctl.runtime.replay import LONGEST_LINE, RecordingError, replay_file

MOST = 5
HEAD, TAIL = 200, 200
"""Lines shown of each."""
MOST_REPLAYED = 16 * 1024 * 1024
"""Bytes of all that are replayed, the newest first; more would take over ten seconds."""
ASKED = ("origin", "action", "channel", "level")
"""What is told of something that somebody asked for."""


def newest() -> list[Path]:
    """The recordings that a bundle tells of, the newest first."""
    return sorted(recordings_folder().glob("*.jsonl"), reverse=True)[:MOST]


def trips(redactor: Redactor) -> list[dict[str, Any]]:
    """What came of replaying each: the same or not, and every trip."""
    found, left = [], MOST_REPLAYED
    for number, path in enumerate(newest(), 1):
        said: dict[str, Any] = {"recording": number, "bytes": path.stat().st_size}
        left -= said["bytes"]
        if left >= 0:
            try:
                result = replay_file(path)
            except RecordingError as error:
                said["error"] = error.code
            else:
                said |= {"same": result.difference is None, "cut_short": result.cut_short}
                said["trips"] = [redactor.value(reason) for reason in result.trips]
        found.append(said)
    return found


def shown(path: Path, redactor: Redactor) -> str:
    """The first and last lines of a recording; profiles, names and serial numbers are left out."""
    try:
        with path.open("rb") as file:
            header = json.loads(file.readline(LONGEST_LINE))
            families = dict(_families(header.get("profiles", ())))
            lines = iter(lambda: file.readline(LONGEST_LINE), b"")
            first = _read(islice(lines, HEAD))
            rest = deque(enumerate(lines, 1), TAIL)
            last = _read(line for _, line in rest)
    except (OSError, ValueError, AttributeError, RecursionError):
        return '"unreadable"\n'
    told = list(_told([*first, *last], families, redactor))
    left_out = rest[-1][0] - len(rest) if rest else 0
    begun = {key: redactor.value(header.get(key)) for key in ("format", "chairctl", "station")}
    begun |= {"families": sorted(families.values()), "left_out": left_out, "after": len(first)}
    return "".join(json.dumps(one) + "\n" for one in [begun, *told])


def _families(sources: Sequence[str]) -> Iterator[tuple[str, str]]:
    for source in sources:
        try:
            profile = load_device_text(source, "recording")
        except ProfileErrors:
            continue
        yield profile.name, profile.family


def _read(lines: Iterator[bytes]) -> list[Any]:
    found = []
    for line in lines:
        try:
            entry = json.loads(line)
        except (ValueError, RecursionError):
            continue  # cut off by a crash
        if isinstance(entry, list) and len(entry) > 1:
            found.append(entry)
    return found


def _told(entries: list[Any], families: Mapping[str, str], redactor: Redactor) -> Iterator[list[Any]]:
    came = {device: iter(_masked(entries, device, family)) for device, family in families.items()}
    for at, word, *rest in entries:
        match word, rest:
            case "in", [str(device), str(data)]:
                told = next(came[device]) if device in came else f"{len(data) // 2} bytes"
                yield [at, word, redactor.text(device), told]
            case "out", [str(device), str(data)]:
                yield [at, word, redactor.text(device), data]
            case "ask", [dict(asked)]:
                yield [at, word, redactor.value({key: asked[key] for key in ASKED if key in asked})]
            case _:
                yield [at, redactor.value(word), *redactor.value(rest)]


def _masked(entries: list[Any], device: str, family: str) -> list[str]:
    """What came from a device with its serial number masked; of a foreign family, only how much."""
    pieces = [bytes.fromhex(entry[3]) for entry in entries if entry[1:3] == ["in", device]]
    redact = REDACT.get(family)
    if redact is None:
        return [f"{len(piece)} bytes" for piece in pieces]
    whole, at = redact(b"".join(pieces), masked_bytes), 0
    found = []
    for piece in pieces:
        found.append(whole[at : at + len(piece)].hex())
        at += len(piece)
    return found
