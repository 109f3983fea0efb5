"""The heating pad: a thermostat, a second thermistor that watches, and the second cut (kind 2)."""

from chairboard.faults import INTERNAL, PAD_SENSOR, PAD_TOO_HOT
from chairboard.io import Inputs, Outputs

TOO_HOT_TENTH_C = 450
COLDEST_TENTH_C = 50
WARMEST_TENTH_C = 600
LEAST_TARGET_TENTH_C = 200
HYSTERESIS_TENTH_C = 3
APART_TENTH_C = 50
APART_MS = 1000
WELDED_MS = 6000
WELDED_TENTH_C = 3


class Heat:
    """Sensors that differ for a second, or a pad that gets warmer without being heated, end everything.

    The latter means a switch that can't open any more: it holds until the board loses its supply.
    """

    kind = 2
    block = "H"
    report = "HhH"

    def __init__(self, inputs: Inputs, outputs: Outputs) -> None:
        self._in = inputs
        self._out = outputs
        self._target = 0
        self._agreed_ms = 0
        self._unheated_ms = -1
        self._coldest = 0
        self._welded = False

    def allows(self, block: tuple[int, ...]) -> bool:
        """Rule 10, for a level above 0."""
        return block[0] >= LEAST_TARGET_TENTH_C

    def drive(self, block: tuple[int, ...], now_ms: int) -> None:
        """Hold this temperature from now on; 0 is off."""
        self._target = block[0]
        if not self._target:
            self._out.heater_permille = 0

    def scan(self, now_ms: int) -> int:
        """Switch the heater; the faults whose cause is present."""
        pad, guard = self._in.pad_tenth_c, self._in.guard_tenth_c
        if not self._target or pad >= self._target:
            self._out.heater_permille = 0
        elif pad <= self._target - HYSTERESIS_TENTH_C:
            self._out.heater_permille = 1000
        causes = 0
        for reading in (pad, guard):
            if not COLDEST_TENTH_C <= reading <= WARMEST_TENTH_C:
                causes |= PAD_SENSOR
            elif reading >= TOO_HOT_TENTH_C:
                causes |= PAD_TOO_HOT
        if abs(pad - guard) < APART_TENTH_C:
            self._agreed_ms = now_ms
        elif now_ms - self._agreed_ms >= APART_MS:
            causes |= PAD_SENSOR
        return causes | INTERNAL if self._is_welded(guard, now_ms) else causes

    def readback(self, now_ms: int) -> tuple[int, ...]:
        """The telemetry block."""
        return self._target, self._in.pad_tenth_c, self._out.heater_permille

    def _is_welded(self, guard: int, now_ms: int) -> bool:
        if self._out.heater_permille or self._unheated_ms < 0 or guard < self._coldest:
            self._coldest = guard
            self._unheated_ms = now_ms if not self._out.heater_permille else -1
        elif now_ms - self._unheated_ms >= WELDED_MS and guard - self._coldest >= WELDED_TENTH_C:
            self._welded = True
        return self._welded
