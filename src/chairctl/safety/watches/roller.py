"""A roller over time: does it move when driven, does it keep to its stretch, how warm gets its motor?"""

from chairctl.domain.channels import RollerMode, Technique
from chairctl.domain.telemetry import RollerMeasured
from chairctl.domain.time import MILLISECOND, SECOND, Duration, Instant
from chairctl.profiles.device import RollerBounds

STALL: Duration = 200 * MILLISECOND
SLOW_STALL: Duration = 5 * SECOND
FAST_PERMILLE = 100
"""Slower than this, a report in whole mm/s can't tell a slow roller from one that stands; then mm count."""

TRAVEL_MARGIN_MM = 10
BEYOND_UM = 2_000
"""Way that a roller may go on outwards while its reading stands at an end of the travel, which many sensors
can't pass: what a reading in whole mm hides is less, and a turn at the end is one report."""
SETTLE: Duration = 500 * MILLISECOND
"""A roller may need this long to turn round after it was given another stretch."""

LONGEST_GAP: Duration = SECOND
OVERLOAD_S = 60
"""A motor may take its rated heat this many seconds too much: at twice the rated current for 20 s."""


class RollerWatch:
    """One roller; positions in mm above the seat."""

    def __init__(self, index: int, name: str, bounds: RollerBounds) -> None:
        self.index = index
        self.name = name
        self.bounds = bounds
        rated = bounds.motor_rated_ma
        self._rated_heat = rated**2 if rated else 0
        self.overload = 0
        """I²t above the rated current (mA² ns), cooled by what stays below; survives a new line."""
        self.overload_limit = self._rated_heat * OVERLOAD_S * SECOND
        self.forget()

    def forget(self) -> None:
        """The line is opened anew."""
        self.position_mm = 0
        self.still_for: Duration = 0
        self.still_limit: Duration = STALL
        self.leaving_samples = 0
        """Reports in a row that show it outside its stretch and farther out than before."""
        self.beyond_um = 0
        """Way gone outwards since its reading came to stand at an end of its travel."""
        self._outwards_since: Instant | None = None
        self._still_since: Instant | None = None
        self._still_at_mm: int
        self._outside_mm: int
        self._stretch: tuple[int, int] | None = None
        self._stretch_since: Instant
        self._taken_at: Instant | None = None

    def take(self, measured: RollerMeasured, applied: int, mode: RollerMode | None, now: Instant) -> None:
        """A report of `now`; `mode` is what is permitted, None while nothing is."""
        position, speed, motor_ma = measured
        driven_in = mode if applied else None
        self.position_mm = position
        self._watch_end(position, speed, driven_in, now)
        self._watch_motion(position, speed, driven_in, now)
        self._watch_stretch(position, driven_in, now)
        excess = motor_ma * motor_ma - self._rated_heat
        if self._rated_heat and self._taken_at is not None and (self.overload or excess > 0):
            elapsed = max(0, min(now - self._taken_at, LONGEST_GAP))
            self.overload = max(0, self.overload + excess * elapsed)
        self._taken_at = now

    def _watch_end(self, position_mm: int, speed_mm_s: int, mode: RollerMode | None, now: Instant) -> None:
        outwards = 0
        if position_mm <= self.bounds.travel_low_mm:
            outwards = -speed_mm_s
        elif position_mm >= self.bounds.travel_high_mm:
            outwards = speed_mm_s
        if mode is None or outwards <= 0:
            self._outwards_since = None
            self.beyond_um = 0
        elif self._outwards_since is None:
            self._outwards_since = now
        else:
            self.beyond_um = outwards * (now - self._outwards_since) // 1_000_000

    def _watch_motion(self, position_mm: int, speed_mm_s: int, mode: RollerMode | None, now: Instant) -> None:
        if speed_mm_s or mode is None or mode.speed_permille == 0 or not _travels(mode):
            self._still_since = None
        elif self._still_since is None or position_mm != self._still_at_mm:
            self._still_since, self._still_at_mm = now, position_mm
            self.still_limit = STALL if mode.speed_permille >= FAST_PERMILLE else SLOW_STALL
        self.still_for = now - self._still_since if self._still_since is not None else 0

    def _watch_stretch(self, position_mm: int, mode: RollerMode | None, now: Instant) -> None:
        stretch = (mode.low_mm, mode.high_mm) if mode else None
        if stretch != self._stretch:
            self._stretch, self._stretch_since = stretch, now
        if stretch is None or now - self._stretch_since < SETTLE:
            self.leaving_samples = 0
            self._outside_mm = TRAVEL_MARGIN_MM
            return
        outside = max(stretch[0] - position_mm, position_mm - stretch[1], TRAVEL_MARGIN_MM)
        self.leaving_samples = self.leaving_samples + 1 if outside > self._outside_mm else 0
        self._outside_mm = outside


def _travels(mode: RollerMode) -> bool:
    """Whether the carriage goes to and fro in this mode."""
    return mode.technique is not Technique.HOLD and mode.low_mm < mode.high_mm
