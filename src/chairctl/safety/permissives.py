"""What must hold before a station may be armed. Each returns the reason why not, or nothing."""

from collections.abc import Callable, Iterable
from typing import TypeAlias

from chairctl.domain.safety import Reason, WardenWord
from chairctl.domain.time import MILLISECOND, Instant
from chairctl.safety.observed import Observed


def line_is_up(seen: Observed, _now: Instant) -> Reason | None:
    """The line to the device is open."""
    return None if seen.line_up else Reason("not_connected", detail=seen.lost_reason)


def warden_watches(seen: Observed, _now: Instant) -> Reason | None:
    """A warden stands by, or the line is of a kind that can't have one."""
    ready = (WardenWord.READY, WardenWord.NONE, WardenWord.ZERO)
    return None if seen.warden in ready else Reason("no_warden")


def protocol_is_known(seen: Observed, _now: Instant) -> Reason | None:
    """The device speaks a version of the protocol that this host knows."""
    unknown = seen.speaks_unknown_version and seen.identity is None
    return Reason("unknown_version") if unknown else None


def device_is_the_same(seen: Observed, _now: Instant) -> Reason | None:
    """The device is the one that was here before; another one needs a host that is started for it."""
    if seen.identity is None or seen.identity.serial_number == seen.known_serial:
        return None
    return Reason("different_device", detail=seen.identity.serial_number)


def supply_suffices(seen: Observed, _now: Instant) -> Reason | None:
    """The supply is not below what the profile asks for."""
    lowest, telemetry = seen.profile.supply_min_mv, seen.telemetry
    if lowest is None or telemetry is None or telemetry.supply_mv is None or telemetry.supply_mv >= lowest:
        return None
    return Reason("supply_low", actual=telemetry.supply_mv // 100, limit=lowest // 100)


def device_is_known(seen: Observed, _now: Instant) -> Reason | None:
    """The device has said who it is, and it is what the profile describes."""
    identity, profile = seen.identity, seen.profile
    if identity is None:
        return Reason("not_identified")
    if profile.model is not None and identity.model != profile.model:
        return Reason("wrong_model", detail=identity.model)
    kinds = tuple(channel.channel.kind for channel in profile.channels)
    if tuple(capability.kind for capability in identity.capabilities) != kinds:
        return Reason("wrong_channels", detail=identity.model)
    return None


def telemetry_is_fresh(seen: Observed, now: Instant) -> Reason | None:
    """The device is heard now."""
    age = seen.telemetry_age(now)
    if age is None or age >= seen.profile.telemetry_age_ms * MILLISECOND:
        return Reason("no_telemetry")
    return None


def outputs_are_zero(seen: Observed, _now: Instant) -> Reason | None:
    """Everything is read back at zero and not armed."""
    telemetry = seen.telemetry
    if telemetry and (telemetry.armed or any(readback.applied for readback in telemetry.readbacks)):
        return Reason("not_at_zero")
    return None


Permissive: TypeAlias = Callable[[Observed, Instant], Reason | None]

PERMISSIVES: tuple[Permissive, ...] = (
    line_is_up,
    protocol_is_known,
    device_is_known,
    device_is_the_same,
    telemetry_is_fresh,
    outputs_are_zero,
    supply_suffices,
    warden_watches,
)


TO_LET_UP: tuple[Permissive, ...] = (line_is_up, protocol_is_known, device_is_known, telemetry_is_fresh)
"""What must hold to raise the back; whatever has tripped does not matter."""


def missing_permissives(
    devices: Iterable[Observed], now: Instant, permissives: tuple[Permissive, ...] = PERMISSIVES
) -> tuple[Reason, ...]:
    """What is missing: of each device the first reason, which the others follow from."""
    first = (
        next((reason for permissive in permissives if (reason := permissive(seen, now))), None)
        for seen in devices
    )
    return tuple(reason for reason in first if reason)
