"""Interlocks on heat: they watch always, because a welded relay heats while nobody asks it to."""

from chairctl.domain.safety import Reason
from chairctl.domain.telemetry import HeatMeasured
from chairctl.domain.time import Instant
from chairctl.profiles.device import HeatBounds
from chairctl.safety.observed import Observed

TRIP_SAMPLES = 2

SENSOR_LOW_TENTH_C = 50
SENSOR_HIGH_TENTH_C = 600
"""No pad on a person is colder than 5 °C or hotter than 60 °C: the sensor is open or short."""


def _pads(seen: Observed) -> list[tuple[int, str, HeatBounds, int]]:
    if seen.telemetry is None:
        return []
    return [
        (index, profile.channel.name, profile.bounds, readback.measured.pad_tenth_c)
        for index, (profile, readback) in enumerate(
            zip(seen.profile.channels, seen.telemetry.readbacks, strict=True)
        )
        if isinstance(profile.bounds, HeatBounds) and isinstance(readback.measured, HeatMeasured)
    ]


def pad_sensor(seen: Observed, _now: Instant) -> Reason | None:
    """The pad's sensor reads what no pad can have."""
    for _, name, _, pad in _pads(seen):
        if not SENSOR_LOW_TENTH_C <= pad <= SENSOR_HIGH_TENTH_C:
            return Reason("pad_sensor", name, pad, SENSOR_HIGH_TENTH_C)
    return None


def pad_hard(seen: Observed, _now: Instant) -> Reason | None:
    """The pad has reached the temperature that is cut at the first sample."""
    for _, name, bounds, pad in _pads(seen):
        if pad >= bounds.hard_tenth_c:
            return Reason("pad_hard", name, pad, bounds.hard_tenth_c)
    return None


def pad_hot(seen: Observed, _now: Instant) -> Reason | None:
    """The pad has been at its trip temperature for two samples."""
    for index, name, bounds, pad in _pads(seen):
        if seen.hot_samples[index] >= TRIP_SAMPLES:
            return Reason("pad_hot", name, pad, bounds.trip_tenth_c)
    return None
