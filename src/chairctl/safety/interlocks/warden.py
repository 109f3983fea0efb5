"""Interlocks on the warden: an output needs somebody who can end it when this process can't."""

from chairctl.domain.safety import Reason, WardenWord
from chairctl.domain.time import Instant
from chairctl.safety.observed import Observed

_FIRED = (WardenWord.FIRED, WardenWord.ZERO)
_GONE = (WardenWord.GONE, None)
_CUT_POWER = WardenWord.CUT_POWER


def warden_fired(seen: Observed, _now: Instant) -> Reason | None:
    """The warden has stopped the device, because for too long no turn of this process heard it."""
    return Reason("warden_fired") if seen.warden in _FIRED else None


def warden_gone(seen: Observed, _now: Instant) -> Reason | None:
    """The warden has died, or was never there."""
    return Reason("warden_gone") if seen.warden in _GONE else None


def cut_power(seen: Observed, _now: Instant) -> Reason | None:
    """The device did not stop when the warden told it to, again and again."""
    return Reason("cut_power") if seen.warden is _CUT_POWER else None
