"""One RongTai chair: a closed loop on its status, because toggles and no acknowledgement are all it has.

permit not armed      stop keys once; then `stop.py`: power once, if a sure status shows it awake;
                      in doubt first a probe (`timely.py`)
permit armed          nothing wanted: nothing          homing, scanning, storing: nothing
    asleep            power, once; then 1 s of silence
    waiting, running  one key at a time, each watched for its effect (`steps.py`, `presses.py`)
    rollers off       power, by `stop.py`: no other key ends them
"""

from chairctl.domain.channels import OFF
from chairctl.domain.packet import Gatt, Packet
from chairctl.domain.telemetry import Activity, Capability, Garbled, Identity, Report, Telemetry
from chairctl.domain.time import Instant
from chairctl.profiles.device import ChannelProfile, Variant
from chairctl.protocols.rongtai.course import AWAKE, Course
from chairctl.protocols.rongtai.frames import STOPS, Flaw, State, Status, encode
from chairctl.protocols.rongtai.image import Layout
from chairctl.protocols.rongtai.keys import BACK, LEGS, Key
from chairctl.protocols.rongtai.motion import Motion
from chairctl.protocols.rongtai.presses import SPACING, Presses
from chairctl.protocols.rongtai.readings import own_scan
from chairctl.protocols.rongtai.steps import Wanted, must_rest, steps
from chairctl.protocols.rongtai.stop import Outcome, Stop
from chairctl.protocols.rongtai.stream import StatusStream
from chairctl.protocols.rongtai.timely import Probe, Timely
from chairctl.safety.permit import Permit

PANIC = b"".join(STOPS)
"""All stop keys of motions. They end no massage: there is no key that does, at any moment."""

GATT = Gatt(
    service="0000fff0-0000-1000-8000-00805f9b34fb",
    write=("8b00ace7-eb0b-49b0-bbe9-9aee0a26e1a3", "0000fff1-0000-1000-8000-00805f9b34fb"),
    notify="0734594a-a8e7-4b1a-a6b1-cd5243059a57",
    acknowledged=False,
)

_HEEDS = frozenset((Activity.STANDBY, Activity.WAITING, Activity.RUNNING))
"""When a key makes sense."""
_TOLD = {Outcome.FAILED: Activity.STOP_FAILED, Outcome.UNVERIFIED: Activity.STOP_UNVERIFIED}
_MODEL = {1: "RongTai 3D", 0: "RongTai"}


class RongTai:
    """The `Device` contract of `protocols/family.py` for a RongTai chair.

    `session_max_s`: no session is longer; the chair's own timer is set to the shortest time above.
    """

    serial = None
    at_rest = None
    panic = PANIC
    gatt = GATT

    def __init__(
        self, device: str, channels: tuple[ChannelProfile, ...], variant: Variant, session_max_s: int
    ) -> None:
        self._device = device
        self._variant = variant
        self._layout = Layout(channels, min(3, -(-session_max_s // 600)))
        self._capabilities = tuple(
            Capability(one.channel.kind, one.max_level)
            for index, one in enumerate(channels)
            if index in self._layout.driven
        )
        """A channel that the chair does not have is missing, so that its profile is never armed."""
        self._timely = Timely()
        self._probe = Probe()
        self._presses = Presses()
        self.stop = Stop()
        self._back, self._legs = Motion(BACK), Motion(LEGS)
        self._is_up = self._was_armed = False
        self._stops_asked = 0
        self._wanted = self._layout.wanted((OFF,) * len(channels))
        self._course = Course()
        self._begin()
        self._disarm()

    def _begin(self) -> None:
        """A new line: nothing that was heard before counts."""
        self._stream = StatusStream()
        self._status: Status | None = None
        self._stop_keys_due = False
        self._key_at: Instant | None = None
        self._asked_at: Instant = 0
        self._course.begin()
        self._back.forget()
        self._legs.forget()

    def _disarm(self) -> None:
        """Forget what belongs to one arming."""
        self._presses.forget()
        self._course.disarm()
        self._rests = False
        """It is on its way home because nothing of what runs is wanted any more."""

    # --- the line -------------------------------------------------------------------------------

    def line_up(self, now: Instant) -> None:
        """The line is open: stop keys first, then listen."""
        self._begin()
        self._timely.open(now)
        self._is_up = self._stop_keys_due = True

    def line_down(self, now: Instant) -> None:  # noqa: ARG002  # the contract has it
        """The line is gone. An order to stop that was not seen to work stands."""
        self._begin()
        self._is_up = False

    def next_deadline(self) -> Instant | None:
        """When a motor's stop key is due; all else waits for a status."""
        ends = [end for end in (self._back.until, self._legs.until) if end and end > self._asked_at]
        return min(ends, default=None)

    # --- what the chair says --------------------------------------------------------------------

    def receive(self, data: bytes, now: Instant) -> list[Report]:
        """Reports in the bytes that came at `now`; waste is summed up, one report per reason."""
        reports: list[Report] = []
        waste: dict[Flaw, int] = {}
        for item in self._stream.feed(data):
            if isinstance(item, Status):
                reports += self._hear(item, now)
            else:
                waste[item.flaw] = waste.get(item.flaw, 0) + item.byte_count
        reports += [Garbled(self._device, count, flaw.value) for flaw, count in waste.items()]
        return reports

    def _hear(self, status: Status, now: Instant) -> list[Report]:
        reports: list[Report] = []
        if self._status is None:
            model = _MODEL[status.has_3d]
            reports.append(Identity(self._device, model, "", "", 0, None, 0, self._capabilities))
        self._status = status
        self._timely.take(status, now)
        self._back.look(status.back_motor)
        self._legs.look(status.legs_motor)
        effect = self._presses.look(steps(status, self._wanted, self._variant), now)
        if effect or self._probe.shows(status, now):
            self._timely.prove()
        self._hear_for_stop(status, now)
        asked = self.stop.is_open or self._rests
        if self._course.follow(status, now, armed=self._was_armed, asked=asked):
            self._rests = False
            self._presses.forget()
        return [*reports, self._telemetry(status, now)]

    def _hear_for_stop(self, status: Status, now: Instant) -> None:
        self.stop.hear(status.state, now, sure=self._timely.is_sure(now), wakes=self._course.wakes(now))

    def _telemetry(self, status: Status, now: Instant) -> Telemetry:
        shall_stop = self.stop.is_open and not self._rests
        lost = shall_stop or self._course.ended_elsewhere or status.state == State.FAULT
        armed = self._was_armed and not lost
        readbacks = self._layout.readbacks(status, self._back.is_seen, self._legs.is_seen)
        told = _TOLD.get(self.stop.outcome) or self._course.activity
        if told is Activity.STANDBY and self._course.wakes(now):
            told = Activity.WAKING
        if told is Activity.RUNNING and armed:
            told = None
        faults = tuple(self._faults(status, now))
        return Telemetry(
            self._device,
            now,
            None,
            armed,
            None,
            None,
            faults,
            None,
            0,
            readbacks,
            None,
            told,
            own_scan(status),
        )

    def _faults(self, status: Status, now: Instant) -> list[str]:
        found = self._course.faults(status, now)
        if self._presses.failed:
            found += ["no_answer", self._presses.failed]
        if self._rests and self.stop.outcome is Outcome.FAILED:
            found.append("no_answer_power")
        return found

    # --- what the chair is told -----------------------------------------------------------------

    def transmit(self, permit: Permit, now: Instant) -> list[Packet]:
        """Stop keys, or at most one other key, as permit and status ask for; mostly nothing."""
        self._asked_at = now
        self._note_orders(permit, now)
        if not self._is_up:
            return []
        if not self._timely.is_fresh(now):
            self.stop.miss()
        if not permit.armed:
            return self._end(now)
        self._stop_keys_due = False
        if now >= permit.expires_at:
            return []
        key = self._next_key(permit, now)
        return [self._press(key, now)] if key is not None else []

    def _note_orders(self, permit: Permit, now: Instant) -> None:
        """Stop is the edge from armed to not armed, and every wish of a person to stop."""
        asked, self._stops_asked = permit.stops != self._stops_asked, permit.stops
        if not permit.armed and (self._was_armed or asked):
            self.stop.order(now)
            self._probe.forget()
            self._rests = False
            self._stop_keys_due = self._may_move(now)
            if self._status is not None and self._timely.is_fresh(now):
                self._hear_for_stop(self._status, now)
        if permit.armed and not self._was_armed:
            self._disarm()
        self._was_armed = permit.armed

    def _may_move(self, now: Instant) -> bool:
        """Whether stop keys make sense: while it travels home nothing is sent, and asleep it lies still."""
        status = self._status
        if status is None or self._back.runs or self._legs.runs or not self._timely.is_sure(now):
            return True
        if status.state == State.STANDBY:
            return any((status.back_motor, status.legs_motor, status.slide_motor))
        return status.state != State.HOMING

    def _end(self, now: Instant) -> list[Packet]:
        """Under a permit that is not armed: stop keys, then power, in doubt a probe; never anything else."""
        if self._stop_keys_due:
            self._stop_keys_due = False
            self._back.forget()
            self._legs.forget()
            self._key_at = now
            return [Packet(self._device, data, urgent=True) for data in STOPS]
        status = self._status
        if status is None or not self._spaced(now) or not self._timely.is_fresh(now):
            return []
        if self._timely.is_sure(now):
            return [self._press(Key.POWER, now)] if self.stop.press(now) else []
        doubtful = self.stop.is_open and status.state in AWAKE
        if doubtful and self._probe.press(status, now):
            return [self._press(Key.SESSION_10_MIN, now)]
        return []

    def _next_key(self, permit: Permit, now: Instant) -> Key | None:
        """The next key under an armed permit; stop keys of motors do not wait for the spacing."""
        back, legs = self._layout.ways(permit.image)
        ended = self._back.end(back, now) or self._legs.end(legs, now)
        if ended is not None:
            return ended
        status = self._status
        if status is None or not self._spaced(now) or not self._timely.is_fresh(now):
            return None
        self._wanted = self._layout.wanted(permit.image)
        if must_rest(status, self._wanted) and not self.stop.is_open and not self._course.ended_elsewhere:
            self._rest(status, now)
        if self._rests and self._timely.is_sure(now) and self.stop.press(now):
            return Key.POWER
        if self.stop.is_open or self._course.ended_elsewhere or self._course.activity not in _HEEDS:
            return None
        began = self._back.begin(back, now) or self._legs.begin(legs, now)
        return began if began is not None else self._next_choice(status, self._wanted, now)

    def _rest(self, status: Status, now: Instant) -> None:
        self.stop.order(now)
        self._rests = True
        self._hear_for_stop(status, now)

    def _next_choice(self, status: Status, wanted: Wanted, now: Instant) -> Key | None:
        if not wanted.anything:
            return None
        if status.state == State.STANDBY:
            if self._course.wakes(now) or not self._timely.is_likely(now):
                return None
            self._course.wake(now)
            return Key.POWER
        if not self._course.listens(now):
            return None
        return self._presses.next_key(steps(status, wanted, self._variant), now)

    def _spaced(self, now: Instant) -> bool:
        return self._key_at is None or now - self._key_at >= SPACING

    def _press(self, key: Key, now: Instant) -> Packet:
        self._key_at = now
        return Packet(self._device, encode(key))
