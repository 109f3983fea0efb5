"""Plays a recording through a fresh station: the same events must give the same packets.

The format is written by `runtime/recorder.py` and described in docs/recordings.md.
"""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from pydantic import TypeAdapter

from chairctl.control.assembly import UnsafeStationError, assemble
from chairctl.control.events import Asked, Event, LedgerAnswered, LineDown, LineUp, Received, Tick, WardenSaid
from chairctl.control.families import Family
from chairctl.control.station import Station
from chairctl.domain.safety import Reason, Trip, WardenWord
from chairctl.domain.time import Instant
from chairctl.profiles.loader import load_device_text
from chairctl.profiles.problems import Problem, ProfileErrors
from chairctl.runtime.command_json import from_json
from chairctl.runtime.families import families_for
from chairctl.runtime.recorder import FORMAT
from chairctl.safety.grant import Quantum, Refusal

LONGEST_LINE = 4 * 1024 * 1024

_ANSWERS: dict[str, TypeAdapter[Any]] = {"quantum": TypeAdapter(Quantum), "refusal": TypeAdapter(Refusal)}


class RecordingError(Exception):
    """A file that can't be replayed: a code of the texts, the line (from 1; 0: the file as a whole)."""

    def __init__(self, code: str, line: int = 0, detail: Problem | None = None) -> None:
        super().__init__(f"{code} (line {line})")
        self.code = code
        """missing, no_recording, other_format, not_whole, bad_profile, corrupt."""
        self.line = line
        self.detail = detail


class Difference(NamedTuple):
    """The first packet that is not the same: the line of its event, `device hex` as recorded and now."""

    line: int
    recorded: tuple[str, ...]
    replayed: tuple[str, ...]


class Replay(NamedTuple):
    """What a replay found."""

    events: int
    packets: int
    digest: str
    """SHA-256 over device and bytes of every packet of the replay, as hex."""
    difference: Difference | None
    cut_short: bool
    """The recording ends in the middle of a turn; what is left of it was left out."""
    trips: tuple[Reason, ...]
    """Every trip of the replay, in its order."""


class _Turn(NamedTuple):
    line: int
    now: Instant
    event: Event
    packets: list[tuple[str, str]]


def replay_file(path: Path) -> Replay:
    """Replay a recording up to its end or its first difference. Raises RecordingError."""
    try:
        with path.open("rb") as file:
            station = _station(file)
            return _compare(station, file)
    except OSError as error:
        raise RecordingError("missing") from error


def _compare(station: Station, file: BinaryIO) -> Replay:
    digest = hashlib.sha256()
    events = packets = 0
    lines = _Lines(file)
    difference = None
    trips: tuple[Reason, ...] = ()
    latched: tuple[Trip, ...] = ()
    for turn in lines.turns(set(station.devices)):
        effects = station.step(turn.event, turn.now)
        sent = [
            (packet.device, packet.data.hex())
            for transmission in effects.transmissions
            for packet in transmission.packets
        ]
        if station.kernel.trips is not latched:
            trips += tuple(trip.reason for trip in station.kernel.trips if trip not in latched)
            latched = station.kernel.trips
        events += 1
        packets += len(sent)
        for device, data in sent:
            digest.update(f"{device} {data}\n".encode())
        if sent != turn.packets:
            if lines.at_end and turn.packets == sent[: len(turn.packets)]:
                lines.cut_short = True
            else:
                difference = _first_difference(turn, sent)
            break
    return Replay(events, packets, digest.hexdigest(), difference, lines.cut_short, trips)


def _first_difference(turn: _Turn, sent: list[tuple[str, str]]) -> Difference:
    for place in range(max(len(sent), len(turn.packets))):
        recorded = turn.packets[place] if place < len(turn.packets) else ()
        replayed = sent[place] if place < len(sent) else ()
        if recorded != replayed:
            return Difference(turn.line, recorded, replayed)
    raise AssertionError("the packets are the same")


def _station(file: BinaryIO) -> Station:
    """The station of a recording, built from the profiles in its header."""
    try:
        header = json.loads(file.readline(LONGEST_LINE))
        number, name, sources = header["format"], header["station"], header["profiles"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise RecordingError("no_recording", 1) from error
    if number != FORMAT:
        raise RecordingError("other_format", 1)
    if header.get("whole", True) is not True:
        raise RecordingError("not_whole", 1)
    if (
        not isinstance(name, str)
        or not isinstance(sources, list)
        or not all(isinstance(s, str) for s in sources)
    ):
        raise RecordingError("no_recording", 1)
    try:
        profiles = tuple(load_device_text(source, f"profile {place}") for place, source in enumerate(sources))
        families: dict[str, Family] = {}
        for profile in profiles:
            families |= families_for(profile.family)
        return assemble(name, profiles, families)
    except ProfileErrors as errors:
        raise RecordingError("bad_profile", 1, errors.problems[0]) from errors
    except UnsafeStationError as error:
        detail = Problem("profile", 0, 0, "family", f"unsafe.{error.code}", {"detail": error.detail})
        raise RecordingError("bad_profile", 1, detail) from error


class _Lines:
    """The turns of an open recording, after its header."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.cut_short = False
        self.at_end = False
        """The turn given last is the last one."""

    def turns(self, devices: set[str]) -> Iterator[_Turn]:
        """Each event with the packets that were recorded after it."""
        turn: _Turn | None = None
        number = 1
        while line := self._file.readline(LONGEST_LINE):
            number += 1
            if not line.endswith(b"\n"):
                self.cut_short = True
                return  # packets of this turn may be missing as well
            try:
                now, word, *rest = json.loads(line)
                event = None if word == "out" else _event(word, rest, devices)
                packet = _packet(rest) if event is None else None
                _check_time(now, turn)
            except (ValueError, TypeError, LookupError, RecursionError) as error:
                raise RecordingError("corrupt", number) from error
            if event is not None:
                if turn is not None:
                    yield turn
                turn = _Turn(number, now, event, [])
            elif turn is None or packet is None:
                raise RecordingError("corrupt", number)
            else:
                turn.packets.append(packet)
        self.at_end = True
        if turn is not None:
            yield turn


def _check_time(now: object, turn: _Turn | None) -> None:
    """Raises ValueError unless `now` is an instant not before the turn."""
    if type(now) is not int or (turn is not None and now < turn.now):
        raise ValueError("time runs backwards")


def _packet(rest: list[Any]) -> tuple[str, str]:
    """A recorded packet. Raises ValueError."""
    if len(rest) != 2 or not all(type(value) is str for value in rest):
        raise ValueError("no packet")
    return rest[0], rest[1]


def _event(word: str, rest: list[Any], devices: set[str]) -> Event:
    """An event from its words. Raises ValueError, TypeError, LookupError."""
    if word == "tick":
        return Tick()
    if word == "ask":
        return Asked(from_json(*rest))
    if word == "ledger":
        return LedgerAnswered(_ANSWERS[rest[0]].validate_python(rest[1:]))
    device = rest[0] if rest else None
    if device not in devices or not all(isinstance(value, str) for value in rest):
        raise ValueError(f"unknown device {device!r}")
    match word, rest:
        case "in", [_, data]:
            return Received(device, bytes.fromhex(data))
        case "up", [_]:
            return LineUp(device)
        case "down", [_, reason]:
            return LineDown(device, reason)
        case "warden", [_, said]:
            return WardenSaid(device, WardenWord(said))
        case _:
            raise ValueError(f"unknown word {word!r}")
