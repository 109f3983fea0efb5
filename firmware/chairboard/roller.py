"""The massage carriage: a motor that travels, one that presses, an encoder between them (kind 1)."""

from chairboard.faults import ROLLER_STALLED, ROLLER_TRAVEL
from chairboard.io import Inputs, Outputs
from chairboard.ramp import Ramp

HOLD = 5
TRAVEL_MM = 800
STALL_MS = 200
MOVED_UM = 100
DEAD_BAND_PERMILLE = 60
"""Below this the carriage's motor does not turn."""
PACE_PERCENT = (0, 100, 40, 25, 15, 0)
STROKE_MS = (0, 0, 1000, 250, 4000, 0)
STROKE_PERCENT = (0, 0, 25, 60, 40, 0)
"""How far a stroke draws the rollers back, by technique."""


class Roller:
    """Runs between the ends of the wanted window and presses in the technique's rhythm."""

    kind = 1
    block = "HBHHH"
    report = "HHhH"

    def __init__(self, inputs: Inputs, outputs: Outputs) -> None:
        self._in = inputs
        self._out = outputs
        self._ramp = Ramp(1000)
        self._technique = self._low_mm = self._high_mm = self._speed = 0
        self._direction = 1
        self._moved_ms = self._seen_ms = 0
        self._moved_um = self._seen_um = inputs.position_um

    def allows(self, block: tuple[int, ...]) -> bool:
        """Rule 10, for a level above 0."""
        _, technique, low, high, speed = block
        return technique <= HOLD and low <= high <= TRAVEL_MM and speed <= 1000

    def drive(self, block: tuple[int, ...], now_ms: int) -> None:
        """Do this from now on."""
        self._ramp.aim(block[0], now_ms)
        if block[0]:
            _, self._technique, self._low_mm, self._high_mm, self._speed = block
        self._set(now_ms)

    def scan(self, now_ms: int) -> int:
        """Move on; the faults whose cause is present."""
        self._ramp.run(now_ms)
        position = self._in.position_um
        if abs(position - self._moved_um) >= MOVED_UM or not self._ramp.level or self._technique == HOLD:
            self._moved_um, self._moved_ms = position, now_ms
        self._set(now_ms)
        causes = 0
        if not 0 <= position <= TRAVEL_MM * 1000:
            causes |= ROLLER_TRAVEL
        if now_ms - self._moved_ms >= STALL_MS:
            causes |= ROLLER_STALLED
        return causes

    def readback(self, now_ms: int) -> tuple[int, ...]:
        """The telemetry block. The speed is that since the block before."""
        position, passed = self._in.position_um, now_ms - self._seen_ms
        speed = (position - self._seen_um) // passed if passed > 0 else 0
        self._seen_um, self._seen_ms = position, now_ms
        speed = min(max(speed, -32_768), 32_767) if self._ramp.level else 0
        return self._ramp.level, max(0, position // 1000), speed, self._in.roller_ma

    def _set(self, now_ms: int) -> None:
        level = self._ramp.level
        if not level:
            self._out.press_permille = self._out.carriage_permille = 0
            return
        if self._in.position_um >= self._high_mm * 1000:
            self._direction = -1
        elif self._in.position_um <= self._low_mm * 1000:
            self._direction = 1
        pace = PACE_PERCENT[self._technique] * self._speed // 100
        if pace and self._low_mm < self._high_mm:
            pace = max(pace, DEAD_BAND_PERMILLE)
        self._out.carriage_permille = self._direction * pace
        period = STROKE_MS[self._technique]
        drawn = (
            abs(now_ms % period * 2000 // period - 1000) * STROKE_PERCENT[self._technique] if period else 0
        )
        self._out.press_permille = level - level * drawn // 100_000
