"""A heating pad over time: what its heater is said to do, and whether the pad does what follows from it.

A reference is an instant and the lowest reading since; it moves on when the pad has gained enough. So a
sensor that is frozen, has come off, or dithers around a value shows as a pad that does not gain.
"""

from typing import NamedTuple

from chairctl.domain.ceilings import HEAT_ENERGY_S
from chairctl.domain.telemetry import HeatMeasured
from chairctl.domain.time import MINUTE, SECOND, Duration, Instant
from chairctl.profiles.device import HeatBounds

BODY_TENTH_C = 370
"""No body warms a pad above 37 °C, so a rise above it needs a heater; sitting down on a cold pad is below."""
RISE_TENTH_C = 3
"""More than 0.05 °C/s over `RISE_TIME` without a heater that is said to be on (hazard H40)."""
RISE_TIME: Duration = 6 * SECOND

FROZEN_DUTY_PERMILLE = 100
FULL_DUTY_PERMILLE = 900
WEAK_DUTY_PERMILLE = 500
WEAK_GAP_TENTH_C = 20
"""Weak: at half duty or more, this far below its target, and no warmer."""
GAIN_TENTH_C = 3
"""What a pad must gain while it is heated; noise of ±1 digit can't show it."""

REST: Duration = 30 * MINUTE
LONGEST_GAP: Duration = SECOND
"""Energy between two reports is counted for this long at most: without a host the lease ends it."""
ENERGY: int = HEAT_ENERGY_S.value * SECOND * 1_000
"""Bound of duty (‰) times time (ns)."""


class _Reference(NamedTuple):
    since: Instant
    tenth_c: int


class PadWatch:
    """One pad; temperatures in 0.1 °C, duty in ‰. The times say how long something has gone on."""

    def __init__(self, index: int, name: str, bounds: HeatBounds) -> None:
        self.index = index
        self.name = name
        self.bounds = bounds
        self.energy = 0
        """Duty times time since the last rest; survives a line that is opened anew."""
        self._cold_since: Instant | None = None
        self.forget()

    def forget(self) -> None:
        """The line is opened anew: only the energy that went into the pad still counts."""
        self.tenth_c = self.duty_permille = self.hot_samples = 0
        self.lit_unasked = self.rises_unheated = False
        self.frozen_for = self.gainless_for = self.weak_for = 0
        self._taken_at: Instant | None = None
        self._frozen: _Reference | None = None
        self._full: _Reference | None = None
        self._weak: _Reference | None = None
        self._unheated: list[_Reference] = []

    def take(self, measured: HeatMeasured, target: int, now: Instant, *, off: bool) -> None:
        """A report of `now`; `target` is in force; `off`: nothing was permitted for the settling time."""
        reading, duty = measured
        self.tenth_c, self.duty_permille = reading, duty
        self.hot_samples = self.hot_samples + 1 if reading >= self.bounds.trip_tenth_c else 0
        self.lit_unasked = off and duty > 0
        self._count(duty, now)
        self._watch_rise(reading, duty, now)
        if duty <= FROZEN_DUTY_PERMILLE:
            self._frozen = None
        elif self._frozen is None or reading != self._frozen.tenth_c:
            self._frozen = _Reference(now, reading)
        self._full = _gaining(self._full, reading, now) if duty >= FULL_DUTY_PERMILLE else None
        weak = duty >= WEAK_DUTY_PERMILLE and reading <= target - WEAK_GAP_TENTH_C
        self._weak = _gaining(self._weak, reading, now) if weak else None
        self.frozen_for = now - self._frozen.since if self._frozen else 0
        self.gainless_for = now - self._full.since if self._full else 0
        self.weak_for = now - self._weak.since if self._weak else 0

    def _count(self, duty: int, now: Instant) -> None:
        if duty and self._taken_at is not None:
            self.energy += duty * max(0, min(now - self._taken_at, LONGEST_GAP))
        self._taken_at = now
        if duty:
            self._cold_since = None
        elif self._cold_since is None:
            self._cold_since = now
        elif now - self._cold_since >= REST:
            self.energy = 0

    def _watch_rise(self, reading: int, duty: int, now: Instant) -> None:
        """Compare with a reading of `RISE_TIME` ago, once a second."""
        seconds = self._unheated
        if duty or reading < BODY_TENTH_C:
            seconds.clear()
            self.rises_unheated = False
        elif not seconds or now - seconds[-1].since >= SECOND:
            while len(seconds) > 1 and now - seconds[1].since >= RISE_TIME:
                del seconds[0]
            self.rises_unheated = bool(
                seconds
                and now - seconds[0].since >= RISE_TIME
                and reading - seconds[0].tenth_c > RISE_TENTH_C
            )
            seconds.append(_Reference(now, reading))


class BlindHeat:
    """A heater that nobody measures: it counts as being as hot as it is set, at full duty."""

    def __init__(self, index: int) -> None:
        self.index = index
        self.tenth_c: int | None = None
        """The level applied now; None: it is off."""
        self.energy = 0
        """As `PadWatch.energy`; survives a line that is opened anew."""
        self._taken_at: Instant | None = None
        self._cold_since: Instant | None = None

    def forget(self) -> None:
        """The line is opened anew: only the energy still counts."""
        self.tenth_c = self._taken_at = None

    def take(self, applied: int, now: Instant) -> None:
        """A report of `now`: set to `applied` (0.1 °C; 0: off)."""
        if self.tenth_c is not None and self._taken_at is not None:
            self.energy += 1_000 * min(now - self._taken_at, LONGEST_GAP)
        self._taken_at = now
        self.tenth_c = applied or None
        if applied:
            self._cold_since = None
        elif self._cold_since is None:
            self._cold_since = now
        elif now - self._cold_since >= REST:
            self.energy = 0


def _gaining(reference: _Reference | None, reading: int, now: Instant) -> _Reference:
    """The reference that holds from now on, of a pad that is heated enough to be judged."""
    if reference is None or reading - reference.tenth_c >= GAIN_TENTH_C:
        return _Reference(now, reading)
    if reading < reference.tenth_c:
        return _Reference(reference.since, reading)
    return reference
