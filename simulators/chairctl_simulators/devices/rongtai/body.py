"""What the board drives: rollers, a heated back, foot wheel, back and legs."""

from typing import Final

from chairctl_simulators.devices.rongtai.setup import RongTaiSetup
from chairctl_simulators.plant.heat import HeatPad
from chairctl_simulators.plant.motors import PostureMotor
from chairctl_simulators.plant.roller import KNEADING, NONE, ROLLING, SHIATSU, TAPPING, TRAVEL_MM, Roller

UP, DOWN = 1, 2
"""Ways of a posture motor, as a status names them."""

_HEAT_TENTH_C: Final = 400
_HYSTERESIS: Final = 10
_PARKED_BACK, _PARKED_LEGS = 800.0, 150.0
_MOTIONS: Final = (NONE, KNEADING, TAPPING, KNEADING, TAPPING, SHIATSU, ROLLING, ROLLING)
"""The plant's motion for each technique of a standard firmware."""
_SCOPES: Final = ((0, TRAVEL_MM), (0, TRAVEL_MM), (300, 500), (400, 401))


class Plant:
    """The moving and the warm parts. `heat_on` is what the heat key switched; the chair measures nothing."""

    def __init__(self, setup: RongTaiSetup) -> None:
        self.roller = Roller(setup.body)
        self.pad = HeatPad(setup.ambient_c, setup.body)
        self.back = PostureMotor()
        self.legs = PostureMotor()
        self.back.angle_tenth_deg, self.legs.angle_tenth_deg = _PARKED_BACK, _PARKED_LEGS
        self.heat_on = False
        self.ways = {"back": 0, "legs": 0}
        """Which way each motor runs: 0, UP or DOWN."""

    def press(self, technique: int, strength: int, speed: int, scope: int) -> None:
        """Let the rollers work so; technique 0 draws them back."""
        roller = self.roller
        roller.level = 200 * max(1, strength) if technique else 0
        roller.technique = _MOTIONS[technique]
        roller.low_mm, roller.high_mm = _SCOPES[scope]
        roller.speed = 1000 * speed // 6

    def drive(self, name: str, way: int) -> None:
        """Let a posture motor run; 0 stops it."""
        self.ways[name] = way
        motor = self.back if name == "back" else self.legs
        motor.level = 1000 if way else 0
        motor.direction = 1 if way == UP else -1

    def home(self, seconds: float) -> bool:
        """Travel towards the parking position; whether it is reached."""
        reached = True
        for name, motor, parked in (
            ("back", self.back, _PARKED_BACK),
            ("legs", self.legs, _PARKED_LEGS),
        ):
            gap = parked - motor.angle_tenth_deg
            if abs(gap) <= 60.0 * seconds:
                motor.angle_tenth_deg = parked
                self.drive(name, 0)
            else:
                reached = False
                self.drive(name, UP if gap > 0 else DOWN)
        return reached

    def advance(self, seconds: float) -> None:
        """Let time pass, at most 0.1 s in one go; a motor at its end stands still."""
        reading = self.pad.reading_tenth_c()
        if not self.heat_on or reading >= _HEAT_TENTH_C:
            self.pad.duty_permille = 0
        elif reading <= _HEAT_TENTH_C - _HYSTERESIS:
            self.pad.duty_permille = 1000
        for part in (self.roller, self.pad, self.back, self.legs):
            part.advance(seconds)
        for name, motor in (("back", self.back), ("legs", self.legs)):
            at_end = motor.angle_tenth_deg in (100.0, 900.0)
            if at_end and self.ways[name] == (UP if motor.angle_tenth_deg > 500 else DOWN):
                self.drive(name, 0)
