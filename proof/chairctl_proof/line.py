"""A line between station and chair that can be made bad, in virtual time, each direction by itself.

A direction carries pieces (one packet, or all that the chair sent at once). What happens to each piece
is drawn from the line's own seeded chance, so that a run can be repeated.
"""

from collections import deque
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from random import Random
from typing import Final, NamedTuple

from chairctl.domain.time import SECOND, Duration, Instant

KEPT_FOR_REPLAY: Final = 64


@dataclass(frozen=True, slots=True)
class Disturbance:
    """What a direction does to its pieces; the default is nothing.

    Chances in ‰ per piece. A late piece is delayed by `delay_min` to `delay_max`, so later ones may overtake;
    `bytes_per_s` lets bytes queue up in order, as behind a slow reader (0: as fast as they come).
    """

    silent: bool = False
    lose_permille: int = 0
    duplicate_permille: int = 0
    corrupt_permille: int = 0
    splice_permille: int = 0
    replay_permille: int = 0
    late_permille: int = 0
    delay_min: Duration = 0
    delay_max: Duration = 0
    bytes_per_s: int = 0


IDEAL: Final = Disturbance()


class _Piece(NamedTuple):
    due: Instant
    order: int
    data: bytes
    waits: bool
    """In the sender's terminal, where it can still be thrown away; else it is under way."""


class Direction:
    """One way along the line."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._disturbance = IDEAL
        self._queue: list[_Piece] = []
        self._order = 0
        self._busy_until: Instant = 0
        self._carried: deque[bytes] = deque(maxlen=KEPT_FOR_REPLAY)
        self._draws = False

    @property
    def recorded(self) -> tuple[bytes, ...]:
        """The newest pieces that were given to this direction, oldest first."""
        return tuple(self._carried)

    @property
    def backlog(self) -> int:
        """Bytes that wait in the sender's terminal."""
        return sum(len(piece.data) for piece in self._queue if piece.waits)

    def disturb(self, disturbance: Disturbance) -> None:
        """From now on pieces fare like this; those under way arrive as they were going to."""
        self._disturbance = disturbance
        self._draws = disturbance != IDEAL

    def send(self, data: bytes, now: Instant) -> None:
        """Give a piece to the line at `now`."""
        self._carried.append(data)
        if not self._draws:
            self._put(data, max(now, self._busy_until if self._queue else now))
            return
        how, chance = self._disturbance, self._random
        if how.silent or chance.randrange(1000) < how.lose_permille:
            return
        if chance.randrange(1000) < how.corrupt_permille:
            data = _flipped(data, chance)
        if chance.randrange(1000) < how.splice_permille:
            data = _spliced(data, chance.choice(self._carried), chance)
        copies = 2 if chance.randrange(1000) < how.duplicate_permille else 1
        for _ in range(copies):
            self._put(data, self._due(len(data), now))
        if chance.randrange(1000) < how.replay_permille:
            self._put(chance.choice(self._carried), self._due(len(data), now))

    def inject(self, data: bytes, now: Instant) -> None:
        """Put bytes on the line that nobody at its ends has sent."""
        self._put(data, now)

    def discard(self) -> None:
        """Throw away what waits, as a terminal's flush does."""
        self._queue = [piece for piece in self._queue if not piece.waits]
        heapify(self._queue)
        self._busy_until = 0

    def cut(self) -> None:
        """The line is gone, with all that was on it."""
        self._queue.clear()
        self._busy_until = 0

    def due(self) -> Instant | None:
        """When the next piece arrives."""
        return self._queue[0].due if self._queue else None

    def take(self, now: Instant) -> list[bytes]:
        """Pieces that have arrived by `now`."""
        taken = []
        while self._queue and self._queue[0].due <= now:
            taken.append(heappop(self._queue).data)
        return taken

    def _put(self, data: bytes, due: Instant) -> None:
        self._order += 1
        heappush(self._queue, _Piece(due, self._order, data, self._disturbance.bytes_per_s > 0))

    def _due(self, size: int, now: Instant) -> Instant:
        how = self._disturbance
        if how.bytes_per_s:
            self._busy_until = max(now, self._busy_until) + size * SECOND // how.bytes_per_s
            return self._busy_until
        if self._random.randrange(1000) < how.late_permille:
            return now + self._random.randint(how.delay_min, how.delay_max)
        return now


class Line:
    """Both directions."""

    def __init__(self, seed: int) -> None:
        self.to_chair = Direction(Random(f"to chair {seed}"))
        self.to_host = Direction(Random(f"to host {seed}"))

    def due(self) -> Instant | None:
        """When the next piece arrives anywhere."""
        ends = [due for due in (self.to_chair.due(), self.to_host.due()) if due is not None]
        return min(ends) if ends else None

    def directions(self, name: str) -> tuple[Direction, ...]:
        """The directions of a name: "to_chair", "to_host" or "both"."""
        named = {"to_chair": (self.to_chair,), "to_host": (self.to_host,)}
        return named.get(name, (self.to_chair, self.to_host))


def _flipped(data: bytes, chance: Random) -> bytes:
    """One to eight bits turned over."""
    bent = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        bent[chance.randrange(len(bent))] ^= 1 << chance.randrange(8)
    return bytes(bent)


def _spliced(data: bytes, other: bytes, chance: Random) -> bytes:
    """The beginning of one piece with the end of another."""
    return data[: chance.randrange(len(data) + 1)] + other[chance.randrange(len(other) + 1) :]
