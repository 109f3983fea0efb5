"""The judge of one station: what may every channel do now?

Telemetry is shown to it first, wishes second. Each turn it runs the interlocks, moves the safety
state, limits what is wanted, limits its rise, and seals the result in one permit per device. It only
ever lowers; every cut names its rule. A permit lives no longer than the proof of life it rests on.
"""

from dataclasses import dataclass
from itertools import accumulate, pairwise, starmap

from chairctl.domain.ceilings import ATTEND_MS, PRESENCE_EVERY_S
from chairctl.domain.channels import ChannelKind, OutputImage
from chairctl.domain.safety import Cut, Reason, SafetyState, Trip
from chairctl.domain.telemetry import Report
from chairctl.domain.time import MINUTE, SECOND, Duration, Instant
from chairctl.profiles.device import DeviceProfile
from chairctl.safety.allowance import allowance_for
from chairctl.safety.attendance import Attendance
from chairctl.safety.burden import Burden
from chairctl.safety.interlocks.table import ALWAYS, INTERLOCKS, violations
from chairctl.safety.issuer import Issuer
from chairctl.safety.let_up import LONGEST, LetUp
from chairctl.safety.limiter import Limiter, lets_up
from chairctl.safety.observed import Observed
from chairctl.safety.permissives import TO_LET_UP, missing_permissives
from chairctl.safety.permit import Permit
from chairctl.safety.states import ENERGISED, LIVE, SafetyEvent, after

IDLE_LIMIT: Duration = 5 * MINUTE
"""An armed station that puts nothing out for this long is disarmed."""

MOST_TRIPS = 16


@dataclass(slots=True)
class Decision:
    """What the kernel has decided in one turn; a named tuple takes three times as long to make."""

    permits: tuple[Permit, ...]
    """One per device, in their order."""
    image: OutputImage
    cuts: tuple[Cut, ...]


class Kernel:
    """Safety of one station: one person, one stop, one dose, however many devices."""

    def __init__(self, profiles: tuple[DeviceProfile, ...]) -> None:
        self.seen = {profile.name: Observed(profile) for profile in profiles}
        self._devices = tuple(self.seen.values())
        ends = list(accumulate((len(profile.channels) for profile in profiles), initial=0))
        self._parts = tuple(zip(self._devices, starmap(slice, pairwise(ends)), strict=True))
        """Each device, and its channels in an image of the station."""
        self.channels = tuple(channel for profile in profiles for channel in profile.channels)
        self.state = SafetyState.SAFE
        self.trips: tuple[Trip, ...] = ()
        self.ended: Reason | None = None
        self.session_limit: Duration = min(profile.session_max_s for profile in profiles) * SECOND
        """A profile may allow less than the ledger does, and this counts without any disk."""
        self.allowance = allowance_for([profile.channel for profile in self.channels])
        self._issuer = Issuer()
        self.limiter = Limiter(self.channels)
        self._let_up = LetUp()
        self._with_back = tuple(
            seen for seen in self.seen.values() if any(lets_up(channel) for channel in seen.profile.channels)
        )
        self._burden = Burden(self.limiter.kinds, self.allowance)
        self.exposure = self._burden.exposure
        self.presence = self._burden.presence
        self.attendance = Attendance()
        self.stops = 0
        """How often a person has asked to stop."""
        self._unjudged = False
        """Whether something has been reported since the interlocks last ran."""
        self._decided_at: Instant | None = None
        self._idle_since: Instant | None = None

    # --- what happens ---------------------------------------------------------------------------

    def line_up(self, device: str) -> None:
        """The line to a device has been opened."""
        self.seen[device].open_line()

    def line_down(self, device: str, reason: str) -> None:
        """The line to a device is gone."""
        self.seen[device].lose_line(reason)

    def observe(self, report: Report, now: Instant) -> None:
        """A device has reported. What came before it in the same turn is judged first, not overwritten."""
        if self._unjudged:
            self._note_silence(now)
            self._watch(now)
        self._unjudged = True
        self.seen[report.device].take(report, now)

    def hear(self, device: str, byte_count: int, now: Instant) -> None:
        """So many bytes have come from a device, whatever they say."""
        self.seen[device].count_bytes(byte_count, now)

    def applied(self) -> list[int]:
        """The level of each channel in the newest telemetry of its device."""
        levels = self._devices[0].applied
        for seen in self._devices[1:]:
            levels = levels + seen.applied
        return levels

    # --- what people ask ------------------------------------------------------------------------

    def arm(self, now: Instant) -> tuple[Reason, ...]:
        """Arm, at the wish of a person at the chair; the reasons why not, or nothing."""
        if self.state is SafetyState.TRIPPED:
            return tuple(trip.reason for trip in self.trips)
        if self.state in LIVE:
            return ()
        if self.exposure.energised >= self.session_limit:
            return (Reason("rest_needed", limit=self.session_limit // SECOND),)
        missing = missing_permissives(self.seen.values(), now)
        if not missing and (unpaid := self.allowance.begin(now)):
            missing = (unpaid,)
        if missing:
            return missing
        self._move(SafetyEvent.ARM)
        self._let_up.release()
        self.ended = None
        self._idle_since = now
        self.limiter.take_over_limits()
        for seen in self.seen.values():
            seen.arm(now)
        return ()

    def limit_level(self, index: int, max_level: int) -> int:
        """Lower the limit of a channel now, or raise it (never above its profile) for the next arming.

        Returns the limit that is in force from now on.
        """
        return self.limiter.limit_to(index, max_level, at_once=self.state not in LIVE)

    def stop(self, reason: Reason) -> None:
        """Everything to zero. Works in every state."""
        if self.state in LIVE:
            self.ended = reason
        self._let_up.release()
        self._move(SafetyEvent.STOP)

    def let_up(self, now: Instant) -> tuple[Reason, ...]:
        """The key "let me up" is down at the chair: raise the back, and nothing else, in any state.

        A device can refuse: while the cause of a fault is present, it does not let itself be armed.
        """
        if not self._with_back:
            return (Reason("no_such_channel", detail=ChannelKind.POSTURE),)
        missing = missing_permissives(self._with_back, now, TO_LET_UP)
        if missing:
            return missing
        if self.state in LIVE:
            self.stop(Reason("let_up"))
        return () if self._let_up.press(now) else (Reason("let_up_over", limit=LONGEST // SECOND),)

    def acknowledge(self, now: Instant) -> tuple[Reason, ...]:
        """A person has read the trips. They clear only together; what still holds is returned."""
        still = [reason for _, reason in violations(ALWAYS, self.seen.values(), now)]
        still += [
            Reason("line_lost", detail=seen.lost_reason) for seen in self.seen.values() if not seen.line_up
        ]
        if not still:
            self.trips = ()
            self._move(SafetyEvent.ACKNOWLEDGE)
        return tuple(still)

    # --- the decision ---------------------------------------------------------------------------

    def decide(self, wanted: OutputImage, valid_until: Instant | None, now: Instant) -> Decision:
        """The permits that hold from `now` on.

        `wanted` counts until `valid_until` (the end of the step, or of a hold by hand); a wish without
        an end is none.
        """
        self._note_silence(now)
        elapsed = max(0, now - self._decided_at) if self._decided_at is not None else 0
        self._decided_at = now
        self._burden.count(self._devices, elapsed, now, live=self.state in LIVE)
        self._watch(now)
        self._unjudged = False
        self._end_what_is_over(now)
        live = self.state in LIVE
        if live and self._all_confirmed():
            in_time = valid_until is not None and now < valid_until
            over, exhausted = self._burden.heat_is_over(), self.allowance.exhausted
            image, cuts = self.limiter.permit(
                wanted, elapsed, in_time=in_time, heat_is_over=over, exhausted=exhausted
            )
        elif self._is_letting_up(now) and all(seen.is_armed() for seen in self._with_back):
            image, cuts = self.limiter.raise_back(elapsed), ()
        else:
            image, cuts = self.limiter.nothing(), ()
        energised = self._burden.note(image, live=live)
        if live and energised != (self.state is ENERGISED):
            self._move(SafetyEvent.ENERGISE if energised else SafetyEvent.REST)
        if energised or not live:
            self._idle_since = None
        elif self._idle_since is None:
            self._idle_since = now
        return Decision(self._seal(image, now), image, cuts)

    def next_deadline(self) -> Instant | None:
        """The next instant at which the decision changes even if nothing happens."""
        if self.state in LIVE:
            return min(map(Observed.stale_at, self._devices))
        decided_at = self._decided_at or 0
        until = self._let_up.until(decided_at)
        deadlines = [] if until is None else [until]
        for seen in self.seen.values():
            since = seen.unsure_since()
            if since is not None and since + seen.unsure_limit > decided_at:
                deadlines.append(since + seen.unsure_limit)
        return min(deadlines, default=None)

    # --- parts ----------------------------------------------------------------------------------

    def _all_confirmed(self) -> bool:
        return False not in [seen.confirmed for seen in self._devices]

    def _watch(self, now: Instant) -> None:
        found = violations(INTERLOCKS if self.state in LIVE else ALWAYS, self._devices, now)
        if not found:
            return
        known = {(trip.reason.code, trip.reason.channel) for trip in self.trips}
        for interlock, reason in found:
            if (reason.code, reason.channel) in known or len(self.trips) >= MOST_TRIPS:
                continue
            if self.state in LIVE:
                self.ended = reason
            self.trips += (Trip(reason, interlock.hazards[0], interlock.priority, now, interlock.cuts_power),)
            self._let_up.release()
            self._move(SafetyEvent.TRIP)

    def _end_what_is_over(self, now: Instant) -> None:
        if self.exposure.energised >= self.session_limit:
            self.stop(Reason("session_limit", limit=self.session_limit // SECOND))
        elif self.state in LIVE and not self.allowance.permits(now):
            self.stop(self.allowance.why_not())
        elif self.presence.is_overdue:
            self.stop(Reason("nobody_answered", limit=PRESENCE_EVERY_S.value))
        elif self.attendance.is_over(now):
            self.stop(Reason("nobody_watches", limit=ATTEND_MS.value // 1000))
        elif self._idle_since is not None and now - self._idle_since >= IDLE_LIMIT:
            self.stop(Reason("idle", limit=IDLE_LIMIT // SECOND))

    def _note_silence(self, now: Instant) -> None:
        """The station has been without a turn for so long; the first device stands for all."""
        first = self._devices[0]
        decided_at = self._decided_at if self.state in LIVE else None
        first.silent_turn = now - decided_at if decided_at is not None else 0

    def _seal(self, image: OutputImage, now: Instant) -> tuple[Permit, ...]:
        live = self.state in LIVE
        letting_up = not live and self._is_letting_up(now)
        permits = []
        for seen, channels in self._parts:
            armed = live or (letting_up and seen in self._with_back)
            part = image[channels]
            seen.permitted.note(part, now)
            seen.plant.image = part
            alive_at = seen.telemetry.received_at if seen.telemetry and armed else now
            expires_at = alive_at + seen.lease
            permits.append(
                self._issuer.issue(part, armed=armed, now=now, expires_at=expires_at, stops=self.stops)
            )
        return tuple(permits)

    def _is_letting_up(self, now: Instant) -> bool:
        return self._let_up.until(now) is not None

    def _move(self, event: SafetyEvent) -> None:
        was_live = self.state in LIVE
        self.state = after(self.state, event)
        if self.state not in LIVE:
            self.allowance.end()  # an arming may be pending as well
        if was_live and self.state not in LIVE:
            self._idle_since = None
            self.presence.answer()
            self.attendance.end()
            for seen in self.seen.values():
                seen.disarm()
