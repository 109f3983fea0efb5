"""The terminal that a screen is drawn on: whether it is still there.

A terminal that closes ends its programs by SIGHUP, but not one that was started in a session of its own. Such
a screen would go on to say that somebody is there (hazard H18), and read an end of input for ever.
"""

import os

_KEYBOARD = 0


class DrawnOn:
    """The terminal at the start, if there was one; a web page and a test have none."""

    def __init__(self) -> None:
        self._was_there = os.isatty(_KEYBOARD)

    def is_gone(self) -> bool:
        """Whether there was a terminal, and now there is none."""
        return self._was_there and not os.isatty(_KEYBOARD)
