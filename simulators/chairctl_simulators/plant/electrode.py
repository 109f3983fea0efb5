"""Two electrodes on skin, driven by a current source that balances the charge of each pulse."""

from typing import Final

from chairctl_simulators.faults import HEALTHY, Faults
from chairctl_simulators.plant.body import Body

_COMPLIANCE_V: Final = 80.0
_OPEN_BELOW: Final = 0.02  # of the electrode's area


class Electrodes:
    """The current in the tissue.

    Inputs, set by the firmware: `level` (peak, 0.1 mA), `pulse_width_us` (one phase), `rate_tenth_hz`.
    `_most_ma` is what the source can drive through `_ohm` with the supply that it has.
    `charge_uc` is the charge of all first phases since the start; the second phases take it back.
    """

    __slots__ = (
        "_chatter_hz", "_contact", "_gain", "_has_opened", "_is_open", "_most_ma", "_net_charge_uc_per_s",
        "_offset_tenth_ma", "_ohm", "_phase", "_skin_ohm",
        "charge_uc", "level", "pulse_width_us", "rate_tenth_hz",
    )  # fmt: skip

    def __init__(self, body: Body) -> None:
        self._skin_ohm = body.impedance_ohm
        self.level = self.pulse_width_us = self.rate_tenth_hz = 0
        self.charge_uc = self._phase = 0.0
        self._is_open = self._has_opened = False
        self.suffer(HEALTHY)

    def suffer(self, faults: Faults) -> None:
        """From now on these faults hold."""
        contact = self._contact = faults.electrode_contact
        self._ohm = None if contact < _OPEN_BELOW else self._skin_ohm / contact
        self._most_ma = _COMPLIANCE_V / self._ohm * 1000 if self._ohm and faults.supply_mv != 0 else 0.0
        self._gain, self._offset_tenth_ma = float(faults.dac_gain), float(faults.dac_offset_tenth_ma)
        self._net_charge_uc_per_s = faults.net_charge_uc_per_s
        self._chatter_hz = faults.electrode_chatter_hz
        if not self._chatter_hz:
            self._phase = 0.0
            self._is_open = self._has_opened = False

    @property
    def contact(self) -> float:
        """Part of the electrodes that touches skin, 0 to 1."""
        return 0.0 if self._is_open else self._contact

    def impedance_ohm(self) -> float | None:
        """Between the electrodes as their pulses show it; None when one of them met no contact."""
        return None if self._has_opened else self._ohm

    def current_ma(self) -> float:
        """Peak current in the tissue."""
        asked_ma = (self.level * self._gain + self._offset_tenth_ma) / 10
        if asked_ma <= 0.0 or self._is_open:
            return 0.0
        return asked_ma if asked_ma < self._most_ma else self._most_ma

    def net_charge_uc_per_s(self) -> int:
        """What the pulses leave behind; a healthy source balances each of them."""
        left = self._net_charge_uc_per_s
        return left if left and self.current_ma() else 0

    def charge_per_phase_uc(self) -> float:
        """Charge that one phase of one pulse moves now."""
        return self.current_ma() * self.pulse_width_us / 1000

    def advance(self, seconds: float) -> None:
        """Let time pass, at most 0.1 s in one go."""
        if hz := self._chatter_hz:
            # Closed in the first half of each cycle, open in the second.
            before, self._phase = self._phase, (self._phase + seconds * hz) % 1
            was_open, self._is_open = self._is_open, self._phase >= 0.5
            self._has_opened = was_open or self._is_open or before + seconds * hz >= 0.5
        if self.level:
            self.charge_uc += self.current_ma() * self.pulse_width_us * self.rate_tenth_hz * seconds / 10_000
