"""The stimulator's channel: a current source with charge-balanced pulses (kind 5)."""

from chairboard.faults import ELECTRODE_OPEN, INTERNAL
from chairboard.io import OPEN_OHM, Inputs, Outputs
from chairboard.ramp import Ramp

MISMATCH_TENTH_MA = 20
MISMATCH_MS = 100


class Stimulation:
    """Contact that is lost, or a current that is not what was set, ends everything."""

    kind = 5
    block = "HHH"
    report = "HHHh"

    def __init__(self, inputs: Inputs, outputs: Outputs) -> None:
        self._in = inputs
        self._out = outputs
        self._ramp = Ramp(10)
        self._width_us = self._rate_tenth_hz = 0
        self._matched_ms = 0

    def allows(self, block: tuple[int, ...]) -> bool:
        """Rule 10, for a level above 0."""
        return 50 <= block[1] <= 250 and 10 <= block[2] <= 1500

    def drive(self, block: tuple[int, ...], now_ms: int) -> None:
        """Put this out from now on."""
        self._ramp.aim(block[0], now_ms)
        if block[0]:
            self._width_us, self._rate_tenth_hz = block[1], block[2]
        self._set()

    def scan(self, now_ms: int) -> int:
        """Rise; the faults whose cause is present."""
        self._ramp.run(now_ms)
        self._set()
        level, current = self._ramp.level, self._in.stimulation_tenth_ma
        if abs(current - level) <= MISMATCH_TENTH_MA + level // 5:
            self._matched_ms = now_ms
        causes = ELECTRODE_OPEN if level and self._in.electrode_ohm == OPEN_OHM else 0
        return causes | INTERNAL if now_ms - self._matched_ms >= MISMATCH_MS else causes

    def readback(self, now_ms: int) -> tuple[int, ...]:
        """The telemetry block. Impedance is known from pulses only."""
        level = self._ramp.level
        ohm = self._in.electrode_ohm if level else OPEN_OHM
        return level, self._in.stimulation_tenth_ma, ohm, self._in.net_charge_uc

    def _set(self) -> None:
        level = self._ramp.level
        self._out.stimulation_tenth_ma = level
        self._out.pulse_width_us = self._width_us if level else 0
        self._out.rate_tenth_hz = self._rate_tenth_hz if level else 0
