"""Two electrodes on skin, driven by a current source that balances the charge of each pulse."""

from typing import Final

from chairctl_simulators.faults import HEALTHY, Faults
from chairctl_simulators.plant.body import Body

_COMPLIANCE_V: Final = 80.0
_OPEN_BELOW: Final = 0.02  # of the electrode's area


class Electrodes:
    """The current in the tissue.

    Inputs, set by the firmware: `level` (peak, 0.1 mA), `pulse_width_us` (one phase), `rate_tenth_hz`.
    `_most_ma`, what the source can drive, changes with `_ohm` and only there.
    `charge_uc` is the charge of all first phases since the start; the second phases take it back.
    """

    __slots__ = (
        "_faults", "_has_opened", "_is_open", "_most_ma", "_ohm", "_phase", "_skin_ohm",
        "charge_uc", "level", "pulse_width_us", "rate_tenth_hz",
    )  # fmt: skip

    def __init__(self, body: Body) -> None:
        self._faults = HEALTHY
        self._skin_ohm = body.impedance_ohm
        self._ohm: float | None = body.impedance_ohm
        self._most_ma = _COMPLIANCE_V / body.impedance_ohm * 1000
        self.level = self.pulse_width_us = self.rate_tenth_hz = 0
        self.charge_uc = self._phase = 0.0
        self._is_open = self._has_opened = False

    def suffer(self, faults: Faults) -> None:
        """From now on these faults hold."""
        self._faults = faults
        contact = faults.electrode_contact
        self._ohm = None if contact < _OPEN_BELOW else self._skin_ohm / contact
        self._most_ma = _COMPLIANCE_V / self._ohm * 1000 if self._ohm else 0.0
        if not faults.electrode_chatter_hz:
            self._phase = 0.0
            self._is_open = self._has_opened = False

    @property
    def contact(self) -> float:
        """Part of the electrodes that touches skin, 0 to 1."""
        return 0.0 if self._is_open else self._faults.electrode_contact

    def impedance_ohm(self) -> float | None:
        """Between the electrodes as their pulses show it; None when one of them met no contact."""
        return None if self._has_opened else self._ohm

    def current_ma(self) -> float:
        """Peak current in the tissue."""
        faults = self._faults
        tenth_ma = self.level * faults.dac_gain + faults.dac_offset_tenth_ma
        if tenth_ma <= 0 or self._ohm is None or self._is_open or faults.supply_mv == 0:
            return 0.0
        return tenth_ma / 10 if tenth_ma / 10 < self._most_ma else self._most_ma

    def net_charge_uc_per_s(self) -> int:
        """What the pulses leave behind; a healthy source balances each of them."""
        left = self._faults.net_charge_uc_per_s
        return left if left and self.current_ma() else 0

    def charge_per_phase_uc(self) -> float:
        """Charge that one phase of one pulse moves now."""
        return self.current_ma() * self.pulse_width_us / 1000

    def advance(self, seconds: float) -> None:
        """Let time pass, at most 0.1 s in one go."""
        if hz := self._faults.electrode_chatter_hz:
            # Closed in the first half of each cycle, open in the second.
            before, self._phase = self._phase, (self._phase + seconds * hz) % 1
            was_open, self._is_open = self._is_open, self._phase >= 0.5
            self._has_opened = was_open or self._is_open or before + seconds * hz >= 0.5
        if self.level:
            self.charge_uc += self.current_ma() * self.pulse_width_us * self.rate_tenth_hz * seconds / 10_000
