"""The firmware's part of every channel: block layout, ranges, drive, interlocks and readback."""

from collections.abc import Sequence
from enum import IntEnum
from typing import ClassVar, Final, Protocol, assert_never

from chairctl_simulators.devices.chairlink.ramp import Ramp
from chairctl_simulators.faults import Faults
from chairctl_simulators.plant.air import AirCushion
from chairctl_simulators.plant.body import Body
from chairctl_simulators.plant.electrode import Electrodes
from chairctl_simulators.plant.heat import HeatPad
from chairctl_simulators.plant.motors import PostureMotor, VibrationMotor
from chairctl_simulators.plant.roller import HOLD, TRAVEL_MM, Roller


class ChannelKind(IntEnum):
    """The kinds of channels, as IDENTITY numbers them."""

    ROLLER = 1
    HEAT = 2
    AIR = 3
    VIBRATION = 4
    STIMULATION = 5
    POSTURE = 6


PAD_TOO_HOT: Final = 1 << 1
PAD_SENSOR: Final = 1 << 2
ROLLER_STALLED: Final = 1 << 3
ELECTRODE_OPEN: Final = 1 << 4
ROLLER_TRAVEL: Final = 1 << 6

_STALL_NS: Final = 200_000_000
_TOP_MM: Final = float(TRAVEL_MM)
_UNKNOWN_OHM: Final = 0xFFFF

_HYSTERESIS_TENTH_C: Final = 4
_TOO_HOT_TENTH_C: Final = 450
_COLDEST_TENTH_C: Final = 50
_HOTTEST_TENTH_C: Final = 600
"""What a pad can have; beyond it a reading says something about the sensor, nothing about the pad."""


class Plant(Protocol):
    """The physics behind a channel."""

    def advance(self, seconds: float, /) -> None:
        """Let time pass, at most 0.1 s in one go."""

    def suffer(self, faults: Faults) -> None:
        """From now on these faults hold."""


class Channel(Protocol):
    """One channel as the firmware handles it. Blocks and readbacks are plain integers in wire order."""

    block: ClassVar[str]
    report: ClassVar[str]
    ramp: Ramp

    @property
    def plant(self) -> Plant:
        """The physics that this channel drives and measures."""

    def allows(self, values: Sequence[int], /) -> bool:
        """Whether the fields after a level above 0 are in range (rule 10)."""

    def drive(self, values: Sequence[int], now_ns: int, /) -> None:
        """Obey a block whose ranges are right."""

    def scan(self, now_ns: int, /) -> int:
        """Move the ramp on, set the plant's inputs; returns the fault bits whose cause is present."""

    def readback(self) -> tuple[int, ...]:
        """The fields of the telemetry block."""


class _RollerChannel:
    """Rule 8: stalled when driven but not moving for 200 ms; never outside its travel."""

    block: ClassVar[str] = "HBHHH"
    report: ClassVar[str] = "HHhH"

    def __init__(self, plant: Roller) -> None:
        self.plant = plant
        self.ramp = Ramp(1000)
        self._moved_ns = 0

    def allows(self, values: Sequence[int]) -> bool:
        _, technique, low, high, speed = values
        return technique <= HOLD and low <= high <= TRAVEL_MM and speed <= 1000

    def drive(self, values: Sequence[int], now_ns: int) -> None:
        plant = self.plant
        self.ramp.aim(values[0], now_ns)
        plant.level = self.ramp.level
        if values[0]:
            _, plant.technique, low, high, plant.speed = values
            plant.low_mm, plant.high_mm = float(low), float(high)

    def scan(self, now_ns: int) -> int:
        plant, ramp = self.plant, self.ramp
        if plant.level == 0 or plant.speed_mm_s != 0.0 or plant.technique == HOLD:
            self._moved_ns = now_ns
        if ramp.level != ramp.target:
            ramp.follow(now_ns)
            plant.level = ramp.level
        causes = 0 if 0.0 <= plant.position_mm <= _TOP_MM else ROLLER_TRAVEL
        return causes | ROLLER_STALLED if now_ns - self._moved_ns >= _STALL_NS else causes

    def readback(self) -> tuple[int, ...]:
        plant = self.plant
        position = round(plant.position_mm)
        return (
            self.ramp.level,
            position if position > 0 else 0,
            round(plant.speed_mm_s),
            plant.motor_ma(),
        )


class _HeatChannel:
    """Rule 9: a two-point thermostat of the device's own; it switches 0.4 °C below and at the target."""

    block: ClassVar[str] = "H"
    report: ClassVar[str] = "HhH"

    def __init__(self, plant: HeatPad) -> None:
        self.plant = plant
        self.ramp = Ramp(0)
        self._reading = plant.reading_tenth_c()

    def allows(self, values: Sequence[int]) -> bool:
        return values[0] >= 200

    def drive(self, values: Sequence[int], _now_ns: int) -> None:
        self.ramp.jump(values[0])
        if values[0] == 0:
            self.plant.duty_permille = 0

    def scan(self, _now_ns: int) -> int:
        reading = self._reading = self.plant.reading_tenth_c()
        target = self.ramp.level
        if target == 0 or reading >= target:
            self.plant.duty_permille = 0
        elif reading <= target - _HYSTERESIS_TENTH_C:
            self.plant.duty_permille = 1000
        if _COLDEST_TENTH_C <= reading < _TOO_HOT_TENTH_C:
            return 0
        return PAD_TOO_HOT if _TOO_HOT_TENTH_C <= reading <= _HOTTEST_TENTH_C else PAD_SENSOR

    def readback(self) -> tuple[int, ...]:
        return self.ramp.level, self._reading, self.plant.duty_permille


class _LevelChannel:
    """Air or vibration: a level and nothing else; no fault of theirs is known to the device."""

    block: ClassVar[str] = "H"
    report: ClassVar[str] = "HH"

    def __init__(self, plant: AirCushion | VibrationMotor) -> None:
        self.plant = plant
        self.ramp = Ramp(1000)

    def allows(self, _values: Sequence[int]) -> bool:
        return True

    def drive(self, values: Sequence[int], now_ns: int) -> None:
        self.ramp.aim(values[0], now_ns)
        self.plant.level = self.ramp.level

    def scan(self, now_ns: int) -> int:
        ramp = self.ramp
        if ramp.level != ramp.target:
            ramp.follow(now_ns)
            self.plant.level = ramp.level
        return 0

    def readback(self) -> tuple[int, ...]:
        return self.ramp.level, self.plant.reading()


class _StimulationChannel:
    """Rule 8: open electrodes at a level above 0 are a fault. Impedance is measured with the pulses."""

    block: ClassVar[str] = "HHH"
    report: ClassVar[str] = "HHHh"

    def __init__(self, plant: Electrodes) -> None:
        self.plant = plant
        self.ramp = Ramp(10)
        self._impedance_ohm = plant.impedance_ohm()
        self._measured: tuple[int, float, float | None, int] = (0, 0.0, None, 0)
        self._readback = (0, 0, _UNKNOWN_OHM, 0)

    def allows(self, values: Sequence[int]) -> bool:
        return 50 <= values[1] <= 250 and 10 <= values[2] <= 1500

    def drive(self, values: Sequence[int], now_ns: int) -> None:
        plant = self.plant
        self.ramp.aim(values[0], now_ns)
        plant.level = self.ramp.level
        if values[0]:
            _, plant.pulse_width_us, plant.rate_tenth_hz = values

    def scan(self, now_ns: int) -> int:
        plant, ramp = self.plant, self.ramp
        if ramp.level != ramp.target:
            ramp.follow(now_ns)
            plant.level = ramp.level
        impedance = self._impedance_ohm = plant.impedance_ohm()
        return ELECTRODE_OPEN if plant.level and impedance is None else 0

    def readback(self) -> tuple[int, ...]:
        level, plant = self.ramp.level, self.plant
        impedance = self._impedance_ohm if level else None
        measured = level, plant.current_ma(), impedance, plant.net_charge_uc_per_s()
        if measured != self._measured:  # most of the time nothing has changed
            self._measured = level, current_ma, _, net = measured
            ohm = _UNKNOWN_OHM if impedance is None else min(round(impedance), _UNKNOWN_OHM - 1)
            self._readback = level, round(current_ma * 10), ohm, net
        return self._readback


class _PostureChannel:
    """Seat and back motor: the level is its speed; nothing limits its rise."""

    block: ClassVar[str] = "Hb"
    report: ClassVar[str] = "HH"

    def __init__(self, plant: PostureMotor) -> None:
        self.plant = plant
        self.ramp = Ramp(0)

    def allows(self, values: Sequence[int]) -> bool:
        return -1 <= values[1] <= 1

    def drive(self, values: Sequence[int], _now_ns: int) -> None:
        self.ramp.jump(values[0])
        self.plant.level, self.plant.direction = values

    def scan(self, _now_ns: int) -> int:
        return 0

    def readback(self) -> tuple[int, ...]:
        return self.ramp.level, round(self.plant.angle_tenth_deg)


def build(kind: ChannelKind, body: Body, ambient_c: float) -> Channel:
    """A channel of this kind at rest, with its plant."""
    match kind:
        case ChannelKind.ROLLER:
            return _RollerChannel(Roller(body))
        case ChannelKind.HEAT:
            return _HeatChannel(HeatPad(ambient_c, body))
        case ChannelKind.AIR:
            return _LevelChannel(AirCushion())
        case ChannelKind.VIBRATION:
            return _LevelChannel(VibrationMotor())
        case ChannelKind.STIMULATION:
            return _StimulationChannel(Electrodes(body))
        case ChannelKind.POSTURE:
            return _PostureChannel(PostureMotor())
        case _:
            assert_never(kind)
