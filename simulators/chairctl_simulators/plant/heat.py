"""A heating pad and the skin in front of it: two nodes that store heat and exchange it.

Figures of a 24 W seat pad: it warms at about 0.3 °C/s at first and needs some 45 % of its power to hold
40 °C, with the skin settling near 37.5 °C.
"""

from typing import Final

from chairctl_simulators.faults import HEALTHY, Faults
from chairctl_simulators.plant.body import Body

_POWER_W: Final = 24.0
_PAD_J_PER_K: Final = 80.0
_SKIN_J_PER_K: Final = 250.0
_PAD_TO_ROOM_W_PER_K: Final = 0.35
_PAD_TO_SKIN_W_PER_K: Final = 1.2
_SKIN_TO_BLOOD_W_PER_K: Final = 0.8
_BLANKET_RESISTANCE: Final = 5.0
_NOMINAL_MV: Final = 24_000.0

_HELD: Final = ("frozen", "dithering")

SENSOR_OPEN_TENTH_C: Final = -400
SENSOR_SHORT_TENTH_C: Final = 1500


class HeatPad:
    """Pad and skin temperature in °C, and the skin's thermal dose in minutes at 43 °C (CEM43).

    `duty_permille` is set by the firmware; what the heater really does follows from the faults as well.
    """

    __slots__ = (
        "_ambient_c",
        "_core_c",
        "_drift_c",
        "_faults",
        "_full_w",
        "_held_tenth_c",
        "_steps",
        "cem43_min",
        "duty_permille",
        "pad_c",
        "skin_c",
    )

    def __init__(self, ambient_c: float, body: Body) -> None:
        self._ambient_c = ambient_c
        self._core_c = body.core_c
        self._faults, self._full_w = HEALTHY, _POWER_W
        self._held_tenth_c = self._steps = 0
        self._drift_c = 0.0
        self.duty_permille = 0
        self.cem43_min = 0.0
        # The person already sits: both nodes start where they would come to rest without heating.
        through = 1 / (1 / _PAD_TO_SKIN_W_PER_K + 1 / _SKIN_TO_BLOOD_W_PER_K)
        self.pad_c = (_PAD_TO_ROOM_W_PER_K * ambient_c + through * body.core_c) / (
            _PAD_TO_ROOM_W_PER_K + through
        )
        self.skin_c = body.core_c - (body.core_c - self.pad_c) * through / _SKIN_TO_BLOOD_W_PER_K

    def suffer(self, faults: Faults) -> None:
        """From now on these faults hold."""
        if faults.pad_sensor in _HELD and self._faults.pad_sensor not in _HELD:
            self._held_tenth_c = self.reading_tenth_c()
        self._faults = faults
        self._full_w = 0.0 if faults.heater == "dead" else _POWER_W
        if faults.supply_mv is not None:
            self._full_w *= (faults.supply_mv / _NOMINAL_MV) ** 2
        if not faults.pad_sensor_drift_tenth_c_per_min:
            self._drift_c = 0.0

    def power_w(self) -> float:
        """Electrical power that really heats the pad now."""
        if self._faults.heater == "stuck_on":
            return self._full_w
        return self.duty_permille / 1000 * self._full_w

    def advance(self, seconds: float) -> None:
        """Let time pass, at most 0.1 s in one go."""
        faults, pad, skin = self._faults, self.pad_c, self.skin_c
        self._steps += 1
        if drift := faults.pad_sensor_drift_tenth_c_per_min:
            self._drift_c += drift * seconds / 600
        to_room = (pad - self._ambient_c) * _PAD_TO_ROOM_W_PER_K
        if faults.blanket:
            to_room /= _BLANKET_RESISTANCE
        to_skin = (pad - skin) * _PAD_TO_SKIN_W_PER_K
        self.pad_c = pad + (self.power_w() - to_room - to_skin) * seconds / _PAD_J_PER_K
        to_blood = (skin - self._core_c) * _SKIN_TO_BLOOD_W_PER_K
        self.skin_c = skin + (to_skin - to_blood) * seconds / _SKIN_J_PER_K
        if skin >= 39.0:
            base = 0.5 if skin >= 43.0 else 0.25
            self.cem43_min += seconds / 60 * base ** (43.0 - skin)

    def reading_tenth_c(self) -> int:
        """What the pad's sensor says, in 0.1 °C."""
        faults = self._faults
        sensor = faults.pad_sensor
        if sensor == "ok":
            return round((self.pad_c + self._drift_c) * 10.0) + faults.pad_sensor_offset_tenth_c
        if sensor == "open":
            return SENSOR_OPEN_TENTH_C
        if sensor == "short":
            return SENSOR_SHORT_TENTH_C
        if sensor == "frozen":
            return self._held_tenth_c
        if sensor == "dithering":
            return self._held_tenth_c + self._steps * 7 % 5 % 3 - 1
        return round((self._ambient_c + self._drift_c) * 10) + faults.pad_sensor_offset_tenth_c
