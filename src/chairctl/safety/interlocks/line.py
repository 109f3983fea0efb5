"""Interlocks on the line: they matter while the station is armed."""

from chairctl.domain.safety import Reason
from chairctl.domain.time import MILLISECOND, SECOND, Duration, Instant
from chairctl.safety.observed import BURST, Observed

FLOOD_BYTES = 16_384
"""More in a second than a 115200-baud line can carry, and ten times what a chair has to say (hazard H34)."""

GAP: Duration = SECOND
"""Longer between two turns of an armed station: the computer has slept (hazard H10)."""

ECHO_LIMIT: Duration = 250 * MILLISECOND
"""Commands that the device has not taken for this long are lost (hazard H23)."""


def line_lost(seen: Observed, _now: Instant) -> Reason | None:
    """The cable was pulled or the radio link broke."""
    return None if seen.line_up else Reason("line_lost", detail=seen.lost_reason)


def stale_telemetry(seen: Observed, now: Instant) -> Reason | None:
    """The line is up, but nothing is heard: we would act blind."""
    age = seen.telemetry_age(now)
    if age is not None and age < seen.telemetry_limit:
        return None
    limit_ms = seen.profile.telemetry_age_ms
    return Reason("stale_telemetry", actual=-1 if age is None else age // MILLISECOND, limit=limit_ms)


def deaf_device(seen: Observed, now: Instant) -> Reason | None:
    """We hear the device, but it does not hear us: its echo stands still."""
    since = seen.echo_stuck_since
    if since is None or now - since <= ECHO_LIMIT:
        return None
    return Reason("deaf_device", actual=(now - since) // MILLISECOND, limit=ECHO_LIMIT // MILLISECOND)


def noisy_line(seen: Observed, now: Instant) -> Reason | None:
    """Frames are garbled or refused again and again."""
    count = seen.bad_frames_within_a_second(now)
    return Reason("noisy_line", actual=count, limit=BURST) if count >= BURST else None


def flooded(seen: Observed, _now: Instant) -> Reason | None:
    """The device babbles: more bytes than anybody has to say, empty frames included."""
    if seen.flood_bytes <= FLOOD_BYTES:
        return None
    return Reason("flooded", actual=seen.flood_bytes, limit=FLOOD_BYTES)


def clock_gap(seen: Observed, _now: Instant) -> Reason | None:
    """No turn for longer than a second: whatever came meanwhile, nobody has watched."""
    if seen.silent_turn <= GAP:
        return None
    return Reason("clock_gap", actual=seen.silent_turn // MILLISECOND, limit=GAP // MILLISECOND)
