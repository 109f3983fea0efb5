"""A stimulation output over time: contact of its electrodes, and what flows against what is applied."""

from chairctl.domain.telemetry import ContactSeen, StimulationMeasured
from chairctl.domain.time import SECOND, Duration, Instant

SETTLED: Duration = SECOND
"""Impedance falls quickly when current begins to flow; after this it counts."""
RISE_PERCENT = 130
"""Impedance that counts as partly lost contact, of the lowest since the current has settled."""
FALL_PERCENT = 90
"""A level below this part of the highest begins anew: less current means more impedance."""
DEVIATION_TENTH_MA = 20
DEVIATION_PERCENT = 20


class StimulationWatch:
    """One output; currents in 0.1 mA, impedance in ohm."""

    def __init__(self, index: int, name: str) -> None:
        self.index = index
        self.name = name
        self.forget()

    def forget(self) -> None:
        """The line is opened anew."""
        self.applied = self.current_tenth_ma = self.net_charge_uc_per_s = 0
        self.impedance_ohm: int | None = None
        self.lowest_ohm: int | None = None
        """Lowest impedance since the current has settled."""
        self.open_samples = self.risen_samples = self.deviating_samples = 0
        self.found_open = False
        """The device itself has found an electrode without contact, and by its rules stopped."""
        self._measures = False
        self._highest = 0
        self._flows_since: Instant | None = None

    def take(self, measured: StimulationMeasured | ContactSeen, applied: int, now: Instant) -> None:
        """A report of `now`."""
        if isinstance(measured, ContactSeen):
            self.found_open = measured.is_open
            return
        current, impedance, self.net_charge_uc_per_s = measured
        self.applied, self.current_tenth_ma, self.impedance_ohm = applied, current, impedance
        self._measures = self._measures or impedance is not None
        # A device that has never said an impedance can't measure it: then only the current tells.
        is_open = applied > 0 and impedance is None and self._measures
        self.open_samples = self.open_samples + 1 if is_open else 0
        deviates = current != applied and abs(current - applied) > self.deviation_limit
        self.deviating_samples = self.deviating_samples + 1 if deviates else 0
        self._watch_rise(applied, impedance, now)

    @property
    def deviation_limit(self) -> int:
        """How far the measured current may be from the applied one (0.1 mA)."""
        return max(DEVIATION_TENTH_MA, self.applied * DEVIATION_PERCENT // 100)

    @property
    def impedance_limit(self) -> int:
        """The impedance above which contact is partly lost (ohm)."""
        return (self.lowest_ohm or 0) * RISE_PERCENT // 100

    def _watch_rise(self, applied: int, impedance: int | None, now: Instant) -> None:
        if applied * 100 < self._highest * FALL_PERCENT:
            self._flows_since = self.lowest_ohm = None
            self._highest = 0
        if applied > self._highest:
            self._highest = applied
        if applied and self._flows_since is None:
            self._flows_since = now
        if self._flows_since is None or now - self._flows_since < SETTLED or impedance is None:
            self.risen_samples = 0
            return
        if self.lowest_ohm is None or impedance < self.lowest_ohm:
            self.lowest_ohm = impedance
        self.risen_samples = self.risen_samples + 1 if impedance > self.impedance_limit else 0
