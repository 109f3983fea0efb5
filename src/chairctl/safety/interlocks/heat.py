"""Interlocks on heat: they watch always, because a welded relay heats while nobody asks it to."""

from chairctl.domain.safety import Reason
from chairctl.domain.time import Instant
from chairctl.safety.observed import Observed

TRIP_SAMPLES = 2

SENSOR_LOW_TENTH_C = 50
SENSOR_HIGH_TENTH_C = 600
"""No pad on a person is colder than 5 °C or hotter than 60 °C: the sensor is open or short."""


def pad_sensor(seen: Observed, _now: Instant) -> Reason | None:
    """The pad's sensor reads what no pad can have."""
    for pad in seen.pads:
        if not SENSOR_LOW_TENTH_C <= pad.tenth_c <= SENSOR_HIGH_TENTH_C:
            return Reason("pad_sensor", pad.name, pad.tenth_c, SENSOR_HIGH_TENTH_C)
    return None


def pad_hard(seen: Observed, _now: Instant) -> Reason | None:
    """The pad has reached the temperature that is cut at the first sample."""
    for pad in seen.pads:
        if pad.tenth_c >= pad.bounds.hard_tenth_c:
            return Reason("pad_hard", pad.name, pad.tenth_c, pad.bounds.hard_tenth_c)
    return None


def pad_hot(seen: Observed, _now: Instant) -> Reason | None:
    """The pad has been at its trip temperature for two samples."""
    for pad in seen.pads:
        if pad.hot_samples >= TRIP_SAMPLES:
            return Reason("pad_hot", pad.name, pad.tenth_c, pad.bounds.trip_tenth_c)
    return None
