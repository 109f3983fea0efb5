"""The wire monitor: every byte that the host sends, read with the simulator's decoder."""

from collections import deque
from collections.abc import Callable, Sequence
from math import sqrt
from struct import Struct
from typing import Final, NamedTuple

from chairctl_proof.oracle import limits
from chairctl_simulators.devices.chairlink import frames
from chairctl_simulators.devices.chairlink.channels import ChannelKind, build
from chairctl_simulators.devices.chairlink.frames import Frame, FrameReader
from chairctl_simulators.plant.body import Body

_NONCE: Final = Struct("<II I")  # uptime, echo, nonce
_CURRENT_UNIT_MA: Final = 0.1


class Asked(NamedTuple):
    """What the host asked a device to do, from `at` on: a level per channel, in wire order."""

    at: int
    levels: tuple[int, ...]


class WireMonitor:
    """Watches one line. `complain` gets the name of a rule, the actual value and the limit."""

    def __init__(
        self,
        kinds: Sequence[ChannelKind],
        electrode_cm2: float,
        complain: Callable[[str, float, float], None],
    ) -> None:
        self._kinds = tuple(kinds)
        blocks = [build(kind, Body(), 23.0).block for kind in kinds]
        self._order = Struct("<HI" + "".join(blocks))
        self._parts: list[slice] = []
        at = 2
        for block in blocks:
            self._parts.append(slice(at, at + len(block)))
            at += len(block)
        self._electrode_cm2 = electrode_cm2
        self._complain = complain
        self.rate_tenth_hz = 0
        """Of the pulses that were asked for last; 0: none yet."""
        self.person_may_arm = False
        self.caps: dict[int, int] = {}
        """Limits that a person has lowered, by the place of the channel."""
        self._heard = FrameReader()
        self._epoch: int | None = None
        self._nonces: dict[int, int] = {}
        self._sent_at: deque[int] = deque(maxlen=limits.FRAMES_PER_S)
        self._asked: deque[Asked] = deque([Asked(0, (0,) * len(self._kinds))])
        self.restart()

    def restart(self) -> None:
        """The host is a new one: it has no frames behind it."""
        self._reader = FrameReader()
        self._sequences: dict[int, int] = {}
        self._armed = False

    def lately(self, now: int) -> tuple[int, ...]:
        """The highest level of each channel that was asked for lately."""
        asked = self._asked
        while len(asked) > 1 and asked[1].at < now - limits.LATELY_NS:
            asked.popleft()
        return tuple(map(max, zip(*(each.levels for each in asked), strict=True)))

    def heard(self, data: bytes, now: int) -> None:
        """Bytes of the device have come to the host."""
        for frame in self._heard.feed(data):
            if frame is None or frame.kind not in (frames.TELEMETRY, frames.IDENTITY):
                continue
            self._epoch = frame.epoch
            if frame.kind == frames.TELEMETRY:
                _, _, nonce = _NONCE.unpack_from(frame.payload)
                self._nonces.pop(nonce, None)
                self._nonces[nonce] = now
                while len(self._nonces) > 16:
                    del self._nonces[next(iter(self._nonces))]

    def sent(self, data: bytes, now: int) -> None:
        """The host has sent bytes."""
        for frame in self._reader.feed(data):
            if frame is None:
                self._complain("wire: garbled", len(data), 0)
            elif frame.kind == frames.STOP:
                self._armed = self.person_may_arm = False
                self._ask(now, (0,) * len(self._kinds))
            elif frame.kind in (frames.ARM, frames.OUTPUT):
                self._read(frame, now)
            elif frame.kind != frames.HELLO:
                self._complain("wire: unknown kind", frame.kind, frames.STOP)

    def _read(self, frame: Frame, now: int) -> None:
        if len(frame.payload) != self._order.size:
            self._complain("wire: length", len(frame.payload), self._order.size)
            return
        values = self._order.unpack(frame.payload)
        blocks = [values[part] for part in self._parts]
        levels = tuple(int(block[0]) for block in blocks)
        self._check_proofs(frame, values[0], values[1], now)
        if frame.kind == frames.ARM:
            if any(levels):
                self._complain("wire: level not zero at arm", max(levels), 0)
            if not self.person_may_arm:
                self._complain("wire: armed by nobody", 1, 0)
            self._armed = True
        elif not self._armed:
            self._complain("wire: output without arm", max(levels), 0)
        for kind, block in zip(self._kinds, blocks, strict=True):
            if block[0]:
                self._check_block(kind, block)
        for index, cap in self.caps.items():
            if levels[index] > cap:
                self._complain("wire: above a lowered limit", levels[index], cap)
        self._check_rise(levels, now)
        self._ask(now, levels)

    def _check_proofs(self, frame: Frame, lease_ms: int, nonce: int, now: int) -> None:
        """Epoch, sequence, lease, nonce: what makes a frame one of this moment."""
        if frame.epoch != self._epoch:
            self._complain("wire: old epoch", frame.epoch, self._epoch or 0)
        last = self._sequences.get(frame.epoch, 0)
        if frame.sequence <= last:
            self._complain("wire: sequence", frame.sequence, last + 1)
        self._sequences[frame.epoch] = frame.sequence
        if not 1 <= lease_ms <= limits.LEASE_MS:
            self._complain("wire: lease", lease_ms, limits.LEASE_MS)
        age = now - self._nonces.get(nonce, -(10**12))
        if age > limits.NONCE_AGE_NS:
            self._complain("wire: stale nonce", age / limits.MS, limits.NONCE_AGE_NS / limits.MS)
        if len(self._sent_at) == limits.FRAMES_PER_S and now - self._sent_at[0] < limits.S:
            self._complain("wire: too many frames", limits.FRAMES_PER_S + 1, limits.FRAMES_PER_S)
        self._sent_at.append(now)

    def _check_block(self, kind: ChannelKind, block: tuple[int, ...]) -> None:
        level = block[0]
        if level > limits.GREATEST_LEVEL[kind]:
            self._complain("wire: level", level, limits.GREATEST_LEVEL[kind])
        if kind is ChannelKind.HEAT and level < limits.LEAST_HEAT:
            self._complain("wire: heat too low to mean anything", level, limits.LEAST_HEAT)
        elif kind is ChannelKind.ROLLER:
            _, technique, low, high, speed = block
            if not low <= high <= limits.TRAVEL_MM:
                self._complain("wire: travel", high, limits.TRAVEL_MM)
            if technique > limits.GREATEST_TECHNIQUE or speed > limits.GREATEST_SPEED:
                self._complain("wire: roller", speed, limits.GREATEST_SPEED)
        elif kind is ChannelKind.STIMULATION:
            self._check_pulses(*block)

    def _check_pulses(self, level: int, width_us: int, rate_tenth_hz: int) -> None:
        self.rate_tenth_hz = rate_tenth_hz
        if width_us not in limits.PULSE_WIDTH_US:
            self._complain("wire: pulse width", width_us, limits.PULSE_WIDTH_US[-1])
        if rate_tenth_hz not in limits.RATE_TENTH_HZ:
            self._complain("wire: pulse rate", rate_tenth_hz, limits.RATE_TENTH_HZ[-1])
        current_ma = level * _CURRENT_UNIT_MA
        charge_uc = current_ma * width_us / 1000
        if charge_uc > limits.PHASE_CHARGE_UC:
            self._complain("wire: charge of a phase", charge_uc, limits.PHASE_CHARGE_UC)
        # On half of the electrode, because a pad may have lifted by half unseen.
        density = current_ma * sqrt(width_us * 1e-6 * rate_tenth_hz / 10 * 2) / (self._electrode_cm2 / 2)
        if density > limits.DENSITY_MA_CM2:
            self._complain("wire: density", density, limits.DENSITY_MA_CM2)

    def _check_rise(self, levels: tuple[int, ...], now: int) -> None:
        before = self._asked[-1]
        for kind, old, new in zip(self._kinds, before.levels, levels, strict=True):
            rise = limits.RISE_PER_S.get(kind)
            if rise is not None and new > old + rise * (now - before.at) / limits.S + 1:
                self._complain("wire: rise", new - old, rise * (now - before.at) / limits.S)

    def _ask(self, now: int, levels: tuple[int, ...]) -> None:
        self._asked.append(Asked(now, levels))
