"""The numbers that nothing may raise: no file, no person, no remote, no programme.

A profile may lower them. Sources are public texts; `found` was read there, `recalled` has to be
checked before anyone relies on it, `chosen` is ours. Chosen with reference to the standards named,
without a claim of compliance: nobody has checked them against the bought texts.
"""

from typing import NamedTuple

from chairctl.domain.channels import ChannelKind


class Ceiling(NamedTuple):
    """A constant limit, its unit, where it comes from, and how sure that is."""

    value: int
    unit: str
    source: str
    status: str


HEAT_SET = Ceiling(410, "0.1 °C", "IEC 60601-1 as read by IECEE CTL: applied part 41 °C", "found")
HEAT_SET_LEAST = Ceiling(200, "0.1 °C", "a pad set below room temperature heats nothing", "chosen")
HEAT_WARN = Ceiling(420, "0.1 °C", "8 min to 2 CEM43 (Sapareto & Dewey)", "chosen")
HEAT_TRIP = Ceiling(430, "0.1 °C", "ISO 13732-1: 43 °C burn threshold at 8 h", "recalled")
HEAT_HARD = Ceiling(450, "0.1 °C", "0.5 min to 2 CEM43 (Sapareto & Dewey)", "chosen")
HEAT_DOSE = Ceiling(2_000_000, "1e-6 CEM43 min", "van Rhoon 2013: below 2 unsupervised", "found")
HEAT_ENERGY_S = Ceiling(1_200, "s at full duty", "bound without a sensor, until a rest of 30 min", "chosen")

STIMULATION_PEAK = Ceiling(600, "0.1 mA", "default envelope, into 500 ohm", "chosen")
STIMULATION_CAUTION = Ceiling(
    200, "0.1 mA", "more, on a device that is not ours, only if its file says so in words", "chosen"
)
STIMULATION_WIDTH = Ceiling(250, "µs", "TENS practice 50-250 µs", "found")
STIMULATION_WIDTH_LEAST = Ceiling(50, "µs", "TENS practice 50-250 µs", "found")
STIMULATION_RATE = Ceiling(1_500, "0.1 Hz", "TENS practice 1-150 Hz", "found")
STIMULATION_RATE_LEAST = Ceiling(10, "0.1 Hz", "TENS practice 1-150 Hz", "found")
STIMULATION_DENSITY = Ceiling(2_000, "µA/cm² r.m.s.", "AS 60601.2.10:2018 excerpt: 2 mA/cm²", "found")
STIMULATION_PHASE_CHARGE = Ceiling(25_000, "nC", "default envelope, 25 µC a phase", "chosen")
STIMULATION_RISE = Ceiling(10, "0.1 mA/s", "1 mA/s, restart over 5 s or more (zc95)", "found")
STIMULATION_RISE_S = Ceiling(5, "s", "from zero to any level takes at least this long (zc95)", "found")
STIMULATION_PULSE_ENERGY = Ceiling(300, "mJ into 500 ohm", "IEC 60601-2-10 as quoted by a maker", "found")
"""No check of its own: the highest peak at the widest pulse, two phases, is below 1 mJ (a test says so)."""
STIMULATION_NET_CHARGE = Ceiling(50, "µC/s", "IEC 60601-1: 50 µA d.c. in a single fault", "recalled")
"""Only charge-balanced pulses exist in the domain; this bounds what a device measures of the rest."""

SHARE = Ceiling(1_000, "‰", "a whole", "chosen")
RISE = Ceiling(1_000, "‰/s", "nothing reaches full force in under a second", "chosen")

SESSION_S = Ceiling(1_800, "s", "30 min cap, chair makers' pages", "found")
PRESENCE_EVERY_S = Ceiling(300, "s", "hazard H72: a prompt every 5 min of heat or stimulation", "chosen")
PRESENCE_ANSWER_S = Ceiling(30, "s", "hazard H72: time to answer", "chosen")
ATTEND_MS = Ceiling(
    2_000, "ms", "hazard H18: a screen that attends a session says so twice a second", "chosen"
)
SESSION_DEFAULT_S = Ceiling(1_200, "s", "20 min, chair makers' pages", "found")
LEASE_MS = Ceiling(300, "ms", "device lease, figure F4", "chosen")
TELEMETRY_AGE_MS = Ceiling(250, "ms", "hazard H22", "chosen")
SLOW_TELEMETRY_AGE_MS = Ceiling(
    1_000,
    "ms",
    "a device without a lease reports a few times a second; 1 s of silence is a lost link",
    "chosen",
)
SETTLE_MS = Ceiling(1_000, "ms", "a readback that differs longer must be noticed", "chosen")
SLOW_SETTLE_MS = Ceiling(5_000, "ms", "a device that is set key by key needs seconds to follow", "chosen")

LEVEL: dict[ChannelKind, Ceiling] = {
    ChannelKind.ROLLER: SHARE,
    ChannelKind.HEAT: HEAT_SET,
    ChannelKind.AIR: SHARE,
    ChannelKind.VIBRATION: SHARE,
    ChannelKind.STIMULATION: STIMULATION_PEAK,
    ChannelKind.POSTURE: SHARE,
}
"""Highest level per kind of channel."""

LEVEL_RISE: dict[ChannelKind, Ceiling] = {
    ChannelKind.ROLLER: RISE,
    ChannelKind.HEAT: Ceiling(410, "0.1 °C/s", "the pad itself is slower", "chosen"),
    ChannelKind.AIR: RISE,
    ChannelKind.VIBRATION: RISE,
    ChannelKind.STIMULATION: STIMULATION_RISE,
    ChannelKind.POSTURE: RISE,
}
"""Fastest rise of the level, per second."""
