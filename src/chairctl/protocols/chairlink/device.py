"""One chairlink device: permit -> frames, frames -> reports.

    line_up ──► STOP, HELLO every second ──► IDENTITY that fits the profile
                                                  │ permit armed, image all off, new nonce
                                                  ▼
             a new epoch: all of this anew ◄──   ARM  ──► armed and echoed ──► an OUTPUT per nonce

Whatever the state, a permit that is not armed leads to STOP: when it ceases to be armed, and after
every telemetry that does not show the device at rest.
"""

from collections.abc import Callable

from chairctl.domain.ceilings import LEASE_MS
from chairctl.domain.channels import OFF, OutputImage
from chairctl.domain.packet import AtRest, Gatt, Packet, SerialSettings
from chairctl.domain.telemetry import Garbled, Identity, Refusal, Report, Telemetry
from chairctl.domain.time import MILLISECOND, SECOND, Instant
from chairctl.profiles.device import ChannelProfile
from chairctl.protocols.chairlink.frames import (
    GREATEST_SEQUENCE,
    HELLO,
    STOP,
    VERSION,
    Flaw,
    Frame,
    Kind,
    decode_identity,
    decode_refused,
    encode,
    fault_names,
)
from chairctl.protocols.chairlink.layout import Layout
from chairctl.protocols.chairlink.stream import FrameStream
from chairctl.safety.permit import Permit

PANIC = b"\0" + STOP
"""The zero byte ends whatever broken frame the device may be in the middle of."""

SERIAL = SerialSettings(115_200)
NORDIC_UART = Gatt(
    service="6e400001-b5a3-f393-e0a9-e50e24dcca9e",
    write=("6e400002-b5a3-f393-e0a9-e50e24dcca9e",),
    notify="6e400003-b5a3-f393-e0a9-e50e24dcca9e",
    acknowledged=False,
)

_LEASE_MOST_MS = LEASE_MS.value
_NO_EPOCH = 0
_NO_NONCE = -1
_AROUND_PAYLOAD = 15
"""Bytes that a frame has besides its payload: head, CRC, one of COBS."""


class Chairlink:
    """The `Device` contract of `protocols/family.py` for chairlink.

    `channels` are this device's, in the order of its IDENTITY and of every permit's image.
    """

    def __init__(self, device: str, channels: tuple[ChannelProfile, ...]) -> None:
        self._device = device
        self._kinds = tuple(one.channel.kind for one in channels)
        self._all_off: OutputImage = (OFF,) * len(channels)
        self._layout = Layout(self._kinds)
        self._readers: dict[int, Callable[[Frame, Instant], Report | Flaw]] = {
            Kind.TELEMETRY: self._read_telemetry,
            Kind.IDENTITY: self._read_identity,
            Kind.REFUSED: self._read_refused,
        }
        self._was_armed = False
        self._is_up = False
        self._begin()

    def _begin(self) -> None:
        """Know nothing of the device."""
        self._stream = FrameStream()
        self._epoch = _NO_EPOCH
        self._stop_due = False
        self._hello_at: Instant | None = None
        self._forget_boot()

    def _forget_boot(self) -> None:
        """Know nothing that belongs to one boot of the device."""
        self._fits = False
        self._nonce_is_new = False
        self._nonce = _NO_NONCE
        self._last_telemetry = 0
        self._echo = 0
        self._sequence: int | None = None
        self._arm_sequence: int | None = None
        self._is_armed = False
        self._sent = self._all_off

    @property
    def panic(self) -> bytes:
        """STOP behind a zero byte: obeyed in any state and by every version."""
        return PANIC

    @property
    def at_rest(self) -> AtRest:
        """TELEMETRY that is not armed and applies nothing."""
        return AtRest(Kind.TELEMETRY, self._layout.zeros_at_rest())

    @property
    def serial(self) -> SerialSettings:
        """As docs/protocols/chairlink.md has it."""
        return SERIAL

    @property
    def gatt(self) -> Gatt:
        """Nordic's UART service, byte for byte as on a serial line."""
        return NORDIC_UART

    def line_up(self, now: Instant) -> None:
        """The line is open: STOP and HELLO with the next `transmit`."""
        self._begin()
        self._is_up = True
        self._stop_due = True
        self._hello_at = now

    def line_down(self, now: Instant) -> None:  # noqa: ARG002  # the contract has it
        """The line is gone: forget all, send nothing."""
        self._begin()
        self._is_up = False

    def next_deadline(self) -> Instant | None:
        """When the next HELLO is due; None once the device has said who it is."""
        return self._hello_at

    def receive(self, data: bytes, now: Instant) -> list[Report]:
        """Reports in the bytes that came at `now`; waste is summed up, one report per reason."""
        reports: list[Report] = []
        waste: dict[Flaw, int] = {}
        for item in self._stream.feed(data):
            if not isinstance(item, Frame):
                waste[item.flaw] = waste.get(item.flaw, 0) + item.byte_count
                continue
            reader = self._readers.get(item.kind)
            report = reader(item, now) if reader else Flaw.KIND
            if isinstance(report, Flaw):
                waste[report] = waste.get(report, 0) + len(item.payload) + _AROUND_PAYLOAD
            else:
                reports.append(report)
        if waste:
            reports += [Garbled(self._device, count, flaw.value) for flaw, count in waste.items()]
        return reports

    def _read_telemetry(self, frame: Frame, now: Instant) -> Telemetry | Flaw:
        telemetry = self._layout.decode_telemetry(frame.payload)
        if isinstance(telemetry, Flaw):
            self._stop_due = True  # it cannot be seen to be at rest
            return telemetry
        (uptime_ms, echo, nonce, is_armed, _, faults, supply_mv, refused, _), readbacks = telemetry
        armed = is_armed == 1
        if frame.epoch == _NO_EPOCH:
            return Flaw.VALUE
        if frame.epoch != self._epoch:
            self._enter_epoch(frame.epoch, now)
        if frame.sequence <= self._last_telemetry:
            return Flaw.SEQUENCE  # an old report, sent or stored again: it says nothing about now
        self._last_telemetry = frame.sequence
        self._nonce_is_new = self._nonce_is_new or nonce != self._nonce
        self._nonce = nonce
        self._echo = echo
        self._is_armed = armed
        if armed or any(readback.applied for readback in readbacks):
            self._stop_due = True
        return Telemetry(
            self._device,
            now,
            frame.epoch,
            armed,
            echo,
            self._sequence,
            fault_names(faults) if faults else (),
            supply_mv,
            refused,
            readbacks,
            uptime_ms,
        )

    def _read_refused(self, frame: Frame, _now: Instant) -> Refusal | Flaw:
        refused = decode_refused(frame.payload)
        if isinstance(refused, Flaw):
            return refused
        return Refusal(self._device, refused.sequence, refused.reason)

    def _read_identity(self, frame: Frame, _now: Instant) -> Identity | Flaw:
        identity = decode_identity(frame.payload)
        if isinstance(identity, Flaw):
            return identity
        if frame.epoch == _NO_EPOCH:
            return Flaw.VALUE
        if frame.epoch != self._epoch:
            self._epoch = frame.epoch
            self._forget_boot()
        self._fits = tuple(one.kind for one in identity.capabilities) == self._kinds
        self._hello_at = None
        return Identity(
            self._device,
            identity.model,
            identity.serial_number,
            identity.firmware,
            VERSION,
            frame.epoch,
            identity.lease_cap_ms,
            identity.capabilities,
        )

    def _enter_epoch(self, epoch: int, now: Instant) -> None:
        """The device has booted: what is known of it is worth nothing, ask who it is."""
        if self._epoch != _NO_EPOCH and self._is_up:
            self._hello_at = now
        self._epoch = epoch
        self._forget_boot()

    def transmit(self, permit: Permit, now: Instant) -> list[Packet]:
        """STOP, HELLO, ARM or OUTPUT, as permit and handshake ask for; mostly nothing."""
        if self._was_armed and not permit.armed:
            self._stop_due = True
        self._was_armed = permit.armed
        if not self._is_up:
            return []
        packets: list[Packet] = []
        if permit.armed and self._fits:
            packets = self._energise(permit, now)
        elif self._stop_due:
            self._stop_due = False
            self._arm_sequence = None
            packets = [Packet(self._device, PANIC, urgent=True)]
        if self._hello_at is not None and now >= self._hello_at:
            self._hello_at = now + SECOND
            packets.append(Packet(self._device, HELLO))
        return packets

    def _energise(self, permit: Permit, now: Instant) -> list[Packet]:
        """ARM or OUTPUT under an armed permit."""
        image = permit.image
        arm = self._arm_sequence
        if arm is None or not self._is_armed or self._echo < arm:
            if not self._nonce_is_new or any(output.level for output in image):
                return []
            return self._send(Kind.ARM, self._all_off, permit, now)
        if self._nonce_is_new or any(
            new.level < old.level for new, old in zip(image, self._sent, strict=True)
        ):
            return self._send(Kind.OUTPUT, image, permit, now)
        return []

    def _send(self, kind: Kind, image: OutputImage, permit: Permit, now: Instant) -> list[Packet]:
        lease_ms = (permit.expires_at - now) // MILLISECOND
        if lease_ms > _LEASE_MOST_MS:
            lease_ms = _LEASE_MOST_MS
        last, echo = self._sequence or 0, self._echo
        sequence = (last if last > echo else echo) + 1
        if lease_ms < 1 or sequence > GREATEST_SEQUENCE:
            return []
        payload = self._layout.encode_outputs(lease_ms, self._nonce, image)
        self._nonce_is_new = False
        self._sequence = sequence
        self._sent = image
        if self._arm_sequence is None and kind is Kind.ARM:
            self._arm_sequence = sequence
        return [Packet(self._device, encode(kind, sequence, self._epoch, payload))]
