"""Which of our requests wait for an answer. A ScienceMode 4 device answers each under its own number."""

from typing import NamedTuple

from chairctl.domain.time import MILLISECOND, SECOND, Duration, Instant
from chairctl.protocols.sciencemode4.frames import GREATEST_NUMBER, Command, Flaw, Frame, encode

WAIT: Duration = 250 * MILLISECOND
"""What is asked again and again says nothing about now if it is answered later than this."""
LONGEST_WAIT: Duration = SECOND
"""An answer that takes longer is lost, whatever was asked."""

_NEWS = (Command.MID_CURRENT_DATA, Command.STIM_STATUS)


class _Asked(NamedTuple):
    command: Command
    at: Instant


class Requests:
    """Numbers from 1 on; 0 is left to the stop, whose bytes are always the same."""

    def __init__(self) -> None:
        self._number = 0
        self._asked: dict[int, _Asked] = {}

    def forget(self) -> None:
        """Nothing is waited for any more; the numbers go on."""
        self._asked.clear()

    def next_number(self, command: Command, now: Instant) -> int:
        """The number for a request that is asked now."""
        self._number = self._number % GREATEST_NUMBER + 1
        self._asked = {number: one for number, one in self._asked.items() if now - one.at <= LONGEST_WAIT}
        self._asked[self._number] = _Asked(command, now)
        return self._number

    def ask(self, command: Command, now: Instant, data: bytes = b"") -> bytes:
        """A request as it stands on the wire."""
        return encode(command, self.next_number(command, now), data)

    def answered(self, frame: Frame, now: Instant) -> Command | Flaw:
        """Which request a frame answers, or why none: it comes too late, or nobody asked."""
        asked = self._asked.get(frame.number)
        if asked is None or asked.command + 1 != frame.command:
            return Flaw.NUMBER
        del self._asked[frame.number]
        return (
            Flaw.LATE
            if now - asked.at > (WAIT if asked.command in _NEWS else LONGEST_WAIT)
            else asked.command
        )
