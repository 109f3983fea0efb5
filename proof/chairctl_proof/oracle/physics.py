"""The physical judge: what the plant really does to the person, instant by instant."""

from collections.abc import Callable, Sequence
from math import sqrt
from typing import Final

from chairctl_proof.oracle import limits
from chairctl_simulators.devices.chairlink.channels import ChannelKind
from chairctl_simulators.devices.chairlink.truth import RollerTruth, StimulationTruth, Truth

_UNKNOWN_RATE_TENTH_HZ: Final = 1500
"""When nobody knows the rate, the highest that is allowed."""


class Physics:
    """Checks one truth after the other. A rule may be broken for its grace (ns), no longer.

    `complain` gets the name of a rule, the actual value and the limit, at most once per rule.
    """

    def __init__(
        self,
        kinds: Sequence[ChannelKind],
        electrode_cm2: float,
        graces: dict[str, int],
        complain: Callable[[str, float, float], None],
    ) -> None:
        self._rollers = [index for index, kind in enumerate(kinds) if kind is ChannelKind.ROLLER]
        self._stimulations = [index for index, kind in enumerate(kinds) if kind is ChannelKind.STIMULATION]
        self._electrode_cm2 = electrode_cm2
        self._graces = graces
        self._complain = complain
        self._broken_since: dict[str, int] = {}
        self._said: set[str] = set()
        self.hottest_c = 0.0
        self.dose_cem43 = 0.0
        self.greatest_ma = 0.0

    def check(self, truth: Truth, now: int, *, asked: Sequence[int] | None, rate_tenth_hz: int) -> None:
        """Judge one instant. `asked`: highest level of each channel lately, None if nobody reads the wire."""
        for pad in truth.pads:
            self.hottest_c = max(self.hottest_c, pad.skin_c)
            self.dose_cem43 = max(self.dose_cem43, pad.skin_cem43_min)
            self._hold("skin", pad.skin_c, limits.SKIN_C, now)
            self._hold("dose", pad.skin_cem43_min, limits.DOSE_CEM43, now)
        for number, roller in enumerate(truth.rollers):
            self._check_roller(roller, None if asked is None else asked[self._rollers[number]], now)
        for number, electrodes in enumerate(truth.stimulations):
            level = None if asked is None else asked[self._stimulations[number]]
            self._check_current(electrodes, level, rate_tenth_hz or _UNKNOWN_RATE_TENTH_HZ, now)

    def _check_roller(self, roller: RollerTruth, asked: int | None, now: int) -> None:
        self._hold("force", roller.force_n, limits.FORCE_N, now)
        if asked is not None:
            self._hold("force asked", roller.force_n, asked * limits.N_PER_PERMILLE + 1, now)
        stands = roller.speed_mm_s == 0.0 and roller.motor_ma >= limits.STALL_MA
        self._hold("pinch", roller.force_n if stands else 0.0, limits.FREE_FORCE_N, now)
        driven = roller.force_n > 0.0 or roller.motor_ma > 0
        beyond = max(0.0, -roller.position_mm, roller.position_mm - limits.TRAVEL_MM)
        self._hold("travel", beyond if driven else 0.0, 0.5, now)

    def _check_current(
        self, electrodes: StimulationTruth, asked: int | None, rate_tenth_hz: int, now: int
    ) -> None:
        current = electrodes.current_ma
        self.greatest_ma = max(self.greatest_ma, current)
        self._hold("current", current, limits.CURRENT_MA, now)
        self._hold("net charge", abs(electrodes.net_charge_uc_per_s), limits.NET_CHARGE_UC_S, now)
        self._hold("charge of a phase", electrodes.charge_per_phase_uc, limits.PHASE_CHARGE_UC, now)
        if asked is not None:
            highest = asked / 10 * limits.CURRENT_SLACK + limits.CURRENT_SLACK_MA
            self._hold("current asked", current, highest, now)
        if current > 0 and electrodes.contact > 0:
            seconds = electrodes.charge_per_phase_uc / current / 1000
            rms = current * sqrt(seconds * rate_tenth_hz / 10 * 2)
            density = rms / (self._electrode_cm2 * electrodes.contact)
            self._hold("density", density, limits.DENSITY_MA_CM2, now)
        else:
            self._hold("density", 0.0, limits.DENSITY_MA_CM2, now)

    def _hold(self, rule: str, actual: float, limit: float, now: int) -> None:
        """`actual` may be above `limit` for the grace of the rule, counted from when it was seen first."""
        if actual <= limit:
            self._broken_since.pop(rule, None)
            return
        since = self._broken_since.setdefault(rule, now)
        if rule not in self._said and now - since >= self._graces.get(rule, 0):
            self._said.add(rule)
            self._complain(rule, actual, limit)
