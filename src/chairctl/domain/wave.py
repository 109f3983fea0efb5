"""Waves: how a value of a step swings between its greatest and less, over time.

A wave only ever lowers. All of it is whole numbers, so every computer gets the same. A sine or a swell is
held between samples, 32 to a period and never more than 20 a second; a pulse changes at its edges only.
"""

from enum import StrEnum
from typing import NamedTuple

from chairctl.domain.ceilings import STIMULATION_RATE_LEAST, STIMULATION_WIDTH_LEAST
from chairctl.domain.channels import OFF, Output, StimulationMode
from chairctl.domain.time import MILLISECOND, Duration

FASTEST_CHANGE: Duration = 50 * MILLISECOND
"""No wave changes sooner than this after it has changed."""
SAMPLES = 32
"""Of a sine or a swell, in one period."""

_WHOLE = 1000
_RISE = (
    0, 2, 10, 22, 38, 59, 84, 113, 146, 183, 222, 264, 309, 355, 402, 451, 500,
    549, 598, 645, 691, 736, 778, 817, 854, 887, 916, 941, 962, 978, 990, 998, 1000,
)  # fmt: skip
"""Half a period of a sine from its lowest to its highest point, in ‰, at 33 instants."""


class Shape(StrEnum):
    """How a wave goes; each begins where it is least, but for the pulse."""

    SINE = "sine"
    SWELL = "swell"  # rises evenly for half the period, stays for a quarter, falls for a quarter
    PULSE = "pulse"  # the greatest value first, for a share of the period, then the least


class Wave(NamedTuple):
    """A value swings between all of it and `depth_permille` less."""

    shape: Shape
    period: Duration
    depth_permille: int
    on_permille: int = 500
    """Of the period; how long a pulse stays at the greatest value. Unused for other shapes."""

    def share(self, into: Duration) -> int:
        """What is left of the value (‰) this long after the wave began."""
        return _WHOLE - self.depth_permille * (_WHOLE - self._height(into)) // _WHOLE

    def next_change(self, into: Duration) -> Duration:
        """When the share changes next; later than `into`."""
        begun = into - into % self.period
        if self.shape is Shape.PULSE:
            falls = begun + self.period * self.on_permille // _WHOLE
            return falls if into < falls else begun + self.period
        return into - into % self._sample + self._sample

    @property
    def _sample(self) -> Duration:
        return max(FASTEST_CHANGE, self.period // SAMPLES)

    def _height(self, into: Duration) -> int:
        """From 0 (least) to 1000 (greatest)."""
        if self.shape is Shape.PULSE:
            return _WHOLE if into % self.period * _WHOLE < self.on_permille * self.period else 0
        phase = (into - into % self._sample) % self.period
        if self.shape is Shape.SWELL:
            return min(
                _WHOLE, 2 * _WHOLE * phase // self.period, 4 * _WHOLE * (self.period - phase) // self.period
            )
        half = 32 * min(phase, self.period - phase) * 2
        index, rest = divmod(half, self.period)
        if rest == 0:
            return _RISE[index]
        return _RISE[index] + (_RISE[index + 1] - _RISE[index]) * rest // self.period


class Waves(NamedTuple):
    """The waves of one channel in one step; None: that value stands still."""

    level: Wave | None = None
    pulse_width: Wave | None = None
    rate: Wave | None = None

    def apply(self, output: Output, into: Duration) -> Output:
        """The output this long after the step began."""
        level, mode = output
        if self.level:
            level = level * self.level.share(into) // _WHOLE
        if isinstance(mode, StimulationMode) and (self.pulse_width or self.rate):
            width, rate = mode
            mode = StimulationMode(
                _lowered(width, self.pulse_width, into, STIMULATION_WIDTH_LEAST.value),
                _lowered(rate, self.rate, into, STIMULATION_RATE_LEAST.value),
            )
        return Output(level, mode) if level else OFF

    def next_change(self, into: Duration) -> Duration:
        """When any of them changes next; later than `into`. There is at least one."""
        return min(wave.next_change(into) for wave in self if wave)


def _lowered(value: int, wave: Wave | None, into: Duration, least: int) -> int:
    """A value on its wave, but not below what a pulse needs."""
    return value if wave is None else min(value, max(least, value * wave.share(into) // _WHOLE))
