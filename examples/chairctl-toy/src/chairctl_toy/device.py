"""One toy cushion: permit -> frames, frames -> telemetry.

    line_up ──► WHO and STOP, every 50 ms, until it has said HELLO; then STOP alone
    armed   ──► SET with the permitted step, every 50 ms and whenever the step changes
    else    ──► STOP, every 50 ms and at once when a permit ceases to be armed

Each SET is answered by the step at work, and starts the cushion's lease of 300 ms anew. A lease that ends
shows as a lapse: the cushion then obeys nothing but STOP, so nothing starts again by itself.
"""

from chairctl.domain.channels import ChannelKind, OutputImage
from chairctl.domain.packet import Answer, Packet, SerialSettings
from chairctl.domain.telemetry import Capability, Garbled, Identity, Readback, Report, Telemetry
from chairctl.domain.time import MILLISECOND, Duration, Instant
from chairctl.profiles.device import ChannelProfile, DeviceProfile
from chairctl.safety.permit import Permit
from chairctl_toy.frames import (
    GREATEST_STEP,
    LAPSED,
    STOP,
    STOPPED,
    VERSION,
    WHO,
    Flaw,
    Frame,
    Kind,
    encode,
)
from chairctl_toy.stream import FrameStream

POLL: Duration = 50 * MILLISECOND
"""Each answer is a beat for the warden, which fires after 150 ms: two may get lost, and nothing ends."""
LEASE_MS = 300
MODEL = "TOY-CUSHION"
_OTHER_VERSION = "version"
"""The reason by which the kernel knows that it is spoken to in another version."""


class Cushion:
    """The `Device` contract of `chairctl.protocols.family` for the toy cushion.

    Raises ValueError for channels that it does not have: it has one, a vibration motor with five steps.
    """

    serial = SerialSettings(19_200)
    gatt = None
    panic = STOP
    """Right in any state, also behind the beginning of another frame: the cushion looks for the next mark."""
    at_rest = Answer(STOPPED)

    def __init__(self, device: str, channels: tuple[ChannelProfile, ...]) -> None:
        if [(one.channel.kind, len(one.grid)) for one in channels] != [
            (ChannelKind.VIBRATION, GREATEST_STEP)
        ]:
            raise ValueError(f"{device}: one vibration channel with {GREATEST_STEP} steps, {channels}")
        self._device = device
        self._levels = (0, *channels[0].grid)
        """The level (‰) of each step."""
        self._is_up = False
        self._begin()

    def _begin(self) -> None:
        """Know nothing of the cushion."""
        self._stream = FrameStream()
        self._is_known = False
        self._told: tuple[bool, int] | None = None
        """Under an armed permit or not, and the step: what was said last."""
        self._next_at: Instant = 0

    def line_up(self, now: Instant) -> None:
        """The line is open: the first words leave with the next `transmit`."""
        self._begin()
        self._is_up = True
        self._next_at = now

    def line_down(self, now: Instant) -> None:  # noqa: ARG002  # the contract has it
        """The line is gone: forget all, send nothing."""
        self._begin()
        self._is_up = False

    def next_deadline(self) -> Instant | None:
        """When the next word is due; None while the line is closed."""
        return self._next_at if self._is_up else None

    def receive(self, data: bytes, now: Instant) -> list[Report]:
        """Reports in the bytes that came at `now`; waste is summed up, one report per reason."""
        reports: list[Report] = []
        waste: dict[str, int] = {}
        for item in self._stream.feed(data):
            if not isinstance(item, Frame):
                waste[item.flaw] = waste.get(item.flaw, 0) + item.byte_count
            elif item.kind is Kind.STATE:
                reports.append(self._telemetry(item.value, now))
            elif item.kind is Kind.HELLO and item.value == VERSION:
                self._is_known = True
                reports.append(self._identity())
            else:
                flaw = _OTHER_VERSION if item.kind is Kind.HELLO else Flaw.KIND.value
                waste[flaw] = waste.get(flaw, 0) + 1
        return [*reports, *(Garbled(self._device, count, flaw) for flaw, count in waste.items())]

    def _identity(self) -> Identity:
        """It says its version, and nothing else."""
        has = (Capability(ChannelKind.VIBRATION, self._levels[-1]),)
        return Identity(self._device, MODEL, "", "", VERSION, None, LEASE_MS, has)

    def _telemetry(self, value: int, now: Instant) -> Telemetry:
        """An answer of `now`. The cushion is armed if it obeys a SET that was permitted."""
        step = value & ~LAPSED
        level = self._levels[step] if step < len(self._levels) else self._levels[-1] * step // GREATEST_STEP
        armed = self._told is not None and self._told[0] and not value & LAPSED
        readbacks = (Readback(level, None),)
        return Telemetry(self._device, now, None, armed, None, None, (), None, 0, readbacks)

    def transmit(self, permit: Permit, now: Instant) -> list[Packet]:
        """STOP or a step, when it is due or differs from what was said last; else nothing."""
        if not self._is_up:
            return []
        is_due = now >= self._next_at
        if permit.armed and now >= permit.expires_at:  # the gate would hold it back: let the lease end
            self._next_at = now + POLL if is_due else self._next_at
            return []
        word = (permit.armed, self._step(permit.image) if permit.armed else 0)
        if not is_due and word == self._told:
            return []
        self._told, self._next_at = word, now + POLL
        data = encode(Kind.SET, word[1])
        packets = [Packet(self._device, data, urgent=data == STOP)]
        return packets if self._is_known else [*packets, Packet(self._device, WHO)]

    def _step(self, image: OutputImage) -> int:
        """The highest step that is not above the permitted level."""
        return max(step for step, level in enumerate(self._levels) if level <= image[0].level)


def make(profile: DeviceProfile) -> Cushion:
    """What the entry point of `chairctl.families` offers: a device from its profile."""
    return Cushion(profile.name, profile.channels)
