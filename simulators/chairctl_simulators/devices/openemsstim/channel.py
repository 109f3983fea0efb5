"""One channel of the board: a relay, a step of the digital potentiometer, and the time of its end."""

from typing import Final

NOTHING_THROUGH: Final = 255
_LOWEST, _HIGHEST = 55, 215
_MS: Final = 1_000_000


class Channel:
    """`ends_ns` is when it switches itself off; None: never."""

    def __init__(self) -> None:
        self.start()

    def start(self) -> None:
        """The board boots."""
        self.relay = False
        self.wiper = NOTHING_THROUGH
        self.ends_ns: int | None = None
        self._duration_ms = 1

    def set_duration(self, duration_ms: int) -> None:
        """What `T` says; at most five seconds."""
        self._duration_ms = min(duration_ms, 5000)

    def set_intensity(self, percent: int) -> None:
        """What `I` says, less one: between the calibrated minimum and maximum."""
        strength = int((_HIGHEST - _LOWEST) * percent * 0.01 + 0.5) + _LOWEST
        self.wiper = 255 - max(0, min(255, strength))

    def turn(self, steps: int) -> None:
        """A test command moves the potentiometer."""
        self.wiper = (self.wiper + steps) % 256

    def go(self, now_ns: int) -> None:
        """Relay on; the time begins anew."""
        self.relay = True
        self.ends_ns = now_ns + self._duration_ms * _MS

    def close(self) -> None:
        """Relay on without an end, as a test command does it."""
        self.relay = True

    def open(self) -> None:
        """Nothing through, then relay off."""
        self.wiper = NOTHING_THROUGH
        self.relay = False
        self.ends_ns = None

    def share(self) -> float:
        """What it lets through of the TENS unit's current, 0 to 1."""
        return (NOTHING_THROUGH - self.wiper) / 255 if self.relay else 0.0
