"""Interlocks on heat: they watch always, because a welded relay heats while nobody asks it to."""

from chairctl.domain.safety import Reason
from chairctl.domain.time import SECOND, Duration, Instant
from chairctl.safety.observed import Observed
from chairctl.safety.watches.heat import RISE_TENTH_C

TRIP_SAMPLES = 2

FROZEN_LIMIT: Duration = 20 * SECOND
GAIN_LIMIT: Duration = 20 * SECOND
WEAK_LIMIT: Duration = 60 * SECOND

SENSOR_LOW_TENTH_C = 50
SENSOR_HIGH_TENTH_C = 600
"""No pad on a person is colder than 5 °C or hotter than 60 °C: the sensor is open or short."""


def pad_sensor(seen: Observed, _now: Instant) -> Reason | None:
    """The pad's sensor reads what no pad can have."""
    for pad in seen.plant.pads:
        if not SENSOR_LOW_TENTH_C <= pad.tenth_c <= SENSOR_HIGH_TENTH_C:
            return Reason("pad_sensor", pad.name, pad.tenth_c, SENSOR_HIGH_TENTH_C)
    return None


def pad_hard(seen: Observed, _now: Instant) -> Reason | None:
    """The pad has reached the temperature that is cut at the first sample."""
    for pad in seen.plant.pads:
        if pad.tenth_c >= pad.bounds.hard_tenth_c:
            return Reason("pad_hard", pad.name, pad.tenth_c, pad.bounds.hard_tenth_c)
    return None


def pad_hot(seen: Observed, _now: Instant) -> Reason | None:
    """The pad has been at its trip temperature for two samples."""
    for pad in seen.plant.pads:
        if pad.hot_samples >= TRIP_SAMPLES:
            return Reason("pad_hot", pad.name, pad.tenth_c, pad.bounds.trip_tenth_c)
    return None


def heater_unasked(seen: Observed, _now: Instant) -> Reason | None:
    """The device heats although nothing has been permitted for the settling time."""
    for pad in seen.plant.pads:
        if pad.lit_unasked:
            return Reason("heater_unasked", pad.name, pad.duty_permille)
    return None


def heats_by_itself(seen: Observed, _now: Instant) -> Reason | None:
    """The pad gets warmer than any body, though its heater is said to be off: a relay is welded.

    A person who sits down on a cold pad warms it as well, but never above 37 °C: below that, a rise
    proves nothing and harms nobody.
    """
    for pad in seen.plant.pads:
        if pad.rises_unheated:
            return Reason("heats_by_itself", pad.name, pad.tenth_c, RISE_TENTH_C)
    return None


def pad_frozen(seen: Observed, _now: Instant) -> Reason | None:
    """The reading has not moved by its last digit while the heater was on."""
    for pad in seen.plant.pads:
        if pad.frozen_for >= FROZEN_LIMIT:
            return Reason("pad_frozen", pad.name, pad.tenth_c, FROZEN_LIMIT // SECOND)
    return None


def pad_gains_nothing(seen: Observed, _now: Instant) -> Reason | None:
    """Full heat, and the reading does not follow: the sensor has come off, or dithers around a value."""
    for pad in seen.plant.pads:
        if pad.gainless_for >= GAIN_LIMIT:
            return Reason("pad_gains_nothing", pad.name, pad.tenth_c, GAIN_LIMIT // SECOND)
    return None


def heater_weak(seen: Observed, _now: Instant) -> Reason | None:
    """Well below its target at half duty or more, and no warmer in a minute: the heater is open."""
    for pad in seen.plant.pads:
        if pad.weak_for >= WEAK_LIMIT:
            return Reason("heater_weak", pad.name, pad.tenth_c, WEAK_LIMIT // SECOND)
    return None
