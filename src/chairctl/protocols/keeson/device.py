"""One Ergomotion bed: permit -> keys, reports -> telemetry.

The bed has no arming, no lease and no stop for massage; it says about twice a second, or oftener, how it is.

    motion     the key is down: a frame every 100 ms, only while the permit lives; then one release
    massage    plus and minus keys until the report shows the permitted level, at most one each 500 ms
    stop       one release, and minus keys until the report shows level 0

A plus key is pressed again only when a report came in which the last press could have shown, and did not.
"""

from chairctl.domain.channels import OutputImage, PostureMode
from chairctl.domain.packet import Gatt, Packet
from chairctl.domain.telemetry import Capability, Garbled, Identity, Readback, Report, Telemetry
from chairctl.domain.time import MILLISECOND, Duration, Instant
from chairctl.profiles.device import ChannelProfile
from chairctl.protocols.keeson.frames import RELEASE, Flaw, Key, Status, encode
from chairctl.protocols.keeson.parts import Massage, Motor, massage_step, part_of
from chairctl.protocols.keeson.stream import ReportStream
from chairctl.safety.permit import Permit

PANIC = encode(RELEASE)
"""Lets go of every key: motion ends. Massage has no such frame; it is stepped down."""

GATT = Gatt(
    service="0000ffe5-0000-1000-8000-00805f9b34fb",
    write=("0000ffe9-0000-1000-8000-00805f9b34fb",),
    notify="0000ffe4-0000-1000-8000-00805f9b34fb",
    acknowledged=True,
)
"""The sources find the notifying characteristic in FFE0, the writing one in FFE5."""

REPEAT: Duration = 100 * MILLISECOND
"""How often the frame of a held key is repeated."""
PRESS: Duration = 500 * MILLISECOND
"""Least time between two presses; shorter, and a box may take them for one."""


class Ergomotion:
    """The `Device` contract of `protocols/family.py` for beds of the BASE variant that report.

    A channel that has no place on such a bed is missing in its identity, so it is never armed.
    """

    def __init__(self, device: str, channels: tuple[ChannelProfile, ...]) -> None:
        self._device = device
        self._parts = tuple(part_of(one) for one in channels)
        self._capabilities = tuple(
            Capability(one.channel.kind, one.max_level)
            for one, part in zip(channels, self._parts, strict=True)
            if part
        )
        self._is_up = False
        self._begin()

    def _begin(self) -> None:
        self._stream = ReportStream()
        self._is_known = False
        self._was_armed = False
        self._has_dropped = False
        self._is_held = False
        """Whether the last frame had a key down that moves."""
        self._release_due = True
        self._sent_at: Instant = 0
        self._pressed_at: Instant | None = None
        self._due: Instant | None = None
        for part in self._parts:
            if part:
                part.forget()

    @property
    def panic(self) -> bytes:
        """The release of all keys."""
        return PANIC

    @property
    def at_rest(self) -> None:
        """No warden can see it: the bed does not answer."""
        return

    @property
    def serial(self) -> None:
        """It has no serial line."""
        return

    @property
    def gatt(self) -> Gatt:
        """The two services that the sources name."""
        return GATT

    def line_up(self, now: Instant) -> None:  # noqa: ARG002  # the contract has it
        """The line is open: release with the next `transmit`."""
        self._begin()
        self._is_up = True

    def line_down(self, now: Instant) -> None:  # noqa: ARG002  # the contract has it
        """The line is gone: forget all, send nothing."""
        self._begin()
        self._is_up = False

    def next_deadline(self) -> Instant | None:
        """When a key has to be repeated or may be pressed again; None: only after a report."""
        return self._due

    def receive(self, data: bytes, now: Instant) -> list[Report]:
        """Reports in the bytes that came at `now`; waste is summed up, one report per reason."""
        reports: list[Report] = []
        waste: dict[Flaw, int] = {}
        for item in self._stream.feed(data):
            if not isinstance(item, Status):
                waste[item.flaw] = waste.get(item.flaw, 0) + item.byte_count
                continue
            if not self._is_known:
                self._is_known = True
                reports.append(self._identity())
            reports.append(self._telemetry(item, now))
        reports += [Garbled(self._device, count, flaw.value) for flaw, count in waste.items()]
        return reports

    def _identity(self) -> Identity:
        """The bed says nothing of itself; what it has is what the profile says."""
        return Identity(self._device, "", "", "", 0, None, 0, self._capabilities)

    def _telemetry(self, status: Status, now: Instant) -> Telemetry:
        for part in self._parts:
            if isinstance(part, Motor):
                part.take(status)
            elif part:
                part.take(status, now)
                self._has_dropped = self._has_dropped or (self._was_armed and part.fell)
        return Telemetry(
            self._device,
            now,
            None,
            self._was_armed and not self._has_dropped,
            None,
            None,
            (),
            None,
            0,
            tuple(Readback(part.applied if part else 0, None) for part in self._parts),
        )

    def transmit(self, permit: Permit, now: Instant) -> list[Packet]:
        """The keys that are down now, a release, or nothing."""
        if not self._is_up:
            return []
        self._due = None
        if not permit.armed:
            self._release_due = self._release_due or self._was_armed
            self._has_dropped = False
        self._was_armed = permit.armed
        if permit.armed and now >= permit.expires_at:
            return []  # the gate would hold it back; the next report brings a permit that lives
        held = self._held(permit.image)
        pressed, again_at = self._pressed(permit.image, now)
        packets = []
        if self._release_due or (self._is_held and not held):
            self._is_held = self._release_due = False
            packets.append(Packet(self._device, PANIC, urgent=not permit.armed))
        repeat_at = self._sent_at + REPEAT if self._is_held else now
        if pressed or (held and now >= repeat_at):
            self._is_held, self._sent_at = bool(held), now
            repeat_at = now + REPEAT
            packets.append(Packet(self._device, encode(held | pressed)))
        self._due = again_at
        if held:
            self._due = repeat_at if again_at is None else min(again_at, repeat_at)
        return packets

    def _held(self, image: OutputImage) -> Key:
        """The keys of the motors that may run."""
        keys = RELEASE
        for part, output in zip(self._parts, image, strict=True):
            if isinstance(part, Motor):
                mode = output.mode
                keys |= part.key(mode.direction if output.level and isinstance(mode, PostureMode) else 0)
        return keys

    def _pressed(self, image: OutputImage, now: Instant) -> tuple[Key, Instant | None]:
        """The keys of the massage motors that are not where they may be, and when to look again.

        Upwards one waits for a report, which comes with a turn of its own.
        """
        waits_until = self._pressed_at + PRESS if self._pressed_at is not None else now
        keys, goes_down = RELEASE, False
        for part, output in zip(self._parts, image, strict=True):
            if isinstance(part, Massage):
                wanted = massage_step(output.level)
                goes_down = goes_down or wanted < part.step
                if now >= waits_until:
                    keys |= part.press(wanted, now)
        if keys:
            self._pressed_at = now
            waits_until = now + PRESS
        return keys, waits_until if goes_down and now < waits_until else None
