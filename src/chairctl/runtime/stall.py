"""Which line of code has kept the control turn waiting (hazard H03).

While something is armed a thread looks every 50 ms how old the last turn is, and where one is late, at
what the loop's thread is doing. It never interrupts and never writes. What holds the interpreter's lock
keeps the thread from looking as well; then it was late itself, and names nobody rather than a bystander.
"""

import os
import sys
import threading
from types import FrameType

from chairctl.domain.time import MILLISECOND, SECOND, Duration, Instant
from chairctl.runtime import clock

LOOK_EVERY: Duration = 50 * MILLISECOND
LATE: Duration = 100 * MILLISECOND
"""Before the warden fires (150 ms): afterwards the culprit may have gone on."""
IDLE = "select"
"""Where a loop stands that nothing keeps from its work: then it is the device that was silent."""


class StallWatch:
    """One for the whole process, however many stations are in it; the loop is that of who calls `beat`."""

    def __init__(self) -> None:
        self._beat_at: Instant | None = None
        """None: nothing is armed."""
        self._loop_thread = 0
        self._found = ""
        self._named_for: Instant | None = None
        """The beat after which somebody has been found already."""
        self._armed = threading.Event()
        self._thread: threading.Thread | None = None

    def beat(self, now: Instant) -> None:
        """A turn of an armed station ends; the next one is due soon."""
        self._beat_at = now
        if not self._armed.is_set():
            self._loop_thread = threading.get_ident()
            self._armed.set()
            if self._thread is None:
                self._thread = threading.Thread(target=self._look_on, name="stall watch", daemon=True)
                self._thread.start()

    def rest(self) -> None:
        """Nothing is armed any more: the loop may take its time."""
        self._beat_at = None
        self._armed.clear()

    def culprit(self) -> str:
        """Where the turn was kept waiting since the last call, as `file.py:12 function`; empty: unknown."""
        found, self._found = self._found, ""
        return found

    def _look_on(self) -> None:
        pause = threading.Event()
        while True:
            self._armed.wait()
            began = clock.now()
            pause.wait(LOOK_EVERY / SECOND)
            now, beat_at = clock.now(), self._beat_at
            if beat_at is None or now - beat_at < LATE or now - began > 2 * LOOK_EVERY:
                continue
            frame = sys._current_frames().get(self._loop_thread)  # noqa: SLF001  # there is no public way
            if frame and beat_at == self._beat_at and beat_at != self._named_for and (place := _place(frame)):
                self._found, self._named_for = place, beat_at  # what runs after it was only kept waiting


def _place(frame: FrameType) -> str:
    """File, line and function, or nothing where the loop just waits."""
    code = frame.f_code
    if code.co_name == IDLE:
        return ""
    return f"{os.path.basename(code.co_filename)}:{frame.f_lineno} {code.co_name}"


STALL = StallWatch()
