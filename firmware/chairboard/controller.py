"""The board's rules (section 4 of chairlink): bytes and the instant in, bytes out, pins set.

boot ──► not armed, all zero ◄──────────────────────────────┐
              │ ARM, no fault present                        │ STOP · end of the lease · any fault
              ▼                                              │
            armed ── OUTPUT renews the lease ────────────────┘
"""

import struct

from chairboard import faults, wire
from chairboard.io import Inputs, Outputs
from chairboard.layout import CHAIR, TELEMETRY_MS, channels_of, identity
from chairboard.lease import CAP_MS, Lease

SCAN_MS = 10
"""While armed; at rest a scan goes with each telemetry."""
SUPPLY_LOW_MV = 10_500
LAST_SEQUENCE = 0x7FFFFFFF
REFUSALS_A_SECOND = 10
ORDER = "<HI"
ORDER_SIZE = 6


class Controller:
    """One board. `draw` gives random 32-bit numbers; call `boot` first, then `feed` and `tick`."""

    def __init__(self, inputs: Inputs, outputs: Outputs, draw, serial_number: str, layout=CHAIR) -> None:  # type: ignore[no-untyped-def]
        self.inputs = inputs
        self.outputs = outputs
        self._draw = draw
        self._layout = layout
        self.channels = channels_of(layout, inputs, outputs)
        self._image = "<" + "".join([channel.block for channel in self.channels])
        self._report = "<" + "".join([channel.report for channel in self.channels])
        self._identity = identity(layout, CAP_MS, serial_number)
        self._epoch = 0

    def boot(self, now_ms: int) -> bytes:
        """Rule 1. IDENTITY."""
        old = self._epoch
        while self._epoch in (0, old):
            self._epoch = self._draw()
        self._splitter = wire.Splitter()
        self.lease = Lease()
        self._booted_ms = now_ms
        self._sequence = self._echo = 0
        self.accepted = self.refused = 0
        self._latched = self._last_reason = 0
        self._said_ms: list[int] = []
        self._telemetry_ms = now_ms + TELEMETRY_MS
        self._scan_ms = self._telemetry_ms
        self.armed = False
        self.zero(now_ms)
        return self._send(wire.IDENTITY, self._identity)

    # --- time -----------------------------------------------------------------------------------

    def next_ms(self) -> int:
        """When `tick` has something to do."""
        due = min(self._scan_ms, self._telemetry_ms)
        return min(due, self.lease.end_ms) if self.armed else due

    def tick(self, now_ms: int) -> bytes:
        """End what has to end, scan the chair, say how it is."""
        if self.armed and self.lease.is_over(now_ms):
            self.trip(faults.LEASE_EXPIRED, now_ms)
        if now_ms >= min(self._scan_ms, self._telemetry_ms):
            causes = self.causes(now_ms)
            if causes:
                self.trip(causes, now_ms)
            self._scan_ms = now_ms + (SCAN_MS if self.armed else TELEMETRY_MS)
        if now_ms < self._telemetry_ms:
            return b""
        self._telemetry_ms += TELEMETRY_MS
        if self._telemetry_ms <= now_ms:  # nothing is made up for after a hang
            self._telemetry_ms = now_ms + TELEMETRY_MS
        return self._telemetry(now_ms)

    def causes(self, now_ms: int) -> int:
        """Rule 8: the faults whose cause is present."""
        found = faults.SUPPLY_LOW if self.inputs.supply_mv < SUPPLY_LOW_MV else 0
        for channel in self.channels:
            found |= channel.scan(now_ms)
        return found

    def trip(self, bits: int, now_ms: int) -> None:
        """A fault: latched, and everything ends."""
        self._latched |= bits
        self.zero(now_ms)

    def zero(self, now_ms: int) -> None:
        """All outputs zero, not armed, and what was asked for before can bring nothing back."""
        self.armed = False
        self.outputs.contactor = 0
        for channel in self.channels:
            channel.drive((0,) * len(channel.block), now_ms)
        self.lease.void(now_ms)

    # --- what the host says ---------------------------------------------------------------------

    def feed(self, data: bytes, now_ms: int) -> bytes:
        """Bytes have come; the answers. STOP goes before everything else that came with it (rule 7)."""
        if self.armed and self.lease.is_over(now_ms):
            self.trip(faults.LEASE_EXPIRED, now_ms)
        frames = self._splitter.feed(data)
        for found in frames:
            if found and found[1] == wire.STOP:
                self.zero(now_ms)
        answers = b""
        for found in frames:
            if found is None:
                self._count(faults.BAD_FRAME)
            elif found[1] != wire.STOP:
                answers += self._answer(found, now_ms)
        return answers

    def _answer(self, found: tuple[int, int, int, int, bytes], now_ms: int) -> bytes:
        version, kind, sequence, epoch, payload = found
        reason = self._illegible(version, kind, payload)
        if not reason and kind == wire.HELLO:
            return self._send(wire.IDENTITY, self._identity)
        anchor_ms, lease_ms, blocks = -1, 0, []
        if not reason:
            lease_ms, nonce = struct.unpack(ORDER, payload[:ORDER_SIZE])
            anchor_ms = self.lease.anchor(nonce, now_ms)
            reason = self.untimely(kind, sequence, epoch, anchor_ms)
        if not reason:
            blocks = self._blocks(payload[ORDER_SIZE:])
            reason = self.unfit(kind, lease_ms, blocks, now_ms)
        if reason:
            said = self._refuse(kind, reason, sequence, now_ms)
            return said + self.boot(now_ms) if reason == faults.SEQUENCE_USED_UP else said
        self._obey(kind, sequence, blocks, now_ms)
        self.lease.renew(anchor_ms, lease_ms)
        if self.lease.is_over(now_ms):
            self.trip(faults.LEASE_EXPIRED, now_ms)
        return b""

    def _obey(self, kind: int, sequence: int, blocks: list[tuple[int, ...]], now_ms: int) -> None:
        if kind == wire.ARM:
            self._latched = 0
        self._echo = sequence
        self.accepted += 1
        self.armed = True
        self.outputs.contactor = 1
        self._scan_ms = min(self._scan_ms, now_ms + SCAN_MS)
        for channel, block in zip(self.channels, blocks):
            channel.drive(block, now_ms)

    # --- rule 2, in its order -------------------------------------------------------------------

    def _illegible(self, version: int, kind: int, payload: bytes) -> int:
        if version != wire.VERSION:
            return faults.UNKNOWN_VERSION
        if kind == wire.HELLO:
            size = 0
        elif kind in (wire.ARM, wire.OUTPUT):
            size = ORDER_SIZE + struct.calcsize(self._image)
        else:
            return faults.UNKNOWN_KIND
        return 0 if len(payload) == size else faults.BAD_LENGTH

    def untimely(self, kind: int, sequence: int, epoch: int, anchor_ms: int) -> int:
        """Of another boot, old, or an answer to nothing lately said; 0 if none of it."""
        if epoch != self._epoch:
            return faults.WRONG_EPOCH
        if kind == wire.ARM and sequence > LAST_SEQUENCE:
            return faults.SEQUENCE_USED_UP
        if sequence <= self._echo:
            return faults.OLD_SEQUENCE
        if anchor_ms < 0:
            return faults.STALE_NONCE
        if kind == wire.OUTPUT and not self.armed:
            return faults.NOT_ARMED
        return 0

    def unfit(self, kind: int, lease_ms: int, blocks: list[tuple[int, ...]], now_ms: int) -> int:
        """A value that is out of range, or an ARM that can't be; 0 if none of it."""
        if not 1 <= lease_ms <= CAP_MS:
            return faults.OUT_OF_RANGE
        energises = False
        for (_, greatest), channel, block in zip(self._layout, self.channels, blocks):
            if block[0]:
                energises = True
                if block[0] > greatest or not channel.allows(block):
                    return faults.OUT_OF_RANGE
        if kind == wire.OUTPUT:
            return 0
        if energises:
            return faults.NOT_ZERO_AT_ARM
        return faults.FAULT_PRESENT if self.causes(now_ms) else 0

    def _blocks(self, image: bytes) -> list[tuple[int, ...]]:
        values = struct.unpack(self._image, image)
        blocks, at = [], 0
        for channel in self.channels:
            blocks.append(values[at : at + len(channel.block)])
            at += len(channel.block)
        return blocks

    # --- what the board says --------------------------------------------------------------------

    def _refuse(self, kind: int, reason: int, sequence: int, now_ms: int) -> bytes:
        self._count(reason)
        self._said_ms = [said for said in self._said_ms if now_ms - said < 1000]
        if len(self._said_ms) >= REFUSALS_A_SECOND:
            return b""
        self._said_ms.append(now_ms)
        return self._send(wire.REFUSED, struct.pack("<BBI", kind, reason, sequence))

    def _count(self, reason: int) -> None:
        self.refused = (self.refused + 1) & 0xFFFFFFFF
        self._last_reason = reason

    def _telemetry(self, now_ms: int) -> bytes:
        nonce = self._draw()
        while self.lease.anchor(nonce, now_ms) >= 0:
            nonce = self._draw()
        self.lease.issue(nonce, now_ms)
        left = max(0, self.lease.end_ms - now_ms) if self.armed else 0
        values = []
        for channel in self.channels:
            values += channel.readback(now_ms)
        head = struct.pack(
            "<IIIBHHHIB", (now_ms - self._booted_ms) & 0xFFFFFFFF, self._echo, nonce, self.armed, left,
            self._latched, self.inputs.supply_mv, self.refused, self._last_reason,
        )  # fmt: skip
        return self._send(wire.TELEMETRY, head + struct.pack(self._report, *values))

    def _send(self, kind: int, payload: bytes) -> bytes:
        self._sequence = (self._sequence + 1) & 0xFFFFFFFF
        return wire.frame(kind, self._sequence, self._epoch, payload)
