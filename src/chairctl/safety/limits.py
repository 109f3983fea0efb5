"""What one channel may do at most, whatever is wanted. Only lowers; each cut names its rule."""

from math import isqrt

from chairctl.domain.ceilings import (
    HEAT_SET_LEAST,
    STIMULATION_DENSITY,
    STIMULATION_PHASE_CHARGE,
    STIMULATION_RATE_LEAST,
    STIMULATION_WIDTH_LEAST,
)
from chairctl.domain.channels import (
    MODE_TYPE,
    OFF,
    ChannelKind,
    Output,
    PostureMode,
    RollerMode,
    StimulationMode,
    Technique,
)
from chairctl.profiles.device import ChannelProfile, RollerBounds, StimulationBounds

UNLIMITED = ""

_FIELD_TYPES: dict[type, tuple[type, ...]] = {
    RollerMode: (Technique, int, int, int),
    StimulationMode: (int, int),
    PostureMode: (int,),
}


def well_formed(profile: ChannelProfile, output: object) -> bool:
    """Whether a value from outside is an output of this channel: plain integers and the right mode.

    Python lets booleans pass as integers and NaN through comparisons; neither gets past here.
    """
    if type(output) is not Output or len(output) != len(OFF):
        return False
    if type(output.level) is not int or output.level < 0:
        return False
    mode_type = MODE_TYPE[profile.channel.kind]
    if output.level == 0 and output.mode is None:
        return True
    if mode_type is None:
        return output.mode is None
    return type(output.mode) is mode_type and tuple(map(type, output.mode)) == _FIELD_TYPES[mode_type]


def limit(profile: ChannelProfile, wanted: Output) -> tuple[Output, str]:
    """The nearest permitted output not above `wanted`, and the rule that cut it (empty: none)."""
    if not well_formed(profile, wanted):
        return OFF, "malformed"
    level, mode = wanted
    if level == 0:
        return OFF, UNLIMITED
    if profile.channel.kind is ChannelKind.HEAT and level < HEAT_SET_LEAST.value:
        return OFF, "too_cool"
    rule = UNLIMITED
    if level > profile.max_level:
        level, rule = profile.max_level, "max_level"
        if level < (HEAT_SET_LEAST.value if profile.channel.kind is ChannelKind.HEAT else 1):
            return OFF, rule
    bounds = profile.bounds
    if isinstance(mode, RollerMode) and isinstance(bounds, RollerBounds):
        level, mode, rule = _limit_roller(bounds, level, mode, rule)
    elif isinstance(mode, StimulationMode) and isinstance(bounds, StimulationBounds):
        level, mode, rule = _limit_stimulation(bounds, level, mode, rule)
    elif isinstance(mode, PostureMode) and mode.direction not in (-1, 1):
        return OFF, "malformed"
    if rule == UNLIMITED:
        return wanted, rule
    return (Output(level, mode) if level else OFF), rule


def _limit_roller(
    bounds: RollerBounds, level: int, mode: RollerMode, rule: str
) -> tuple[int, RollerMode, str]:
    technique, low_wanted, high_wanted, speed_wanted = mode
    low = max(low_wanted, bounds.travel_low_mm)
    high = min(high_wanted, bounds.travel_high_mm)
    speed = max(0, min(speed_wanted, bounds.max_speed_permille))
    if low > high:
        return 0, mode, "travel"
    if low != low_wanted or high != high_wanted:
        rule = rule or "travel"
    elif speed != speed_wanted:
        rule = rule or "max_speed"
    return level, RollerMode(technique, low, high, speed) if rule else mode, rule


def _limit_stimulation(
    bounds: StimulationBounds, level: int, mode: StimulationMode, rule: str
) -> tuple[int, StimulationMode, str]:
    width, rate = mode
    if width < STIMULATION_WIDTH_LEAST.value or rate < STIMULATION_RATE_LEAST.value:
        return 0, mode, "pulse_too_short"  # a longer pulse than wanted would be a rise
    if width > bounds.max_pulse_width_us:
        width, rule = bounds.max_pulse_width_us, rule or "max_pulse_width"
    if rate > bounds.max_rate_tenth_hz:
        rate, rule = bounds.max_rate_tenth_hz, rule or "max_rate"
    for highest, name in (
        (density_limit_tenth_ma(bounds.electrode_area_mm2, width, rate), "current_density"),
        (phase_charge_limit_tenth_ma(width), "phase_charge"),
    ):
        if level > highest:
            level, rule = highest, name
    return level, StimulationMode(width, rate) if rule else mode, rule


def density_limit_tenth_ma(electrode_area_mm2: int, width_us: int, rate_tenth_hz: int) -> int:
    """Highest peak (0.1 mA) that keeps the r.m.s. density within its ceiling on half the electrode.

    Half, because a pad that lifts by half doubles the density, and that can't be seen without
    measured impedance. r.m.s. of a two-phase pulse: peak * sqrt(width * rate * 2).
    """
    half_area_limit_ua = STIMULATION_DENSITY.value * electrode_area_mm2 // 200
    # (level * 100 µA)² * (width * 1e-6 s) * (rate * 0.1 Hz) * 2 phases <= limit²
    return isqrt(half_area_limit_ua**2 * 500 // (width_us * rate_tenth_hz))


def phase_charge_limit_tenth_ma(width_us: int) -> int:
    """Highest peak (0.1 mA) that keeps the charge of one phase within its ceiling."""
    return STIMULATION_PHASE_CHARGE.value * 10 // width_us
