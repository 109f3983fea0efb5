"""What the kernel knows of one device: the newest report and the few facts that need a memory."""

from collections import deque
from typing import NamedTuple

from chairctl.domain.safety import WardenWord
from chairctl.domain.telemetry import Garbled, HeatMeasured, Identity, Report, Telemetry
from chairctl.domain.time import MILLISECOND, SECOND, Duration, Instant
from chairctl.profiles.device import DeviceProfile, HeatBounds
from chairctl.safety.envelope import Envelope


class Pad(NamedTuple):
    """A heating pad: what it measures, its bounds, and its samples in a row at the trip temperature."""

    name: str
    tenth_c: int
    bounds: HeatBounds
    hot_samples: int


BURST = 3
"""Bad frames within a second that trip (hazard H24)."""


class Observed:
    """The facts that interlocks and permissives read; only the kernel writes them, through here."""

    def __init__(self, profile: DeviceProfile) -> None:
        self.profile = profile
        self.line_up = False
        self.lost_reason = ""
        self.warden: WardenWord | None = None
        """What the warden on the line has said last; None: nothing is known of one."""
        self.identity: Identity | None = None
        self.telemetry: Telemetry | None = None
        self.armed_since: Instant | None = None
        """When this host last armed the station; None: not armed."""
        self.armed_epoch: int | None = None
        self.confirmed = False
        """The device has read back that it is armed."""
        self.pads: tuple[Pad, ...] = ()
        """The pads as the newest telemetry shows them."""
        self.echo_stuck_since: Instant | None = None
        self.under_since: list[Instant | None] = [None] * len(profile.channels)
        """Since when a readback has been below all that was permitted lately, per channel."""
        self.bad_frames: deque[Instant] = deque(maxlen=BURST)
        self._heated = tuple(
            (index, channel.channel.name, channel.bounds)
            for index, channel in enumerate(profile.channels)
            if isinstance(channel.bounds, HeatBounds)
        )
        self.garbled_frames = 0
        self.refused_frames = 0
        self.permitted = Envelope(len(profile.channels), profile.settle_ms * MILLISECOND)

    def open_line(self) -> None:
        """The line is up; nothing that was known before counts."""
        self.line_up = True
        self.warden = self.identity = self.telemetry = self.echo_stuck_since = None
        self.pads = ()
        self.bad_frames.clear()

    def lose_line(self, reason: str) -> None:
        """The line is gone."""
        self.line_up = False
        self.lost_reason = reason

    def arm(self, now: Instant) -> None:
        """The station has been armed at `now`."""
        self.armed_since = now
        self.armed_epoch = self.telemetry.epoch if self.telemetry else None
        self.confirmed = False
        if self.warden is WardenWord.ZERO:  # being armed, it forgets that it has fired
            self.warden = WardenWord.READY
        self.echo_stuck_since = None
        self.under_since = [None] * len(self.profile.channels)

    def disarm(self) -> None:
        """The station is no longer armed."""
        self.armed_since = self.armed_epoch = None
        self.confirmed = False

    def telemetry_age(self, now: Instant) -> Duration | None:
        """Age of the newest telemetry; None: there is none since the line came up."""
        return now - self.telemetry.received_at if self.telemetry else None

    def heard_at(self, now: Instant) -> bool:
        """Whether the newest telemetry has come at this very instant."""
        return self.telemetry is not None and self.telemetry.received_at == now

    def stale_at(self) -> Instant:
        """When the newest telemetry turns stale; long ago if there is none."""
        heard_at = self.telemetry.received_at if self.telemetry else 0
        return heard_at + self.profile.telemetry_age_ms * MILLISECOND

    def take(self, report: Report, now: Instant) -> None:
        """Note a report that came at `now`."""
        if isinstance(report, Telemetry):
            self._take_telemetry(report, now)
        elif isinstance(report, Identity):
            self.identity = report
        else:
            self.bad_frames.append(now)
            if isinstance(report, Garbled):
                self.garbled_frames += 1
            else:
                self.refused_frames += 1

    def bad_frames_within_a_second(self, now: Instant) -> int:
        """Garbled and refused frames in the last second (counted up to BURST)."""
        return sum(now - at < SECOND for at in self.bad_frames)

    def _take_telemetry(self, telemetry: Telemetry, now: Instant) -> None:
        before, self.telemetry = self.telemetry, telemetry
        if self.armed_since is not None and telemetry.armed and telemetry.epoch == self.armed_epoch:
            self.confirmed = True
        if telemetry.echo_sequence == telemetry.sent_sequence:
            self.echo_stuck_since = None
        elif self.echo_stuck_since is None or (before and telemetry.echo_sequence != before.echo_sequence):
            self.echo_stuck_since = now
        self._take_pads(telemetry)
        for index, readback in enumerate(telemetry.readbacks):
            if not self.confirmed or readback.applied >= self.permitted.lowest[index]:
                self.under_since[index] = None
            elif self.under_since[index] is None:
                self.under_since[index] = now

    def _take_pads(self, telemetry: Telemetry) -> None:
        samples = {pad.name: pad.hot_samples for pad in self.pads}
        pads = []
        for index, name, bounds in self._heated:
            measured = telemetry.readbacks[index].measured
            if isinstance(measured, HeatMeasured):
                hot = measured.pad_tenth_c >= bounds.trip_tenth_c
                pads.append(Pad(name, measured.pad_tenth_c, bounds, samples.get(name, 0) + 1 if hot else 0))
        self.pads = tuple(pads)
