"""The device's own limit on rising (rule 9): up no faster than the rate, down at once."""

from typing import Final

_SECOND_NS: Final = 1_000_000_000


class Ramp:
    """A level that follows its target; exact in integers, whatever the steps in which time passes."""

    __slots__ = ("_at_ns", "_exact", "_rate", "level", "target")

    def __init__(self, rate_per_s: int) -> None:
        self._rate = rate_per_s
        self._exact = 0  # level × 10^9
        self._at_ns = 0
        self.level = 0
        self.target = 0

    def aim(self, target: int, now_ns: int) -> None:
        """Head for `target` from now on."""
        self.follow(now_ns)
        self.target = target
        if self.level > target:
            self._exact = target * _SECOND_NS
            self.level = target

    def jump(self, level: int) -> None:
        """Be at `level` at once, for what has no limit on rising."""
        self.level = self.target = level

    def follow(self, now_ns: int) -> None:
        """Let the level rise up to `now_ns`."""
        if self.level < self.target:
            risen = self._exact + self._rate * (now_ns - self._at_ns)
            self._exact = min(risen, self.target * _SECOND_NS)
            self.level = self._exact // _SECOND_NS
        self._at_ns = now_ns
