"""How late this computer's own timers are: a latency says nothing without it beside."""

import threading
import time
from typing import Final, Self

TICK_S: Final = 0.01
TOO_LATE_MS: Final = 50.0
"""A rig whose own timers are later than this has measured itself: what it says of a device is void."""


class Floor:
    """Sleeps and looks, in a thread of its own, for the time of the block."""

    def __init__(self) -> None:
        self._latest_s = 0.0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join(1)

    def take_ms(self) -> float:
        """The greatest lateness since it was taken last."""
        latest, self._latest_s = self._latest_s, 0.0
        return round(latest * 1000, 1)

    def _run(self) -> None:
        while not self._ended.is_set():
            began = time.monotonic()
            time.sleep(TICK_S)
            self._latest_s = max(self._latest_s, time.monotonic() - began - TICK_S)
