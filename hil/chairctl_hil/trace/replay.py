"""A recorded trace, played again to a device in virtual time: the same accident, without the waiting.

What the rig's master had sent is sent again at its instants, and what had been done to the device is done
again. A new device draws another epoch and other nonces, so each frame whose CRC is right gets those that the
new device has in the place of those that the old one had; broken frames are sent as they were.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from struct import Struct
from typing import Any, Final, Protocol

from chairctl_simulators.devices.chairlink import frames
from chairctl_simulators.devices.chairlink.frames import FrameReader
from chairctl_simulators.faults import Faults

STEP_NS: Final = 1_000_000
_NONCE: Final = Struct("<I")
_TELEMETRY_NONCE: Final = 8
_ORDER_NONCE: Final = 2


class Device(Protocol):
    """What can be replayed to: simulated chairs, and the firmware in virtual time."""

    @property
    def faults(self) -> Faults:
        """What is broken now."""

    @property
    def outputs_zero(self) -> bool:
        """Whether nothing energises the person."""

    def feed(self, data: bytes, now_ns: int) -> bytes:
        """The host's bytes have arrived."""

    def advance(self, now_ns: int) -> bytes:
        """Let time pass."""

    def reboot(self, now_ns: int) -> None:
        """Its supply has failed for a moment."""

    def set_faults(self, faults: Faults, now_ns: int) -> None:
        """From now on exactly these faults hold."""


@dataclass
class Timeline:
    """When outputs became zero and when they ceased to be: instants (ns from the first entry) and truth."""

    changes: list[tuple[int, bool]] = field(default_factory=list)
    stops: list[int] = field(default_factory=list)
    """When STOP was sent."""
    arms: list[int] = field(default_factory=list)
    """When ARM was sent."""

    def note(self, at: int, zero: bool) -> None:
        """It is so from now on."""
        if not self.changes or self.changes[-1][1] is not zero:
            self.changes.append((at, zero))

    def sent(self, at: int, data: bytes) -> None:
        """The host has sent this."""
        kinds = {frame.kind for frame in FrameReader().feed(data) if frame}
        if frames.STOP in kinds:
            self.stops.append(at)
        if frames.ARM in kinds:
            self.arms.append(at)

    def ms_to_zero(self, since: int) -> float:
        """From an instant until outputs are zero and stay so up to the next ARM; infinite if they do not.

        What an order of before energises only after a STOP counts: STOP has not been obeyed then.
        """
        until = min((at for at in self.arms if at > since), default=None)
        is_zero, zero_at = True, since
        for at, zero in self.changes:
            if until is not None and at > until:
                break
            is_zero, zero_at = zero, max(at, since)
        return (zero_at - since) / 1e6 if is_zero else float("inf")


def recorded(entries: Sequence[dict[str, Any]]) -> Timeline:
    """What the trace itself says."""
    found = Timeline()
    begin = entries[0]["t"] if entries else 0
    for entry in entries:
        if entry["what"] == "truth":
            found.note(entry["t"] - begin, entry["outputs_zero"])
        elif entry["what"] == "to_device":
            found.sent(entry["t"] - begin, bytes.fromhex(entry["hex"]))
    return found


def replay(entries: Sequence[dict[str, Any]], device: Device) -> Timeline:
    """What this device does when it is treated so. Its time begins at 0 with the first entry."""
    found = Timeline()
    ages = _Ages()
    begin, now = (entries[0]["t"] if entries else 0), 0
    for entry in entries:
        until = entry["t"] - begin
        while now < until:
            now = min(now + STEP_NS, until)
            ages.new_device_said(device.advance(now))
            found.note(now, device.outputs_zero)
        if entry["what"] == "from_device":
            ages.old_device_said(bytes.fromhex(entry["hex"]))
        elif entry["what"] == "to_device":
            data = bytes.fromhex(entry["hex"])
            found.sent(now, data)
            ages.new_device_said(device.feed(ages.translated(data), now))
        elif entry["what"] == "order":
            _obey(entry, device, now)
        found.note(now, device.outputs_zero)
    return found


class _Ages:
    """Which telemetry of the new device stands for which of the old one: the one that is equally old."""

    def __init__(self) -> None:
        self._old = FrameReader()
        self._new = FrameReader()
        self._place: dict[int, int] = {}
        self._nonces: list[int] = []
        self._old_epoch = self._epoch = 0

    def old_device_said(self, data: bytes) -> None:
        """As the trace has it."""
        for frame in self._old.feed(data):
            if frame and frame.kind == frames.TELEMETRY:
                self._old_epoch = frame.epoch
                self._place[_NONCE.unpack_from(frame.payload, _TELEMETRY_NONCE)[0]] = len(self._nonces) - 1

    def new_device_said(self, data: bytes) -> None:
        """As it is now."""
        for frame in self._new.feed(data):
            if frame and frame.kind == frames.TELEMETRY:
                self._epoch = frame.epoch
                self._nonces.append(_NONCE.unpack_from(frame.payload, _TELEMETRY_NONCE)[0])

    def translated(self, data: bytes) -> bytes:
        """The bytes for the new device."""
        pieces = data.split(b"\0")
        return b"\0".join(self._frame(piece) for piece in pieces)

    def _frame(self, stuffed: bytes) -> bytes:
        frame = frames.decode(stuffed) if stuffed else None
        if frame is None or frame.kind not in (frames.ARM, frames.OUTPUT) or len(frame.payload) < 6:
            return stuffed
        (nonce,) = _NONCE.unpack_from(frame.payload, _ORDER_NONCE)
        place = self._place.get(nonce)
        if place is not None and 0 <= place < len(self._nonces):
            nonce = self._nonces[place]
        epoch = self._epoch if frame.epoch == self._old_epoch else frame.epoch
        payload = frame.payload[:_ORDER_NONCE] + _NONCE.pack(nonce) + frame.payload[_ORDER_NONCE + 4 :]
        return frames.encode(frame.kind, frame.sequence, epoch, payload, frame.version)[:-1]


def _obey(entry: dict[str, Any], device: Device, now: int) -> None:
    if "fault" in entry:
        device.set_faults(device.faults.changed(entry["fault"]), now)
    if entry.get("reboot"):
        device.reboot(now)


def apart_ms(one: Timeline, other: Timeline) -> float:
    """For how long in all two timelines say different things."""
    instants = sorted({at for at, _ in [*one.changes, *other.changes]})
    total = 0
    for begin, end in pairwise(instants):
        if _at(one.changes, begin) is not _at(other.changes, begin):
            total += end - begin
    return total / 1e6


def _at(changes: Iterable[tuple[int, bool]], instant: int) -> bool:
    zero = True
    for at, truth in changes:
        if at > instant:
            break
        zero = truth
    return zero
