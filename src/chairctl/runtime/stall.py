"""Which line of code has kept the control turn waiting (hazard H03).

Between two turns the interpreter's own watchdog is armed, a C thread that needs neither the loop nor the
GIL. Where a turn is late, it writes down where every thread stands, before the warden stops the chair.
"""

import faulthandler
import os
import re
import tempfile
from typing import IO

from chairctl.domain.time import MILLISECOND, Duration, Instant

LATE_S = 0.1
"""Before the warden fires (150 ms): afterwards the culprit may have gone on."""
EVERY: Duration = 50 * MILLISECOND
"""Arming costs some 30 µs, so many stations in one process share it."""
_MOST_BYTES = 64 * 1024
IDLE = "select"
"""Where a loop stands that nothing keeps from its work: then it is the device that was silent."""
_PLACE = re.compile(r'File "(?P<path>[^"]*)", line (?P<line>\d+) in (?P<function>\S+)')


class StallWatch:
    """One for the whole process: the interpreter has one such watchdog."""

    def __init__(self) -> None:
        self._file: IO[bytes] | None = None
        self._armed_at: Instant | None = None

    def beat(self, now: Instant) -> None:
        """A turn of an armed station ends; the next one is due soon."""
        if self._armed_at is not None and now - self._armed_at < EVERY:
            return
        self._armed_at = now
        if self._file is None:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115  # open while the watchdog may write to it
        if os.fstat(self._file.fileno()).st_size > _MOST_BYTES:
            self._forget(self._file)
        faulthandler.dump_traceback_later(LATE_S, file=self._file)

    def rest(self) -> None:
        """Nothing is armed any more: the loop may take its time."""
        if self._armed_at is not None:
            self._armed_at = None
            faulthandler.cancel_dump_traceback_later()

    def close(self) -> None:
        """Watch no more."""
        self.rest()
        if self._file:
            self._file.close()
            self._file = None

    def culprit(self) -> str:
        """Where the turn was kept waiting since the last call, as `file.py:12 function`; empty: nowhere."""
        if self._file is None:
            return ""
        size = os.fstat(self._file.fileno()).st_size
        said = os.pread(self._file.fileno(), size, 0).decode(errors="replace")
        self._forget(self._file)
        newest = said.rpartition("Timeout (")[2]
        # The control turn's thread is the first of the process, which comes last.
        place = _PLACE.search(newest.rpartition("Thread 0x")[2])
        if not place or place["function"] == IDLE:
            return ""
        return f"{os.path.basename(place['path'])}:{place['line']} {place['function']}"

    def _forget(self, file: IO[bytes]) -> None:
        os.ftruncate(file.fileno(), 0)
        os.lseek(file.fileno(), 0, os.SEEK_SET)


STALL = StallWatch()
