"""What a well-behaved device reports; every field can be bent by a keyword."""

from collections.abc import Mapping

from chairctl.domain.channels import ChannelKind
from chairctl.domain.telemetry import (
    Capability,
    HeatMeasured,
    Identity,
    Measured,
    Readback,
    Telemetry,
)
from chairctl.domain.time import Instant
from chairctl.profiles.device import DeviceProfile

EPOCH = 7
PAD = 350


def identity(profile: DeviceProfile, *, model: str = "TEST", epoch: int = EPOCH) -> Identity:
    capabilities = tuple(Capability(each.channel.kind, 1_000) for each in profile.channels)
    return Identity(profile.name, model, "0001", "1.0", 1, epoch, 300, capabilities)


def telemetry(
    profile: DeviceProfile,
    at: Instant,
    applied: tuple[int, ...] = (),
    *,
    pad: int | None = PAD,
    epoch: int | None = EPOCH,
    armed: bool = False,
    echo: int | None = None,
    sent: int | None = None,
    faults: tuple[str, ...] = (),
    refused: int = 0,
    duty: int = 0,
    measured: Mapping[str, Measured] | None = None,
    supply_mv: int | None = 24_000,
    uptime_ms: int | None = None,
) -> Telemetry:
    """`applied` is filled up with zeros; all pads are at `pad` (None: no pad measures) with `duty`.

    `measured` names channels that measure something else.
    """
    levels = (*applied, *[0] * (len(profile.channels) - len(applied)))
    readbacks = tuple(
        Readback(
            level, (measured or {}).get(channel.channel.name, _measured(channel.channel.kind, pad, duty))
        )
        for channel, level in zip(profile.channels, levels, strict=True)
    )
    return Telemetry(
        profile.name, at, epoch, armed, echo, sent, faults, supply_mv, refused, readbacks, uptime_ms
    )


def _measured(kind: ChannelKind, pad: int | None, duty: int) -> Measured:
    return HeatMeasured(pad, duty) if kind is ChannelKind.HEAT and pad is not None else None
