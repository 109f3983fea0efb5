"""Two electrodes on skin, driven by a current source that balances the charge of each pulse."""

from typing import Final

from chairctl_simulators.faults import HEALTHY, Faults
from chairctl_simulators.plant.body import Body

_COMPLIANCE_V: Final = 80.0
_OPEN_BELOW: Final = 0.02  # of the electrode's area


class Electrodes:
    """The current in the tissue.

    Inputs, set by the firmware: `level` (peak, 0.1 mA), `pulse_width_us` (one phase), `rate_tenth_hz`.
    `charge_uc` is the charge of all first phases since the start; the second phases take it back.
    """

    __slots__ = ("_faults", "_ohm", "_skin_ohm", "charge_uc", "level", "pulse_width_us", "rate_tenth_hz")

    def __init__(self, body: Body) -> None:
        self._faults = HEALTHY
        self._skin_ohm = body.impedance_ohm
        self._ohm: float | None = body.impedance_ohm
        self.level = self.pulse_width_us = self.rate_tenth_hz = 0
        self.charge_uc = 0.0

    def suffer(self, faults: Faults) -> None:
        """From now on these faults hold."""
        self._faults = faults
        contact = faults.electrode_contact
        self._ohm = None if contact < _OPEN_BELOW else self._skin_ohm / contact

    @property
    def contact(self) -> float:
        """Part of the electrodes that touches skin, 0 to 1."""
        return self._faults.electrode_contact

    def impedance_ohm(self) -> float | None:
        """Between the electrodes; None when they are open."""
        return self._ohm

    def current_ma(self) -> float:
        """Peak current in the tissue."""
        if self.level == 0 or self._ohm is None or self._faults.supply_mv == 0:
            return 0.0
        return min(self.level / 10, _COMPLIANCE_V / self._ohm * 1000)

    def charge_per_phase_uc(self) -> float:
        """Charge that one phase of one pulse moves now."""
        return self.current_ma() * self.pulse_width_us / 1000

    def advance(self, seconds: float) -> None:
        """Let time pass, at most 0.1 s in one go."""
        if self.level:
            charge_per_phase_uc = self.current_ma() * self.pulse_width_us / 1000
            self.charge_uc += charge_per_phase_uc * self.rate_tenth_hz / 10 * seconds
