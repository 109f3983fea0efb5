"""The key that answers the presence prompt: Enter, on the terminal at which the session was started."""

import os
import select
import termios


class PresenceKey:
    """Enter on a terminal; where there is none (a pipe, a job in the background), nobody can answer."""

    def __init__(self, descriptor: int = 0) -> None:
        self._descriptor = descriptor
        self._was_due = False

    def pressed(self, *, due: bool) -> bool:
        """Whether it was pressed since the prompt is due; what was typed before it does not count."""
        began, self._was_due = due and not self._was_due, due
        if not due or not os.isatty(self._descriptor) or not is_ours(self._descriptor):
            return False
        if began:
            termios.tcflush(self._descriptor, termios.TCIFLUSH)
        ready, _, _ = select.select([self._descriptor], [], [], 0)
        return bool(ready) and b"\n" in os.read(self._descriptor, 1024)


def is_ours(descriptor: int) -> bool:
    """Whether we may read a terminal: a job in the background would be stopped for trying."""
    try:
        return os.tcgetpgrp(descriptor) == os.getpgrp()
    except OSError:  # not our controlling terminal, so it controls no jobs
        return True
