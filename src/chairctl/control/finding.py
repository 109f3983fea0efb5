"""What a device turns out to be: first by listening to it as every profile would, then by asking it."""

from collections.abc import Sequence
from typing import NamedTuple

from chairctl.control.station import Station
from chairctl.domain.safety import Reason
from chairctl.domain.telemetry import Identity, Telemetry
from chairctl.domain.time import Instant
from chairctl.profiles.device import DeviceProfile
from chairctl.protocols.family import Device
from chairctl.safety.permissives import device_is_known, protocol_is_known


class Ear:
    """Reads bytes as a device of one profile would mean them. It has no way to say anything."""

    def __init__(self, profile: DeviceProfile, device: Device, now: Instant) -> None:
        self.profile = profile
        self.understood = 0
        """Sound reports so far."""
        self._device = device
        device.line_up(now)

    def hear(self, data: bytes, now: Instant) -> None:
        """Bytes that came at `now`."""
        reports = self._device.receive(data, now)
        self.understood += sum(isinstance(report, Identity | Telemetry) for report in reports)


class Found(NamedTuple):
    """What a device said when it was asked as one of this profile."""

    profile: DeviceProfile
    identity: Identity | None
    """None: it did not say who it is."""
    is_heard: bool
    """It has reported its state."""
    objection: Reason | None
    """Why it may not be driven with this profile; None: it may."""


def worth_asking(ears: Sequence[Ear], marked: Sequence[DeviceProfile]) -> list[DeviceProfile]:
    """With which profiles a device may be asked: those of the one family that understood most of it.

    If none understood anything, those that it has signs of (`marked`), if these are of one family.
    """
    best = max(ears, key=lambda ear: ear.understood, default=None)
    if best is not None and best.understood:
        family = best.profile.family
        return [ear.profile for ear in ears if ear.understood and ear.profile.family == family]
    return list(marked) if len({profile.family for profile in marked}) == 1 else []


def found(station: Station, now: Instant) -> Found:
    """What the only device of a station that was never armed has said so far."""
    (seen,) = station.kernel.seen.values()
    objection = protocol_is_known(seen, now) or device_is_known(seen, now)
    return Found(seen.profile, seen.identity, seen.telemetry is not None, objection)
