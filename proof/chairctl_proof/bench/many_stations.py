"""Many stations in one loop, each with the reports of a session that was played before, in real time.

`python -m chairctl_proof.bench.many_stations COUNT HERTZ SECONDS turns|bare` prints how late the turns were
(ms) and what share of a core it took. A chair costs more than its station, so none is simulated meanwhile:
the reports come by a timer, and what a turn sends is written to nowhere. `bare`: only timers and writing.
"""

import asyncio
import json
import os
import sys
import time
from typing import Final

from chairctl.domain.time import SECOND
from chairctl_proof.bench.script import Script, chairs, play
from chairctl_proof.bench.spread import Spread, spread

REPORTS_HZ: Final = 20
SETTLE_S: Final = 0.3
PACKET: Final = bytes(41)


class Player:
    """One station, which gets its reports in time."""

    def __init__(self, script: Script, hertz: int, *, bare: bool, sink: int) -> None:
        self._events = script.events[script.begun :]
        self._station = None if bare else script.begin()
        self._slower = REPORTS_HZ / hertz / SECOND
        self._sink = sink
        self._next = 0
        self._origin = 0.0
        self.late_ms: list[float] = []

    def start(self, at: float) -> None:
        """The first report comes then, in the time of the loop (s)."""
        self._origin = at - self._events[0][0] * self._slower
        asyncio.get_running_loop().call_at(at, self._turn, at)

    def _turn(self, due: float) -> None:
        loop = asyncio.get_running_loop()
        self.late_ms.append((loop.time() - due) * 1e3)
        now, event = self._events[self._next]
        if self._station is None:
            os.write(self._sink, PACKET)
        else:
            for transmission in self._station.step(event, now).transmissions:
                for packet in transmission.packets:
                    os.write(self._sink, packet.data)
        self._next += 1
        if self._next < len(self._events):
            due = self._origin + self._events[self._next][0] * self._slower
            loop.call_at(due, self._turn, due)


async def run(count: int, hertz: int, seconds: float, *, bare: bool) -> tuple[Spread, float]:
    """Lateness (ms), and per cent of a core: of all turns, also where there was no time for all of them."""
    duration = int((seconds + SETTLE_S) * hertz / REPORTS_HZ * SECOND) + SECOND
    script = play(*chairs(1), duration)
    sink = os.open(os.devnull, os.O_WRONLY)
    players = [Player(script, hertz, bare=bare, sink=sink) for _ in range(count)]
    loop = asyncio.get_running_loop()
    begin = loop.time() + 0.1
    for number, player in enumerate(players):
        player.start(begin + number / count / hertz)
    await asyncio.sleep(0.1 + SETTLE_S)
    for player in players:
        player.late_ms.clear()
    cpu = time.process_time()
    await asyncio.sleep(seconds)
    late_ms = [late for player in players for late in player.late_ms]
    a_turn_s = (time.process_time() - cpu) / max(1, len(late_ms))
    return spread(late_ms), 100 * a_turn_s * count * hertz


def main() -> None:
    """Measure and print."""
    count, hertz = int(sys.argv[1]), int(sys.argv[2])
    late, share = asyncio.run(run(count, hertz, float(sys.argv[3]), bare=sys.argv[4] == "bare"))
    sys.stdout.write(json.dumps({"late_ms": late, "cpu_percent": share}) + "\n")


if __name__ == "__main__":
    main()
