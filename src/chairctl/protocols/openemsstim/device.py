"""One openEMSstim board: permit -> commands, echoes -> reports.

    line_up ──► the board starts anew; 15 s or "SETUP DONE" ──► `G` every 180 ms, answered by its echo
                                                                   │ permit armed, and echoed since
                                                                   ▼
                                            a command every 150 ms, the channels in turn, each for 500 ms

Nothing is measured and nothing is told unasked: the echo of a command is all that proves that it was read.
So the board is always told something, and what it was told last is what it applies, for as long as it was
told to. Under a permit that is not armed only `G` leaves, which shuts both channels down.
"""

from collections import deque
from typing import NamedTuple

from chairctl.domain.channels import OutputImage
from chairctl.domain.packet import Packet, SerialSettings
from chairctl.domain.telemetry import (
    Capability,
    Garbled,
    Identity,
    Readback,
    Refusal,
    Report,
    Telemetry,
)
from chairctl.domain.time import MILLISECOND, SECOND, Duration, Instant
from chairctl.profiles.attenuator import intensity_of, level_of
from chairctl.profiles.device import ChannelProfile, StimulationBounds
from chairctl.protocols.openemsstim.frames import (
    CHANNELS,
    DURATION_LEAST_MS,
    STOP,
    Echo,
    Saying,
    command,
    over_usb,
)
from chairctl.protocols.openemsstim.stream import LineStream, Waste
from chairctl.safety.permit import Permit

BOOT: Duration = 15 * SECOND
"""A board that has not said by then that it is ready was not reset when its line was opened."""
SPACING: Duration = 150 * MILLISECOND
"""Between two commands: the board is busy with each for more than 100 ms."""
STOP_EVERY: Duration = 180 * MILLISECOND
"""A `G` keeps it busy longer: 50 ms for each channel's relays."""
DURATION_MS = 500
"""How long a channel runs on by itself."""
STEP = 5
"""Greatest rise of a channel from one command to the next (%)."""
ECHO_WITHIN: Duration = SECOND
"""What is echoed later, or never, was lost."""

MODEL = "openEMSstim"
_MOST_UNECHOED = 8


class Order(NamedTuple):
    """What one channel is told: intensity (%) and for how long (ms)."""

    intensity: int
    duration_ms: int


NOTHING = Order(0, 0)


class _Sent(NamedTuple):
    """A command that may still be echoed. `channel` is None for the one that shuts down all."""

    text: str
    at: Instant
    armed: bool
    channel: int | None
    order: Order


class _Channel:
    """One channel, as far as can be known: what it was told last, and what it has echoed last.

    Each holds until its time is over; then the board has switched the channel off.
    """

    def __init__(self, full_scale: int) -> None:
        self.full_scale = full_scale
        self.sent_at: Instant = 0
        self.forget()

    def forget(self) -> None:
        """It is off."""
        self.ordered = self.echoed = NOTHING
        self._ordered_until: Instant = 0
        self._echoed_until: Instant = 0

    def expire(self, now: Instant) -> None:
        """What has run out is over."""
        if now >= self._ordered_until:
            self.ordered = NOTHING
        if now >= self._echoed_until:
            self.echoed = NOTHING

    def send(self, order: Order, now: Instant) -> None:
        """It is told this now."""
        self.sent_at = now
        self.ordered, self._ordered_until = order, now + order.duration_ms * MILLISECOND

    def hear(self, order: Order, now: Instant) -> None:
        """It has echoed this now."""
        self.echoed, self._echoed_until = order, now + order.duration_ms * MILLISECOND

    def order_towards(self, level: int) -> Order | None:
        """What takes it towards a level; None: it needs no word.

        It rises from what it has echoed as well as been told. It has no stop of its own: one that runs is
        ended by its lowest output for the shortest time.
        """
        intensity = intensity_of(level, self.full_scale)
        if intensity:
            runs_at = min(self.ordered.intensity, self.echoed.intensity)
            return Order(min(intensity, runs_at + STEP), DURATION_MS)
        return None if self.ordered == NOTHING else Order(1, DURATION_LEAST_MS)


class OpenEmsStim:
    """The `Device` contract of `protocols/family.py`; `channels` are those of the board, from 0 on.

    Raises ValueError for channels that the board does not have, or that have no full scale.
    """

    serial = SerialSettings(19_200)
    gatt = None
    """The radio brings no echo: nothing would be heard, and what is not heard is not armed."""
    panic = over_usb(STOP)
    """Right in any state; also behind the beginning of another line, whose text is then dropped."""
    at_rest = None
    """An echo takes longer than a warden waits."""

    def __init__(self, device: str, channels: tuple[ChannelProfile, ...]) -> None:
        scales = [
            one.bounds.full_scale_tenth_ma for one in channels if isinstance(one.bounds, StimulationBounds)
        ]
        if not 0 < len(scales) == len(channels) <= CHANNELS or None in scales:
            raise ValueError(f"{device}: one or two stimulation channels with a full scale, {channels}")
        self._device = device
        self._channels = [_Channel(scale or 1) for scale in scales]
        self._capabilities = tuple(Capability(one.channel.kind, one.max_level) for one in channels)
        self._was_armed = False
        self._is_up = False
        self._begin(0)

    def _begin(self, now: Instant) -> None:
        """Know nothing of the board."""
        self._stream = LineStream()
        self._is_known = False
        self._refused = 0
        self._start_anew(now)

    def _start_anew(self, now: Instant) -> None:
        """The board starts: its channels are off, and it hears nothing yet."""
        self._ready_at = now + BOOT
        self._unechoed: deque[_Sent] = deque(maxlen=_MOST_UNECHOED)
        self._sent_at: Instant = 0
        self._next_at: Instant = 0
        for channel in self._channels:
            channel.forget()

    def line_up(self, now: Instant) -> None:
        """The line is open; that has reset the board."""
        self._begin(now)
        self._is_up = True

    def line_down(self, now: Instant) -> None:
        """The line is gone: forget all, send nothing."""
        self._begin(now)
        self._is_up = False

    def next_deadline(self) -> Instant | None:
        """When the next command is due; None while the line is closed."""
        return max(self._ready_at, self._next_at) if self._is_up else None

    # --- what is told ---------------------------------------------------------------------------

    def transmit(self, permit: Permit, now: Instant) -> list[Packet]:
        """One command at most, and `G` at once when a permit ceases to be armed."""
        if self._was_armed != permit.armed:
            self._next_at = self._sent_at + SPACING if permit.armed else now
        self._was_armed = permit.armed
        if not self._is_up or now < max(self._ready_at, self._next_at):
            return []
        if permit.armed and now >= permit.expires_at:
            self._next_at = now + SPACING
            return []  # nothing was echoed for too long: no word of this permit counts any more
        if permit.armed and any(output.level for output in permit.image):
            orders = self._orders(permit.image, now)
            if orders:
                return self._drive(orders, now)
        self._next_at = now + STOP_EVERY
        for channel in self._channels:
            channel.ordered = NOTHING
        return [self._tell(STOP, now, None, NOTHING, armed=permit.armed)]

    def _orders(self, image: OutputImage, now: Instant) -> list[tuple[Instant, int, Order]]:
        """What the channels need to be told, each with when it was told last and its number."""
        orders = []
        for index, (channel, output) in enumerate(zip(self._channels, image, strict=True)):
            channel.expire(now)
            order = channel.order_towards(output.level)
            if order:
                orders.append((channel.sent_at, index, order))
        return orders

    def _drive(self, orders: list[tuple[Instant, int, Order]], now: Instant) -> list[Packet]:
        """A command for the channel that has waited longest."""
        _, index, order = min(orders)
        self._next_at = now + SPACING
        self._channels[index].send(order, now)
        return [self._tell(command(index, *order), now, index, order, armed=True)]

    def _tell(self, text: str, now: Instant, channel: int | None, order: Order, *, armed: bool) -> Packet:
        self._sent_at = now
        self._unechoed.append(_Sent(text, now, armed, channel, order))
        return Packet(self._device, over_usb(text), urgent=not armed)

    # --- what is heard --------------------------------------------------------------------------

    def receive(self, data: bytes, now: Instant) -> list[Report]:
        """Reports in the bytes that came at `now`."""
        reports: list[Report] = []
        for item in self._stream.feed(data):
            match item:
                case Echo():
                    reports += self._read_echo(item.text, now)
                case Waste():
                    reports.append(Garbled(self._device, item.byte_count, item.reason))
                case Saying.NOT_UNDERSTOOD:
                    self._refused += 1
                    reports.append(Refusal(self._device, 0, item.value))
                case _:
                    self._start_anew(now)
                    if item is Saying.BOOTED:
                        self._ready_at = now
                    reports.append(self._telemetry(now, armed=False))
        return reports

    def _read_echo(self, text: str, now: Instant) -> list[Report]:
        """The board has read a command: the oldest of this text that waits; those before it were lost."""
        texts = [sent.text for sent in self._unechoed if now - sent.at <= ECHO_WITHIN]
        if text not in texts:
            return [Garbled(self._device, len(text), "echo")]
        while (sent := self._unechoed.popleft()).text != text or now - sent.at > ECHO_WITHIN:
            pass
        for index, channel in enumerate(self._channels):
            if sent.channel is None:
                channel.forget()
            elif sent.channel == index:
                channel.hear(sent.order, now)
        reports: list[Report] = []
        if not self._is_known:
            self._is_known = True
            capabilities = self._capabilities
            reports.append(Identity(self._device, MODEL, "", "", 1, None, DURATION_MS, capabilities))
        return [*reports, self._telemetry(now, armed=sent.armed)]

    def _telemetry(self, now: Instant, *, armed: bool) -> Telemetry:
        """A report: what was echoed and has not run out; nothing is measured."""
        readbacks = []
        for channel in self._channels:
            channel.expire(now)
            readbacks.append(Readback(level_of(channel.echoed.intensity, channel.full_scale), None))
        return Telemetry(
            self._device, now, None, armed, None, None, (), None, self._refused, tuple(readbacks)
        )
