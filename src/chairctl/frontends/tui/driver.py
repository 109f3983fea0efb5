"""STOP before all else: it leaves from the thread that reads the keyboard, before the screen sees the key.

A screen that is busy drawing, or hangs, still stops the chair. The bindings of the app then do it once more.
"""

import os
import select
import sys
from codecs import getincrementaldecoder
from collections.abc import Callable

from textual import events
from textual._xterm_parser import XTermParser  # there is no public way to look at a key before it is parsed
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from chairctl.domain.time import MILLISECOND, Instant
from chairctl.runtime import clock

STOP_KEYS = frozenset({"space", "s", "S", "upper_s", "alt+space", "alt+s"})
STOP_BYTES = frozenset({b" ", b"s", b"S"})
"""What a terminal sends for a key that stops, pressed by itself; in all other company the parser finds it."""
TWICE_WITHIN = 1_200 * MILLISECOND
SWITCH_S = 0.0005
"""For how long drawing may hold up the thread that reads keys. Python's own 5 ms would count twice: once the
key has woken the thread, and once it is read."""
LOOK_EVERY_S = 0.1


def was_sent(event: events.Event) -> bool:
    """Whether the thread that reads keys has sent STOP for this key; a second could end a new beginning."""
    return getattr(event, "is_sent", False) is True


class StopKeys:
    """Which keys mean STOP: space, s, and Esc twice."""

    def __init__(self) -> None:
        self._escaped_at: Instant | None = None

    def is_stop(self, key: str, now: Instant) -> bool:
        """Whether this key, pressed at `now`, is one."""
        if key != "escape":
            self._escaped_at = None
            return key in STOP_KEYS
        twice = self._escaped_at is not None and now - self._escaped_at <= TWICE_WITHIN
        self._escaped_at = None if twice else now
        return twice


def stop_first(driver: type[Driver], fire: Callable[[], bool]) -> type[Driver]:
    """A driver like this one that calls `fire` for every STOP key, in the thread that reads keys."""

    class StopFirst(driver):  # type: ignore[valid-type,misc]
        """Textual's own driver, with an eye on the keys."""

        _stop_keys = StopKeys()
        _is_sent = False
        """STOP has left for the bytes that are being parsed."""

        def run_input_thread(self) -> None:
            """On a terminal, look at the bytes themselves: parsing a key takes longer than sending STOP."""
            sys.setswitchinterval(SWITCH_S)
            if not isinstance(self, LinuxDriver):
                super().run_input_thread()
                return
            parser, decode = XTermParser(self._debug), getincrementaldecoder("utf-8")("replace").decode
            while not self.exit_event.is_set():
                if select.select([self.fileno], [], [], LOOK_EVERY_S)[0]:
                    data = os.read(self.fileno, 4096)
                    self._is_sent = data in STOP_BYTES and fire()
                    if not data:
                        self.exit_event.wait(LOOK_EVERY_S)  # the terminal is gone; the app will see it
                    elif text := decode(data):
                        for event in parser.feed(text):
                            self.process_message(event)
                for event in parser.tick():
                    self.process_message(event)

        def process_message(self, message: Message) -> None:
            """See every message first."""
            if isinstance(message, events.Key) and self._stop_keys.is_stop(message.key, clock.now()):
                message.is_sent = self._is_sent or fire()  # type: ignore[attr-defined]
            super().process_message(message)

    return StopFirst
