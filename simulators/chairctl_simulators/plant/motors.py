"""The plain motors: vibration, and the posture of seat and back."""

from typing import Final

from chairctl_simulators.faults import HEALTHY, Faults

_POSTURE_TENTH_DEG_S: Final = 60.0
_POSTURE_MIN: Final = 100.0
_POSTURE_MAX: Final = 900.0


class VibrationMotor:
    """An unbalanced motor; `level` in ‰ is set by the firmware."""

    __slots__ = ("_faults", "level")

    def __init__(self) -> None:
        self._faults = HEALTHY
        self.level = 0

    def suffer(self, faults: Faults) -> None:
        """From now on these faults hold."""
        self._faults = faults

    def advance(self, _seconds: float) -> None:
        """Nothing in the motor needs time."""

    def strength(self) -> int:
        """Shaking that the person feels, in ‰."""
        return 0 if self._faults.supply_mv == 0 else self.level

    def reading(self) -> int:
        """Current of the motor, in mA."""
        strength = self.strength()
        return 80 + strength // 4 if strength else 0


class PostureMotor:
    """Moves the back between nearly flat (10°) and upright (90°).

    The firmware sets `level` (‰) and `direction` (1 is up).
    """

    __slots__ = ("_faults", "angle_tenth_deg", "direction", "level")

    def __init__(self) -> None:
        self._faults = HEALTHY
        self.angle_tenth_deg = 700.0
        self.level = self.direction = 0

    def suffer(self, faults: Faults) -> None:
        """From now on these faults hold."""
        self._faults = faults

    def advance(self, seconds: float) -> None:
        """Let time pass, at most 0.1 s in one go."""
        if self.level and self._faults.supply_mv != 0:
            way = self.direction * self.level * _POSTURE_TENTH_DEG_S * seconds / 1000
            self.angle_tenth_deg = min(max(self.angle_tenth_deg + way, _POSTURE_MIN), _POSTURE_MAX)
