"""What a body has got so far: thermal dose and minutes.

Thermal dose is CEM43 (Sapareto & Dewey): minutes at 43 °C that do the same, dt * R^(43 - T) with
R = 0.5 at 43 °C and above, 0.25 below, nothing below 39 °C. It is computed from the pad, which is
never cooler than the skin under it, with integers rounded up.
"""

from functools import cache

from chairctl.domain.time import MINUTE, Duration, Instant
from chairctl.safety.account import REST

# 2^(tenths/10) and 4^(tenths/10), in 1e-9, rounded up
_TWO = tuple(-(-int(2 ** (tenths / 10) * 1e12) // 1000) for tenths in range(10))
_FOUR = tuple(-(-int(4 ** (tenths / 10) * 1e12) // 1000) for tenths in range(10))
_NANO = 1_000_000_000
_MICRO_MINUTE = 1_000 * MINUTE


@cache
def dose_rate_nano(temperature_tenth_c: int) -> int:
    """CEM43 minutes per minute at a temperature, in 1e-9; of a report's 16 bits each is computed once."""
    above = temperature_tenth_c - 430
    if above >= 0:
        degrees, tenths = divmod(above, 10)
        return _TWO[tenths] << min(degrees, 30)
    if temperature_tenth_c < 390:
        return 0
    degrees, tenths = divmod(-above, 10)
    return -(-_NANO * _NANO // (_FOUR[tenths] << (2 * degrees)))


class Exposure:
    """Dose and minutes since the last rest."""

    def __init__(self) -> None:
        self.energised: Duration = 0
        self.hottest_pad_tenth_c: int | None = None
        self._dose_nano_ns = 0
        self._rested_since: Instant | None = None

    @property
    def cem43_micro_minutes(self) -> int:
        """Thermal dose at the hottest pad (1e-6 min)."""
        return self._dose_nano_ns // _MICRO_MINUTE

    def add(self, elapsed: Duration, pad_tenth_c: int | None, *, energised: bool) -> int:
        """Count `elapsed` at a pad temperature (None: no pad); the dose that this was (CEM43, 1e-9 min)."""
        if energised:
            self.energised += elapsed
        if pad_tenth_c is None:
            return 0
        if self.hottest_pad_tenth_c is None or pad_tenth_c > self.hottest_pad_tenth_c:
            self.hottest_pad_tenth_c = pad_tenth_c
        dose_nano_ns = dose_rate_nano(pad_tenth_c) * elapsed
        self._dose_nano_ns += dose_nano_ns
        return dose_nano_ns // MINUTE

    def rest(self, now: Instant, *, energised: bool) -> None:
        """Forget everything once the outputs have been zero for a whole rest."""
        if energised:
            self._rested_since = None
        elif self._rested_since is None:
            self._rested_since = now
        elif now - self._rested_since >= REST:
            self.energised = self._dose_nano_ns = 0
            self.hottest_pad_tenth_c = None
