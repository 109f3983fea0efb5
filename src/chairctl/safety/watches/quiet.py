"""A channel to which nothing is permitted: does it rest? If not, channels are mixed up or a stage broke."""

from chairctl.domain.telemetry import (
    AirMeasured,
    Measured,
    PostureMeasured,
    RollerMeasured,
    StimulationMeasured,
    VibrationMeasured,
)
from chairctl.domain.time import SECOND, Duration, Instant

RETRACT: Duration = 2 * SECOND
"""Rollers draw back from the body when they are switched off; that takes a while."""

ROLLER_MM_S = 2
ROLLER_MA = 150
VIBRATION_MA = 20
STIMULATION_TENTH_MA = 5
AIR_RISE_PERMILLE = 50
POSTURE_TENTH_DEG = 20


class QuietWatch:
    """One channel; heaters are judged by `PadWatch`."""

    def __init__(self, index: int, name: str) -> None:
        self.index = index
        self.name = name
        self.forget()

    def forget(self) -> None:
        """The line is opened anew."""
        self.driven_samples = 0
        """Reports in a row in which current flows or a roller runs."""
        self.moved_samples = 0
        """Reports in a row in which a cushion fills or the back has moved."""
        self._rest: int | None = None
        self.off_since: Instant | None = None
        """The first report of it while off; None: it is on, and need not be looked at."""

    def take(self, measured: Measured, now: Instant, *, off: bool) -> None:
        """A report of `now`; `off`: nothing has been permitted for the settling time."""
        if not off:
            if self.off_since is not None:
                self.forget()
            return
        if self.off_since is None:
            self.off_since = now
        driven = _is_driven(measured, now - self.off_since)
        self.driven_samples = self.driven_samples + 1 if driven else 0
        self.moved_samples = self.moved_samples + 1 if self._has_moved(measured) else 0

    def _has_moved(self, measured: Measured) -> bool:
        if isinstance(measured, AirMeasured):
            pressure = measured.pressure_permille
            self._rest = pressure if self._rest is None else min(self._rest, pressure)
            return pressure - self._rest >= AIR_RISE_PERMILLE
        if isinstance(measured, PostureMeasured):
            if self._rest is None:
                self._rest = measured.angle_tenth_deg
            return abs(measured.angle_tenth_deg - self._rest) >= POSTURE_TENTH_DEG
        return False


def _is_driven(measured: Measured, off_for: Duration) -> bool:
    """Whether something acts that has been off for so long."""
    if isinstance(measured, RollerMeasured):
        return off_for >= RETRACT and (
            abs(measured.speed_mm_s) >= ROLLER_MM_S or measured.motor_ma >= ROLLER_MA
        )
    if isinstance(measured, VibrationMeasured):
        return measured.motor_ma >= VIBRATION_MA
    if isinstance(measured, StimulationMeasured):
        return measured.current_tenth_ma > STIMULATION_TENTH_MA
    return False
