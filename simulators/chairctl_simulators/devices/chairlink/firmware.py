"""The device rules of chairlink (section 4 of the document), in the document's order.

    not armed --ARM--> armed --STOP, end of the lease, any fault, reboot--> not armed, all outputs zero

The firmware has no clock: every call brings the instant, and `due_ns` says when it wants the next one.
"""

from collections import deque
from itertools import accumulate, pairwise
from random import Random
from struct import Struct
from typing import Final

from chairctl_simulators.devices.chairlink import frames
from chairctl_simulators.devices.chairlink.channels import Channel
from chairctl_simulators.devices.chairlink.crossed import crossed
from chairctl_simulators.devices.chairlink.frames import Frame, FrameReader
from chairctl_simulators.devices.chairlink.setup import ChairSetup
from chairctl_simulators.faults import HEALTHY, Faults

UNKNOWN_VERSION, UNKNOWN_KIND, BAD_LENGTH, OLD_SEQUENCE, WRONG_EPOCH, STALE_NONCE = range(1, 7)
NOT_ARMED, OUT_OF_RANGE, NOT_ZERO_AT_ARM, FAULT_PRESENT, SEQUENCE_USED_UP, BAD_FRAME = range(7, 13)

LEASE_EXPIRED: Final = 1 << 0
SUPPLY_LOW: Final = 1 << 5

MS: Final = 1_000_000
TELEMETRY_NS: Final = 50 * MS
LEASE_CAP_NS: Final = 300 * MS

_NONCES_KEPT: Final = LEASE_CAP_NS // TELEMETRY_NS + 1
_HEALTHY_MV: Final = 24_000
_SUPPLY_LOW_MV: Final = 10_500
_LAST_SEQUENCE: Final = (1 << 31) - 1
_U32: Final = 0xFFFFFFFF
_LEASE_CAP_MS: Final = LEASE_CAP_NS // MS
_REFUSALS_PER_S: Final = 10

_ORDER: Final = Struct("<HI")
_ORDER_SIZE: Final = _ORDER.size
_IDENTITY: Final = Struct("<3BHH16s16sB")
_IDENTITY_CHANNEL: Final = Struct("<BH")
_REFUSED: Final = Struct("<BBI")
_STATUS: Final = "IIIBHHHIB"


class Firmware:
    """One controller board. `boot` must be called before anything else."""

    # More than the 30 attributes up to which Python finds those of an object without a look-up.
    __slots__ = (
        "_applied_at", "_cap_ns", "_channels", "_echo", "_epoch", "_greatest", "_identity", "_image",
        "_in_force", "_last_reason", "_latched", "_layout", "_lease_end_ns", "_mv", "_nonces",
        "_pack_telemetry", "_parts", "_period_ns", "_random", "_reader", "_readings", "_refusals_sent_ns",
        "_scans", "_sequence", "_since_ns", "_sizes", "_telemetry_ns", "_told", "_uptime_ns",
        "_uptime_offset_ms", "accepted", "armed", "faults_now", "refused",
    )  # fmt: skip

    def __init__(self, setup: ChairSetup, serial_number: str, channels: tuple[Channel, ...], random: Random):
        self._random = random
        self._uptime_offset_ms = setup.uptime_ms
        self._layout = setup.channels
        self._greatest = tuple(greatest for _, greatest in setup.channels)
        self._channels = channels
        self._scans = tuple(channel.scan for channel in channels)
        self._readings = tuple(channel.readback for channel in channels)
        self._image = Struct("<" + "".join(channel.block for channel in channels))
        self._sizes = dict.fromkeys((frames.ARM, frames.OUTPUT), _ORDER_SIZE + self._image.size)
        self._sizes[frames.HELLO] = 0
        reports = "".join(channel.report for channel in channels)
        self._pack_telemetry = Struct(frames.HEADER + _STATUS + reports).pack
        status = len(frames.HEADER + _STATUS) - 1  # fields; the first character is the byte order
        self._applied_at = list(accumulate((len(each.report) for each in channels[:-1]), initial=status))
        ends = accumulate((len(channel.block) for channel in channels), initial=0)
        self._parts = [slice(*span) for span in pairwise(ends)]
        self._identity = _IDENTITY.pack(
            *setup.version, _LEASE_CAP_MS, TELEMETRY_NS // MS,
            setup.model.encode("ascii"), serial_number.encode("ascii"), len(channels),
        ) + b"".join(_IDENTITY_CHANNEL.pack(*channel) for channel in setup.channels)  # fmt: skip
        self._believe(HEALTHY)
        self.armed = False
        self._epoch = 0
        self._lease_end_ns = 0
        self._in_force = b""

    def boot(self, now_ns: int) -> bytes:
        """Rule 1: all outputs zero, not armed, a new random epoch, echo 0. Returns IDENTITY."""
        self._reader = FrameReader()
        old = self._epoch
        while self._epoch in (0, old):
            self._epoch = self._random.getrandbits(32)
        self._since_ns, self._uptime_ns = now_ns, 0
        self._sequence = self._echo = 0
        self._nonces: dict[int, int] = {}  # when the newest were sent, in the order of sending
        self._refusals_sent_ns: deque[int] = deque(maxlen=_REFUSALS_PER_S)
        self._latched = self._last_reason = 0
        self.accepted = self.refused = 0
        self._telemetry_ns = now_ns + self._period_ns
        self._zero(now_ns)
        return self._send(frames.IDENTITY, self._identity)

    @property
    def due_ns(self) -> int:
        """When `work` has something to do."""
        if self.armed and self._lease_end_ns < self._telemetry_ns and not self.faults_now.no_lease:
            return self._lease_end_ns
        return self._telemetry_ns

    def suffer(self, faults: Faults, now_ns: int) -> None:
        """From now on these faults hold."""
        self._uptime_ns, self._since_ns = self._uptime_at(now_ns), now_ns
        self._believe(faults)
        self._in_force = b""  # the next image is driven anew, to where it now goes

    def _believe(self, faults: Faults) -> None:
        self.faults_now = faults
        self._period_ns, self._cap_ns = self._own(TELEMETRY_NS), self._own(LEASE_CAP_NS)
        self._mv = _HEALTHY_MV if faults.supply_mv is None else faults.supply_mv

    def _own(self, duration_ns: int) -> int:
        """How long a time on the firmware's own clock really is."""
        ratio = self.faults_now.clock_ratio
        return duration_ns if ratio == 1.0 else int(duration_ns / ratio)

    def _uptime_at(self, now_ns: int) -> int:
        ratio = self.faults_now.clock_ratio
        passed_ns = now_ns - self._since_ns
        return self._uptime_ns + (passed_ns if ratio == 1.0 else int(passed_ns * ratio))

    def work(self, now_ns: int) -> bytes:
        """What is due at `now_ns`: the end of the lease, or a scan of all channels and telemetry."""
        if self.armed and now_ns >= self._lease_end_ns and not self.faults_now.no_lease:
            self._trip(LEASE_EXPIRED, now_ns)
        if now_ns < self._telemetry_ns:
            return b""
        causes = self._causes(now_ns)
        if causes:
            self._trip(causes, now_ns)
        self._telemetry_ns += self._period_ns
        return self._report(now_ns)

    def wake(self, now_ns: int) -> None:
        """Go on after a hang: telemetry that was missed is not made up for."""
        self._telemetry_ns += max(0, -(-(now_ns - self._telemetry_ns) // TELEMETRY_NS)) * TELEMETRY_NS

    def receive(self, data: bytes, now_ns: int) -> bytes:
        """Bytes from the host; returns the answers. STOP overtakes everything else in `data` (rule 7)."""
        received = self._reader.feed(data)
        stops = 0
        for frame in received:
            if frame and frame.kind == frames.STOP:
                stops += 1
                self._zero(now_ns)
        answers = b""
        for frame in received:
            if frame is None:
                self._count_refused(BAD_FRAME)
            elif frame.kind == frames.STOP:
                stops -= 1  # obeyed already
            elif not stops or frame.kind == frames.HELLO:
                answers += self._answer(frame, now_ns)  # all else is overtaken
        return answers

    def _answer(self, frame: Frame, now_ns: int) -> bytes:
        """Rule 2: check in the document's order, then obey."""
        kind, payload = frame.kind, frame.payload
        if frame.version != frames.VERSION:
            return self._refuse(frame, UNKNOWN_VERSION, now_ns)
        size = self._sizes.get(kind)
        if len(payload) != size:
            return self._refuse(frame, UNKNOWN_KIND if size is None else BAD_LENGTH, now_ns)
        if kind == frames.HELLO:
            return self._send(frames.IDENTITY, self._identity)
        lease_ms, nonce = _ORDER.unpack_from(payload)
        image = payload[_ORDER_SIZE:]
        is_new = kind == frames.ARM or image != self._in_force
        sent_ns = self._sent_ns(nonce, now_ns)
        reason = self._untimely(frame, sent_ns) or (0 if 1 <= lease_ms <= _LEASE_CAP_MS else OUT_OF_RANGE)
        if is_new and not reason:
            reason = self._unfit(kind, image, now_ns)
        if reason:
            refused = self._refuse(frame, reason, now_ns)
            return refused + self.boot(now_ns) if reason == SEQUENCE_USED_UP else refused
        if kind == frames.ARM:
            self._latched = 0
        self.armed = True
        self.accepted += 1
        self._echo = frame.sequence
        self._lease_end_ns = lease_end_ns = sent_ns + self._own(lease_ms * MS)
        if is_new:
            self._drive(image, now_ns)
        if now_ns >= lease_end_ns and not self.faults_now.no_lease:
            self._trip(LEASE_EXPIRED, now_ns)
        return b""

    def _untimely(self, frame: Frame, sent_ns: int) -> int:
        kind, sequence = frame.kind, frame.sequence
        if frame.epoch != self._epoch:
            return WRONG_EPOCH
        if kind == frames.ARM and sequence > _LAST_SEQUENCE:
            return SEQUENCE_USED_UP
        if sequence <= self._echo:
            return OLD_SEQUENCE
        if sent_ns < 0:
            return STALE_NONCE
        return NOT_ARMED if kind == frames.OUTPUT and not self.armed else 0

    def _drive(self, image: bytes, now_ns: int) -> None:
        self._in_force = image
        blocks = self._blocks(image)
        self._told = [block[0] for block in blocks]
        if self.faults_now.crossed_channels:
            blocks = crossed(self._layout, blocks)
        for channel, block in zip(self._channels, blocks, strict=True):
            channel.drive(block, now_ns)

    def _blocks(self, image: bytes) -> list[tuple[int, ...]]:
        values = self._image.unpack(image)
        return [values[part] for part in self._parts]

    def _unfit(self, kind: int, image: bytes, now_ns: int) -> int:
        energises = False
        for channel, block, greatest in zip(self._channels, self._blocks(image), self._greatest, strict=True):
            if block[0] == 0:
                continue
            energises = True
            if block[0] > greatest or not channel.allows(block):
                return OUT_OF_RANGE
        if kind == frames.OUTPUT:
            return 0
        if energises:
            return NOT_ZERO_AT_ARM
        return FAULT_PRESENT if self._causes(now_ns) else 0

    def _sent_ns(self, nonce: int, now_ns: int) -> int:
        """When telemetry with this nonce was sent, at most 300 ms ago; -1 if never."""
        sent_ns = self._nonces.get(nonce, -1)
        return sent_ns if now_ns - sent_ns <= self._cap_ns else -1

    def _refuse(self, frame: Frame, reason: int, now_ns: int) -> bytes:
        """Count, and say so at most 10 times in any second."""
        self._count_refused(reason)
        sent = self._refusals_sent_ns
        if len(sent) == _REFUSALS_PER_S and now_ns - sent[0] < 1000 * MS:
            return b""
        sent.append(now_ns)
        return self._send(frames.REFUSED, _REFUSED.pack(frame.kind, reason, frame.sequence))

    def _count_refused(self, reason: int) -> None:
        self.refused += 1
        self._last_reason = reason

    def _causes(self, now_ns: int) -> int:
        """Rule 8: fault bits whose cause is present now."""
        causes = SUPPLY_LOW if self._mv < _SUPPLY_LOW_MV else 0
        for scan in self._scans:
            causes |= scan(now_ns)
        return 0 if self.faults_now.no_interlocks else causes

    def _trip(self, bits: int, now_ns: int) -> None:
        self._latched |= bits
        self._zero(now_ns)

    def _zero(self, now_ns: int) -> None:
        """All outputs zero, not armed; no telemetry of before can carry an ARM or OUTPUT any more."""
        self.armed = False
        self._nonces.clear()
        self._in_force = b""
        self._told = [0] * len(self._channels)
        self._lease_end_ns = now_ns
        for channel in self._channels:
            channel.drive((0,) * len(channel.block), now_ns)

    def _report(self, now_ns: int) -> bytes:
        nonces = self._nonces
        nonce = self._random.getrandbits(32)
        while nonce in nonces:
            nonce = self._random.getrandbits(32)
        nonces[nonce] = now_ns
        if len(nonces) > _NONCES_KEPT:
            del nonces[next(iter(nonces))]
        uptime_ms = self._uptime_offset_ms + self._uptime_at(now_ns) // MS
        left_ns = self._lease_end_ns - now_ns if self.armed else 0
        self._sequence = sequence = (self._sequence + 1) & _U32
        values = [
            frames.VERSION, frames.TELEMETRY, sequence, self._epoch, uptime_ms & _U32, self._echo, nonce,
            self.armed, left_ns // MS if left_ns > 0 else 0, self._latched, self._mv,
            self.refused & _U32, self._last_reason,
        ]  # fmt: skip
        for reading in self._readings:
            values += reading()
        if self.faults_now.crossed_channels:
            for at, told in zip(self._applied_at, self._told, strict=True):
                values[at] = told
        return frames.seal(self._pack_telemetry(*values))

    def _send(self, kind: int, payload: bytes) -> bytes:
        self._sequence = (self._sequence + 1) & _U32
        return frames.encode(kind, self._sequence, self._epoch, payload)
