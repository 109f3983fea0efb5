"""All watches of one device, fed with each of its telemetries."""

from chairctl.domain.channels import OFF, ChannelKind, OutputImage, RollerMode
from chairctl.domain.telemetry import (
    ContactSeen,
    HeatMeasured,
    RollerMeasured,
    StimulationMeasured,
    Telemetry,
)
from chairctl.domain.time import Instant
from chairctl.profiles.device import DeviceProfile, HeatBounds, RollerBounds, UnsensedHeat
from chairctl.safety.envelope import Envelope
from chairctl.safety.watches.clock import ClockWatch
from chairctl.safety.watches.heat import BlindHeat, PadWatch
from chairctl.safety.watches.quiet import QuietWatch
from chairctl.safety.watches.roller import RollerWatch
from chairctl.safety.watches.stimulation import StimulationWatch

_OF_ELECTRODES = (StimulationMeasured, ContactSeen)


class PlantWatch:
    """What one device measures, over time."""

    def __init__(self, profile: DeviceProfile) -> None:
        self.pads: tuple[PadWatch, ...] = ()
        """Those that the newest telemetry shows."""
        self.blind: list[BlindHeat] = []
        """Heaters without a sensor."""
        self.rollers: list[RollerWatch] = []
        self.stimulations: list[StimulationWatch] = []
        self.quiet: list[QuietWatch] = []
        """Every channel but heat."""
        self.clock = ClockWatch()
        self.image: OutputImage = (OFF,) * len(profile.channels)
        """What is permitted since the last turn."""
        self._heated: list[PadWatch] = []
        self._epoch: int | None = None
        for index, channel in enumerate(profile.channels):
            name, kind, _ = channel.channel
            if isinstance(channel.bounds, HeatBounds):
                self._heated.append(PadWatch(index, name, channel.bounds))
                continue
            if isinstance(channel.bounds, UnsensedHeat):
                self.blind.append(BlindHeat(index))
                continue
            self.quiet.append(QuietWatch(index, name))
            if isinstance(channel.bounds, RollerBounds):
                self.rollers.append(RollerWatch(index, name, channel.bounds))
            elif kind is ChannelKind.STIMULATION:
                self.stimulations.append(StimulationWatch(index, name))

    def forget(self) -> None:
        """The line is opened anew; only what heaters and motors have borne still counts."""
        self.pads = ()
        self.clock.forget()
        for watches in (self._heated, self.blind, self.rollers, self.stimulations, self.quiet):
            for watch in watches:
                watch.forget()

    def take(self, telemetry: Telemetry, permitted: Envelope, now: Instant) -> None:
        """A report of `now`, and what has been permitted lately."""
        readbacks, highest = telemetry.readbacks, permitted.highest
        pads = []
        for pad in self._heated:
            readback = readbacks[pad.index]
            measured = readback.measured
            if isinstance(measured, HeatMeasured):
                pad.take(measured, readback.applied, now, off=highest[pad.index] == 0)
                pads.append(pad)
        self.pads = tuple(pads)
        for heater in self.blind:
            heater.take(readbacks[heater.index].applied, now)
        for roller in self.rollers:
            readback = readbacks[roller.index]
            measured = readback.measured
            if isinstance(measured, RollerMeasured):
                mode = self.image[roller.index].mode
                roller.take(measured, readback.applied, mode if isinstance(mode, RollerMode) else None, now)
        for stimulation in self.stimulations:
            readback = readbacks[stimulation.index]
            measured = readback.measured
            if isinstance(measured, _OF_ELECTRODES):
                stimulation.take(measured, readback.applied, now)
        for channel in self.quiet:
            off = highest[channel.index] == 0
            if off or channel.off_since is not None:
                channel.take(readbacks[channel.index].measured, now, off=off)
        if telemetry.epoch != self._epoch:
            self._epoch = telemetry.epoch
            self.clock.forget()
        if telemetry.uptime_ms is not None:
            self.clock.take(telemetry.uptime_ms, now)
