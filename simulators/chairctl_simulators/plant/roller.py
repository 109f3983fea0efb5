"""The massage carriage: rollers that travel along the spine and press on the back."""

from math import floor, pi, sin
from random import Random
from typing import Final

from chairctl_simulators.faults import HEALTHY, Faults
from chairctl_simulators.plant.body import Body, Curve

TRAVEL_MM: Final = 800
NONE, ROLLING, KNEADING, TAPPING, SHIATSU, HOLD = range(6)

_FULL_SPEED_MM_S: Final = 60.0
_FULL_FORCE_N: Final = 90.0
_BUFFER_MM: Final = 15.0  # of rubber, behind each end of the travel
_PACE: Final = (0.0, 1.0, 0.4, 0.25, 0.15, 0.0)  # of the carriage, by technique
_STROKE_HZ: Final = (0.0, 0.0, 1.0, 4.0, 0.25, 0.0)  # of the pressing, by technique
_STROKE_RAD_S: Final = tuple(2 * pi * hz for hz in _STROKE_HZ)
_STROKE_DEPTH: Final = (0.0, 0.0, 0.25, 0.6, 0.4, 0.0)
_IDLE_MA: Final = 300
_STALL_MA: Final = 2500
_REACH_MM: Final = 80.0  # of the rollers out of the backrest, at the full level

_NOISE_MA: Final = 8.0  # one sigma
_RIPPLE_MA: Final = 5.0
_RIPPLE_MM: Final = 11.0  # one tooth of the gear
_BREATH: Final = (0.003, 0.010)  # part of the reach
_BREATH_HZ: Final = (0.2, 0.33)
_CHEST_MM: Final = 450.0  # from here on up a breath moves the back most


class Roller:
    """Where the carriage is and how hard it presses.

    Inputs, set by the firmware: `level` (‰ of the greatest force), `technique`, `low_mm`, `high_mm`,
    `speed` (‰). At level 0 the rollers are drawn back and the carriage stands.
    """

    __slots__ = (
        "_breath", "_breath_hz", "_chance", "_firmness", "_has_power", "_is_stalled", "_is_switch_stuck",
        "_leaned", "_noise_ma", "_recess", "_ripple", "_since_s", "_slid_mm", "_stroke_s", "_upwards",
        "high_mm", "level", "low_mm", "position_mm", "speed", "speed_mm_s", "technique",
    )  # fmt: skip

    def __init__(self, body: Body) -> None:
        self._firmness = Curve(body.back)
        self._recess = Curve(body.recess) if body.recess else None
        self._upwards = True
        self._stroke_s = 0.0
        self._since_s = self._noise_ma = 0.0
        self._chance = None if body.chance is None else Random(f"roller {body.chance}")
        self._breath = self._breath_hz = self._ripple = 0.0
        if self._chance:
            self._breath, self._breath_hz = self._chance.uniform(*_BREATH), self._chance.uniform(*_BREATH_HZ)
            self._since_s, self._ripple = self._chance.uniform(0, 10), self._chance.uniform(0, 2 * pi)
        self.position_mm = 100.0
        self.speed_mm_s = 0.0
        self.level = 0
        self.technique = NONE
        self.low_mm = self.high_mm = 0.0
        self.speed = 0
        self.suffer(HEALTHY)

    def suffer(self, faults: Faults) -> None:
        """From now on these faults hold; a mended travel switch lets the buffers push the carriage back."""
        self._has_power, self._is_stalled = faults.supply_mv != 0, faults.roller_stalled
        self._is_switch_stuck = faults.travel_switch_stuck
        self._slid_mm, self._leaned = float(faults.slid_mm), faults.leaned_mm / _REACH_MM
        if not faults.travel_switch_stuck:
            self.position_mm = min(max(self.position_mm, 0.0), float(TRAVEL_MM))

    def advance(self, seconds: float) -> None:
        """Let time pass, at most 0.1 s in one go."""
        if self._chance:
            self._since_s += seconds
        if self.level == 0:
            self.speed_mm_s = 0.0
            return
        self._stroke_s += seconds
        if self._chance:
            self._noise_ma = self._chance.gauss(0, _NOISE_MA)
        way = _PACE[self.technique] * self.speed * _FULL_SPEED_MM_S * seconds / 1000
        if way == 0.0 or self._is_stalled or not self._has_power:
            self.speed_mm_s = 0.0
            return
        before, low, high = self.position_mm, self.low_mm, self.high_mm
        if not self._is_switch_stuck:
            if before > high:
                self._upwards = False
            elif before < low:
                self._upwards = True
        after = before + way if self._upwards else before - way
        if self._is_switch_stuck:
            after = min(max(after, -_BUFFER_MM), TRAVEL_MM + _BUFFER_MM)
        elif self._upwards and after >= high:
            after, self._upwards = float(high), False
        elif not self._upwards and after <= low:
            after, self._upwards = float(low), True
        self.position_mm = after
        self.speed_mm_s = (after - before) / seconds

    def force_n(self) -> float:
        """Force on the person."""
        return self._pressing_n() if self.level and self._has_power else 0.0

    def _pressing_n(self) -> float:
        technique, at_mm, spent = self.technique, self.position_mm - self._slid_mm, self._leaned
        if self._recess:
            spent += self._recess.at(at_mm)
        if self._breath:
            drawn_in = 0.5 + 0.5 * sin(2 * pi * self._breath_hz * self._since_s)
            spent += self._breath * min(max(at_mm / _CHEST_MM, 0.0), 1.0) * drawn_in
        pressed = self.level / 1000
        if spent > 0.0:
            pressed -= spent
            if pressed < 0.0:
                return 0.0
        stroke = 1.0 - _STROKE_DEPTH[technique] * (0.5 + 0.5 * sin(_STROKE_RAD_S[technique] * self._stroke_s))
        return _FULL_FORCE_N * pressed * self._firmness.at(at_mm) * stroke

    def motor_ma(self) -> int:
        """Current of the carriage and pressing motors."""
        if self.level == 0 or not self._has_power:
            return 0
        if self._is_stalled:
            return _STALL_MA
        pressing_ma = 10.0 * self._pressing_n()
        if not self._chance:
            return _IDLE_MA + floor(pressing_ma)
        return max(0, _IDLE_MA + int(pressing_ma + self._unsteady_ma()))

    def _unsteady_ma(self) -> float:
        """Ripple of the gear and noise of the reading."""
        return self._noise_ma + _RIPPLE_MA * sin(2 * pi * self.position_mm / _RIPPLE_MM + self._ripple)
