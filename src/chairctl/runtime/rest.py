"""Whether devices are at rest, by what they say."""

from collections.abc import Iterable

from chairctl.domain.telemetry import ASTIR
from chairctl.domain.time import MILLISECOND, Instant
from chairctl.safety.observed import Observed


def at_rest(devices: Iterable[Observed], now: Instant) -> bool | None:
    """Whether every device says now that it is not armed and puts out nothing; None: one is not heard."""
    devices = tuple(devices)
    for seen in devices:
        age = seen.telemetry_age(now)
        if not seen.line_up or age is None or age >= seen.profile.telemetry_age_ms * MILLISECOND:
            return None
    return at_zero(devices)


def at_zero(devices: Iterable[Observed]) -> bool:
    """Whether no device puts out anything, or may begin to by itself as soon as nobody holds its line."""
    return not any(
        said.armed or said.activity in ASTIR or any(readback.applied for readback in said.readbacks)
        for seen in devices
        if (said := seen.telemetry) is not None
    )
