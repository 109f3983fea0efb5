"""Interlocks on the device's own state: they matter while the station is armed."""

from chairctl.domain.safety import Reason
from chairctl.domain.time import MILLISECOND, SECOND, Duration, Instant
from chairctl.safety.observed import Observed
from chairctl.safety.watches.clock import DRIFT

ARM_LIMIT: Duration = 2 * SECOND
"""A device that has not confirmed within this time will not."""

UNDER_LIMIT: Duration = 2 * SECOND
"""A readback may stay below what was permitted for this long (device ramps of its own)."""

SUPPLY_LIMIT: Duration = 500 * MILLISECOND
"""A motor that starts may pull the supply down for less than this."""

UNASKED_SAMPLES = 2
"""Reports in a row that show a channel at work to which nothing is permitted (hazard H58)."""


def rebooted(seen: Observed, _now: Instant) -> Reason | None:
    """The device has a new epoch: it has started anew and knows nothing of us. It may name itself first."""
    telemetry, identity = seen.telemetry, seen.identity
    epoch = telemetry.epoch if telemetry else None
    named = identity.epoch if identity else None
    return None if epoch == named == seen.armed_epoch else Reason("rebooted")


def device_fault(seen: Observed, _now: Instant) -> Reason | None:
    """The device reports a fault of its own."""
    if seen.confirmed and seen.telemetry and seen.telemetry.faults:
        return Reason("device_fault", detail=" ".join(seen.telemetry.faults))
    return None


def dropped_out(seen: Observed, _now: Instant) -> Reason | None:
    """The device was armed and no longer is, though nobody here stopped it."""
    if seen.confirmed and seen.telemetry and not seen.telemetry.armed:
        return Reason("dropped_out")
    return None


def arm_unanswered(seen: Observed, now: Instant) -> Reason | None:
    """The device does not let itself be armed."""
    if seen.confirmed or seen.armed_since is None or now - seen.armed_since < ARM_LIMIT:
        return None
    faults = seen.telemetry.faults if seen.telemetry else ()
    return Reason("arm_unanswered", limit=ARM_LIMIT // MILLISECOND, detail=" ".join(faults))


def second_master(seen: Observed, _now: Instant) -> Reason | None:
    """The device has accepted a command that this host never sent."""
    telemetry = seen.telemetry
    if telemetry is None:
        return None
    echo, sent = telemetry.echo_sequence, telemetry.sent_sequence
    if echo is None or sent is None or echo <= sent:
        return None
    return Reason("second_master", actual=echo, limit=sent)


def over_applied(seen: Observed, _now: Instant) -> Reason | None:
    """A channel puts out more than it has lately been permitted."""
    if seen.applied != seen.permitted.highest:
        levels = zip(seen.applied, seen.permitted.highest, seen.profile.channels, strict=True)
        for applied, highest, profile in levels:
            if applied > highest:
                return Reason("over_applied", profile.channel.name, applied, highest)
    return None


def under_applied(seen: Observed, now: Instant) -> Reason | None:
    """A channel stays below what it has been permitted: it does not do what it is told."""
    for index, since in seen.under_since.items():
        if now - since > UNDER_LIMIT and seen.telemetry:
            name = seen.profile.channels[index].channel.name
            lowest = seen.permitted.lowest[index]
            return Reason("under_applied", name, seen.applied[index], lowest)
    return None


def zero_unconfirmed(seen: Observed, now: Instant) -> Reason | None:
    """Armed or putting something out when it was last heard, and silent since: its processor may hang.

    A cable that was pulled is not judged if a lease in the device ends its outputs.
    """
    since = seen.unsure_since()
    if since is None or now - since < seen.unsure_limit:
        return None
    return Reason("zero_unconfirmed", limit=seen.unsure_limit // MILLISECOND)


def supply_low(seen: Observed, now: Instant) -> Reason | None:
    """The supply is below what the profile asks for."""
    since, lowest = seen.low_supply_since, seen.profile.supply_min_mv
    if since is None or now - since < SUPPLY_LIMIT or not seen.telemetry or lowest is None:
        return None
    return Reason("supply_low", actual=(seen.telemetry.supply_mv or 0) // 100, limit=lowest // 100)


def clock_wrong(seen: Observed, _now: Instant) -> Reason | None:
    """The device's clock runs faster or slower than ours, and its lease with it."""
    drift = seen.plant.clock.drift
    if abs(drift) <= DRIFT:
        return None
    return Reason("clock_wrong", actual=drift // MILLISECOND, limit=DRIFT // MILLISECOND)


def driven_unasked(seen: Observed, _now: Instant) -> Reason | None:
    """A channel to which nothing is permitted runs, or current flows there: channels are mixed up."""
    for channel in seen.plant.quiet:
        if channel.driven_samples >= UNASKED_SAMPLES:
            return Reason("driven_unasked", channel.name)
    return None


def moved_unasked(seen: Observed, _now: Instant) -> Reason | None:
    """A cushion fills or the back moves, though nothing is permitted there.

    Only while armed: who sits down or pulls a lever does the same.
    """
    for channel in seen.plant.quiet:
        if channel.moved_samples >= UNASKED_SAMPLES:
            return Reason("moved_unasked", channel.name)
    return None
