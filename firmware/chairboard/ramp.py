"""A level that rises no faster than its rate and falls at once (rule 9)."""


class Ramp:
    """`level` follows `target`. What is risen in thousandths is kept, so frequent calls lose nothing."""

    def __init__(self, per_s: int) -> None:
        self._per_s = per_s
        self._milli = 0
        self._at_ms = 0
        self.target = 0
        self.level = 0

    def aim(self, target: int, now_ms: int) -> None:
        """Head for `target` from now on."""
        self.run(now_ms)
        self.target = target
        if self.level >= target:
            self.level = target
            self._milli = target * 1000

    def run(self, now_ms: int) -> int:
        """The level now."""
        passed, self._at_ms = now_ms - self._at_ms, now_ms
        if self.level < self.target:
            self._milli = min(self._milli + self._per_s * passed, self.target * 1000)
            self.level = self._milli // 1000
        return self.level
