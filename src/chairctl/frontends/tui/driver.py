"""STOP before all else: it leaves from the thread that reads the keyboard, before the screen sees the key.

A screen that is busy drawing, or hangs, still stops the chair. The bindings of the app then do it once more.
"""

from collections.abc import Callable

from textual import events
from textual.driver import Driver
from textual.message import Message

from chairctl.domain.time import MILLISECOND, Instant
from chairctl.runtime import clock

STOP_KEYS = frozenset({"space", "s", "S", "upper_s", "alt+space", "alt+s"})
TWICE_WITHIN = 1_200 * MILLISECOND


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

        def process_message(self, message: Message) -> None:
            """See every message first."""
            if isinstance(message, events.Key) and self._stop_keys.is_stop(message.key, clock.now()):
                message.is_sent = fire()  # type: ignore[attr-defined]
            super().process_message(message)

    return StopFirst
