"""One EM 70: permit -> frames, frames -> telemetry.

    line_up ──► intensity 0, and the state is asked for again and again
    armed   ──► the state shows less than permitted: one step up, and no other before it is confirmed
                it shows more, or less is permitted: the lower intensity is set at once
    stop    ──► intensity 0, and again after each state that shows more

The device has no lease: what was set goes on until its programme ends. Which pulses it makes depends on the
programme that a person has chosen on it; this host neither chooses nor knows it.
"""

from chairctl.domain.channels import ChannelKind, OutputImage
from chairctl.domain.packet import Gatt, Packet
from chairctl.domain.telemetry import (
    Activity,
    Capability,
    ContactSeen,
    Garbled,
    Identity,
    Readback,
    Report,
    Telemetry,
)
from chairctl.domain.time import MILLISECOND, SECOND, Duration, Instant
from chairctl.profiles.device import ChannelProfile
from chairctl.protocols.beurer_em70.frames import (
    READ_STATE,
    STOP,
    UP,
    Command,
    Flaw,
    Frame,
    State,
    decode_state,
    encode,
)
from chairctl.protocols.beurer_em70.stream import FrameStream
from chairctl.safety.permit import Permit

GATT = Gatt(
    service="646687fb-033f-9393-6ca2-0e9401adeb32",
    write=("64668730-033f-9393-6ca2-0e9401adeb32",),
    notify="64668730-033f-9393-6ca2-0e9401adeb32",
    acknowledged=True,
)

POLL: Duration = 140 * MILLISECOND
"""How often the state is asked for: twice within a lease, so that one lost answer ends nothing."""
CONFIRMED_WITHIN: Duration = SECOND
"""A step up that was not answered by then is lost."""
OPEN_STATES = 2
"""States in a row that show intensity and no electrodes, until they count as off: it may see them late."""


class Em70:
    """The `Device` contract of `protocols/family.py` for the EM 70.

    It has one stimulation channel, whose profile says how many steps of the display make its greatest level.
    Other channels are missing in its identity, so such a profile is never armed.
    """

    def __init__(self, device: str, channels: tuple[ChannelProfile, ...]) -> None:
        self._device = device
        first = channels[0]
        self._max_level, self._steps = first.max_level, len(first.grid)
        fits = first.channel.kind is ChannelKind.STIMULATION and self._steps > 0
        self._capabilities = (Capability(ChannelKind.STIMULATION, first.max_level),) if fits else ()
        self._others = (Readback(0, None),) * (len(channels) - 1)
        self._is_up = False
        self._begin()

    def _begin(self) -> None:
        """Know nothing of the device."""
        self._stream = FrameStream()
        self._state: State | None = None
        self._state_is_new = False
        self._was_armed = False
        self._programme: int | None = None
        """The one that ran when the first state after arming came."""
        self._ordered = 0
        """The intensity that was asked for last."""
        self._up_at: Instant | None = None
        """When a step up was sent that is not confirmed yet."""
        self._open_states = 0
        self._is_overloaded = self._has_dropped = self._battery_is_low = False
        self._stop_due = True
        self._poll_at: Instant | None = None

    @property
    def panic(self) -> bytes:
        """Intensity 0."""
        return STOP

    @property
    def at_rest(self) -> None:
        """What it answers to intensity 0 was never seen, so no warden can rely on it."""
        return

    @property
    def serial(self) -> None:
        """It has no serial line."""
        return

    @property
    def gatt(self) -> Gatt:
        """The maker's own service; one characteristic for both ways."""
        return GATT

    def line_up(self, now: Instant) -> None:
        """The line is open: intensity 0 and the first question with the next `transmit`."""
        self._begin()
        self._is_up = True
        self._poll_at = now

    def line_down(self, now: Instant) -> None:  # noqa: ARG002  # the contract has it
        """The line is gone: forget all, send nothing."""
        self._begin()
        self._is_up = False

    def next_deadline(self) -> Instant | None:
        """When the state is to be asked for again."""
        return self._poll_at

    def receive(self, data: bytes, now: Instant) -> list[Report]:
        """Reports in the bytes that came at `now`; waste is summed up, one report per reason."""
        reports: list[Report] = []
        waste: dict[Flaw, int] = {}
        for item in self._stream.feed(data):
            if not isinstance(item, Frame):
                waste[item.flaw] = waste.get(item.flaw, 0) + item.byte_count
            elif item.command is Command.READ_STATE:
                state = decode_state(item.info)
                if isinstance(state, Flaw):
                    waste[state] = waste.get(state, 0) + len(item.info)
                    continue
                if self._state is None:
                    reports.append(self._identity())
                reports.append(self._take(state, now))
            else:
                self._note(item.command)
        reports += [Garbled(self._device, count, flaw.value) for flaw, count in waste.items()]
        return reports

    def _identity(self) -> Identity:
        """The device says nothing of itself that is understood."""
        return Identity(self._device, "", "", "", 0, None, 0, self._capabilities)

    def _note(self, command: Command) -> None:
        """An answer, or something that it says by itself."""
        if command is Command.INTENSITY_UP:
            self._up_at = None
        elif command is Command.OVERLOAD:
            self._is_overloaded = True
        elif command is Command.TREATMENT_ENDED:
            self._has_dropped = self._was_armed
        elif command is Command.LOW_BATTERY:
            self._battery_is_low = True

    def _take(self, state: State, now: Instant) -> Telemetry:
        """A state of `now`."""
        before, self._state = self._state, state
        self._state_is_new = True
        if self._up_at is not None and now - self._up_at >= CONFIRMED_WITHIN:
            self._up_at = None
        if self._was_armed:
            lowest = min(before.intensity if before else 0, self._ordered)
            self._programme = state.program if self._programme is None else self._programme
            if state.intensity < lowest or state.program != self._programme:
                self._has_dropped = True  # by hand, or at the end of its programme: not to be undone
        if state.intensity:
            self._stop_due = True
        self._open_states = self._open_states + 1 if state.intensity and not state.connected else 0
        contact = ContactSeen(is_open=self._open_states >= OPEN_STATES)
        return Telemetry(
            self._device,
            now,
            None,
            self._was_armed and not self._has_dropped,
            None,
            None,
            ("overload",) if self._is_overloaded else (),
            None,
            0,
            (Readback(self._level(state.intensity), contact), *self._others),
            activity=Activity.BATTERY_LOW if self._battery_is_low else None,
        )

    def _level(self, intensity: int) -> int:
        """What a step of the display counts as (0.1 mA)."""
        return self._max_level * intensity // self._steps if self._steps else intensity

    def _intensity(self, image: OutputImage) -> int:
        """The highest step of the display that is not above the permitted level."""
        if not self._capabilities:
            return 0
        return max(step for step in range(self._steps + 1) if self._level(step) <= image[0].level)

    def transmit(self, permit: Permit, now: Instant) -> list[Packet]:
        """Intensity 0, a lower one, one step up, or the question for the state; mostly nothing."""
        if not self._is_up:
            return []
        if not permit.armed:
            self._stop_due = self._stop_due or self._was_armed
            self._is_overloaded = self._has_dropped = False
            self._programme = None
        self._was_armed = permit.armed
        is_dead = permit.armed and now >= permit.expires_at
        packets = [] if is_dead else self._orders(permit, now)
        if self._poll_at is not None and now >= self._poll_at:
            self._poll_at = now + POLL
            if (
                not is_dead
            ):  # else the gate would hold it back: the station trips soon, and then one asks again
                packets.append(Packet(self._device, READ_STATE))
        return packets

    def _orders(self, permit: Permit, now: Instant) -> list[Packet]:
        """What changes the intensity."""
        is_new, self._state_is_new = self._state_is_new, False
        if not permit.armed:
            if not self._stop_due:
                return []
            self._stop_due = False
            self._ordered, self._up_at = 0, None
            return [Packet(self._device, STOP, urgent=True)]
        if self._state is None:
            return []
        wanted, shown = self._intensity(permit.image), self._state.intensity
        if wanted < self._ordered or (is_new and wanted < shown):
            self._ordered = wanted
            return [Packet(self._device, encode(Command.SET_INTENSITY, wanted), urgent=wanted == 0)]
        if not is_new or wanted <= shown or self._up_at is not None or self._has_dropped:
            return []
        self._ordered, self._up_at = shown + 1, now
        return [Packet(self._device, UP)]
