"""What an openEMSstim board lets through of the TENS unit behind it, as far as its firmware tells.

The board has a digital potentiometer of 255 steps. Its firmware, as it is published, spreads the intensity
of 1 to 100 % over the steps from 55 to 213: so the lowest output is a fifth of the full scale, not a
hundredth. That the current follows the potentiometer in proportion is assumed; what is certain is that no
more than the full scale ever flows.
"""

FAMILIES = frozenset({"openemsstim"})
"""Those whose levels are shares of the full scale of another unit."""

INTENSITY_MOST = 100
_STEPS, _LOWEST, _HIGHEST = 255, 55, 215


def level_of(intensity: int, full_scale: int) -> int:
    """The level (as `full_scale`, 0.1 mA, rounded up) that an intensity of 1 to 100 % stands for; 0 for 0."""
    if intensity == 0:
        return 0
    step = _LOWEST + ((_HIGHEST - _LOWEST) * (intensity - 1) + 50) // 100
    return -(-full_scale * step // _STEPS)


def intensity_of(level: int, full_scale: int) -> int:
    """The greatest intensity (%) that does not stand for more than a level; 0 if even the lowest does."""
    fitting = (one for one in range(INTENSITY_MOST, 0, -1) if level_of(one, full_scale) <= level)
    return next(fitting, 0)


def grid_of(full_scale: int, max_level: int) -> tuple[int, ...]:
    """The levels up to `max_level` that some intensity stands for, rising."""
    levels = {level_of(one, full_scale) for one in range(1, INTENSITY_MOST + 1)}
    return tuple(sorted(level for level in levels if level <= max_level))
