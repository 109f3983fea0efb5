"""What the oracle holds a session against. Written down a second time on purpose: a wrong number in the
product must not become right here by being imported."""

from typing import Final, NamedTuple

from chairctl_simulators.devices.chairlink.channels import ChannelKind

MS: Final = 1_000_000
S: Final = 1_000 * MS

GREATEST_LEVEL: Final = {
    ChannelKind.ROLLER: 1000,
    ChannelKind.HEAT: 410,
    ChannelKind.AIR: 1000,
    ChannelKind.VIBRATION: 1000,
    ChannelKind.STIMULATION: 600,
    ChannelKind.POSTURE: 1000,
}
RISE_PER_S: Final = {
    ChannelKind.ROLLER: 1000,
    ChannelKind.AIR: 1000,
    ChannelKind.VIBRATION: 1000,
    ChannelKind.STIMULATION: 10,
}
LEAST_HEAT: Final = 200
PULSE_WIDTH_US: Final = range(50, 251)
RATE_TENTH_HZ: Final = range(10, 1501)
TRAVEL_MM: Final = 800
GREATEST_SPEED: Final = 1000
GREATEST_TECHNIQUE: Final = 5

LEASE_MS: Final = 300
NONCE_AGE_NS: Final = 300 * MS
FRAMES_PER_S: Final = 60
"""One for each of 20 telemetries a second, and as many again twice for what has to be lowered at once."""

CURRENT_MA: Final = 60.0
DENSITY_MA_CM2: Final = 2.0
PHASE_CHARGE_UC: Final = 25.0
SKIN_C: Final = 45.0
DOSE_CEM43: Final = 2.0
FORCE_N: Final = 90.0
N_PER_PERMILLE: Final = 0.09
STALL_MA: Final = 2000
FREE_FORCE_N: Final = 2.0
"""Less than this on a person is no pinch."""
NET_CHARGE_UC_S: Final = 100.0

CURRENT_SLACK: Final = 1.2
CURRENT_SLACK_MA: Final = 2.0
LATELY_NS: Final = 350 * MS
"""What was asked for this long ago may still be there."""

STOP_NS: Final = 50 * MS
"""A person's stop, on a sound line."""
LEASE_NS: Final = 300 * MS
"""The end of every output when nobody asks for it any more."""


class Complaint(NamedTuple):
    """A rule that was broken: when, by how much, and what it allows."""

    rule: str
    at: int
    actual: float
    limit: float

    def __str__(self) -> str:
        """One line for people."""
        return f"{self.rule} at {self.at / S:.3f} s: {self.actual:g}, limit {self.limit:g}"
