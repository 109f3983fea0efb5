"""What the kernel knows of one device: the newest report and the few facts that need a memory."""

from collections import deque

from chairctl.domain.safety import WardenWord
from chairctl.domain.telemetry import BUSY, Garbled, Identity, Report, Telemetry
from chairctl.domain.time import MILLISECOND, SECOND, Duration, Instant
from chairctl.profiles.device import DeviceProfile
from chairctl.safety.envelope import Envelope
from chairctl.safety.watches.plant import PlantWatch

UNSURE_LIMIT: Duration = 500 * MILLISECOND
"""Silence of a device that was not seen at rest, after which its power has to be cut (hazard H39)."""

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
        self.applied = [0] * len(profile.channels)
        """The levels in the newest telemetry; 0 while there is none."""
        self.armed_since: Instant | None = None
        """When this host last armed the station; None: not armed."""
        self.armed_epoch: int | None = None
        self.confirmed = False
        """The device has read back that it is armed."""
        self.known_serial: str | None = None
        """Serial number of the first device on this line since the host was started."""
        self.speaks_unknown_version = False
        """Frames of another version of the protocol have come."""
        self.plant = PlantWatch(profile)
        """What the device measures, over time."""
        self.low_supply_since: Instant | None = None
        self.silent_turn: Duration = 0
        """How long before this turn the last one was, while armed; else 0."""
        self.flood_bytes = 0
        """Bytes that came in the second that runs."""
        self._second_began: Instant = 0
        self.echo_stuck_since: Instant | None = None
        self.under_since: dict[int, Instant] = {}
        """Channels whose readback is below all that was permitted lately, and since when."""
        self.bad_frames: deque[Instant] = deque(maxlen=BURST)
        self.garbled_frames = 0
        self.refused_frames = 0
        self._refusals_told = 0
        """Refusals since the last telemetry, whose count has them as well."""
        self.permitted = Envelope(len(profile.channels), profile.settle_ms * MILLISECOND)
        self.telemetry_limit: Duration = profile.telemetry_age_ms * MILLISECOND
        """Telemetry of this age is stale."""
        self.unsure_limit: Duration = max(UNSURE_LIMIT, self.telemetry_limit)
        """`UNSURE_LIMIT`, or what a device that reports seldom is given by its profile."""
        self.lease: Duration = profile.lease_ms * MILLISECOND

    def open_line(self) -> None:
        """The line is up; nothing that was known before counts."""
        self.line_up = True
        self.warden = self.identity = self.telemetry = None
        self.applied = [0] * len(self.profile.channels)
        self.echo_stuck_since = self.low_supply_since = None
        self.speaks_unknown_version = False
        self.flood_bytes = 0
        self.plant.forget()
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
        self.under_since.clear()

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

    def is_armed(self) -> bool:
        """Whether the device says that it is armed."""
        return self.telemetry is not None and self.telemetry.armed

    def unsure_since(self) -> Instant | None:
        """When the device was last heard, if it then still put something out or was armed; None: it rests.

        Without a line, a device that has a lease rests; another one goes on.
        """
        judged = self.line_up or not self.profile.failsafe.is_lease
        telemetry = self.telemetry if judged else None
        if telemetry and (telemetry.armed or any(readback.applied for readback in telemetry.readbacks)):
            return telemetry.received_at
        return None

    def count_bytes(self, byte_count: int, now: Instant) -> None:
        """So many bytes have come at `now`, whatever they say."""
        if now - self._second_began >= SECOND:
            self._second_began, self.flood_bytes = now, 0
        self.flood_bytes += byte_count

    def stale_at(self) -> Instant:
        """When the newest telemetry turns stale; long ago if there is none."""
        heard_at = self.telemetry.received_at if self.telemetry else 0
        return heard_at + self.telemetry_limit

    def take(self, report: Report, now: Instant) -> None:
        """Note a report that came at `now`."""
        if isinstance(report, Telemetry):
            self._take_telemetry(report, now)
        elif isinstance(report, Identity):
            self.identity = report
            self.known_serial = self.known_serial or report.serial_number
        else:
            self.bad_frames.append(now)
            if isinstance(report, Garbled):
                self.garbled_frames += 1
                self.speaks_unknown_version = self.speaks_unknown_version or report.reason == "version"
            else:
                self.refused_frames += 1
                self._refusals_told += 1

    def bad_frames_within_a_second(self, now: Instant) -> int:
        """Garbled and refused frames in the last second (counted up to BURST)."""
        return len([at for at in self.bad_frames if now - at < SECOND]) if self.bad_frames else 0

    def _take_telemetry(self, telemetry: Telemetry, now: Instant) -> None:
        before, self.telemetry = self.telemetry, telemetry
        applied = self.applied = [readback.applied for readback in telemetry.readbacks]
        self._count_refused(telemetry, before, now)
        if self.armed_since is not None and telemetry.armed and telemetry.epoch == self.armed_epoch:
            self.confirmed = True
        if telemetry.echo_sequence == telemetry.sent_sequence:
            self.echo_stuck_since = None
        elif self.echo_stuck_since is None or (before and telemetry.echo_sequence != before.echo_sequence):
            self.echo_stuck_since = now
        self.plant.take(telemetry, self.permitted, now)
        lowest = self.profile.supply_min_mv
        if lowest is None or telemetry.supply_mv is None or telemetry.supply_mv >= lowest:
            self.low_supply_since = None
        elif self.low_supply_since is None:
            self.low_supply_since = now
        follows = self.confirmed and telemetry.activity not in BUSY
        under = self._under() if follows and applied != self.permitted.lowest else ()
        if under or self.under_since:
            self.under_since = {index: self.under_since.get(index, now) for index in under}

    def _under(self) -> list[int]:
        levels = zip(self.applied, self.permitted.lowest, strict=True)
        return [index for index, (applied, lowest) in enumerate(levels) if applied < lowest]

    def _count_refused(self, telemetry: Telemetry, before: Telemetry | None, now: Instant) -> None:
        """Count what the device has refused without a word: of a bent frame only its counter tells."""
        told, self._refusals_told = self._refusals_told, 0
        if before and before.epoch == telemetry.epoch and telemetry.refused > before.refused:
            untold = max(0, telemetry.refused - before.refused - told)
            self.refused_frames += untold
            self.bad_frames.extend([now] * min(untold, BURST))
