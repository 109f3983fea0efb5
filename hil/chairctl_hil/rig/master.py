"""A chairlink master of the rig's own, so that a device can be treated as no sound host would.

It shares nothing with the product but the transports: frames are those of the simulators.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from struct import Struct
from typing import Any, Final, NamedTuple, Self

from chairctl_hil.rig.line import RigLine
from chairctl_hil.trace.record import Recorder
from chairctl_proof.realtime.chair import boot_clock
from chairctl_simulators.devices.chairlink import frames
from chairctl_simulators.devices.chairlink.frames import Frame, FrameReader
from chairctl_simulators.devices.chairlink.telemetry import Telemetry, telemetry_of

STOP: Final = b"\0" + frames.encode(frames.STOP, 0, 0)
HELLO: Final = b"\0" + frames.encode(frames.HELLO, 0, 0)
LEASE_MS: Final = 250
ARMED_S: Final = 0.35
KEPT: Final = 4_000

_ORDER: Final = Struct("<HI HBHHH H H HHH")
_IDENTITY: Final = Struct("<3BHH16s16sB")
_REFUSED: Final = Struct("<BBI")


class Wanted(NamedTuple):
    """What is asked of the reference chair."""

    roller: tuple[int, int, int, int, int] = (0, 0, 0, 0, 0)
    heat: int = 0
    air: int = 0
    stimulation: tuple[int, int, int] = (0, 0, 0)


NOTHING: Final = Wanted()
ROLLING: Final = Wanted(roller=(500, 1, 0, 800, 500))


@dataclass
class Identity:
    """What a device says of itself."""

    firmware: str
    lease_cap_ms: int
    telemetry_ms: int
    model: str
    serial_number: str


@dataclass
class Master:
    """Answers every telemetry with what is wanted, as long as it `holds`."""

    line: RigLine
    recorder: Recorder
    passes: Callable[[bytes], object] = lambda _data: None
    """Gets what comes from the device, as a tap on the line would."""
    wanted: Wanted = NOTHING
    holds: bool = False
    lease_ms: int = LEASE_MS
    said: list[Telemetry] = field(default_factory=list)
    """The latest of them."""
    telemetries: int = 0
    """How many there were."""
    refusals: list[tuple[int, int, int, int]] = field(default_factory=list)
    """When, kind, reason, sequence."""
    identity: Identity | None = None
    identities: int = 0
    bad_frames: int = 0
    sequence: int = 0
    last_wire: bytes = b""
    _news: threading.Condition = field(default_factory=threading.Condition)
    _reader: FrameReader = field(default_factory=FrameReader)

    @classmethod
    def on(cls, address: str, environment: dict[str, str], recorder: Recorder) -> Self:
        """A master on a line that is not open yet."""
        found: list[Self] = []
        line = RigLine(address, environment, lambda data: found[0].hear(data))  # noqa: PLW0108  (made later)
        found.append(cls(line, recorder))
        return found[0]

    def __enter__(self) -> Self:
        self.line.__enter__()
        self.send(STOP + HELLO)
        self.until(lambda: self.identity is not None, 3.0, "no IDENTITY came")
        heard = self.telemetries  # whose nonces STOP has made void
        self.until(lambda: self.telemetries >= heard + 2, 2.0, "no TELEMETRY came")
        return self

    def __exit__(self, *_: object) -> None:
        self.holds = False
        self.send(STOP)
        self.line.__exit__()

    # --- asking ---------------------------------------------------------------------------------

    @property
    def newest(self) -> Telemetry:
        """The newest telemetry."""
        return self.said[-1]

    def order(self, kind: int, wanted: Wanted = NOTHING, **other: Any) -> bytes:
        """An ARM or OUTPUT; `sequence`, `epoch`, `nonce`, `lease_ms` are right unless they are given."""
        newest = self.newest
        if "sequence" not in other:
            self.sequence = max(self.sequence, newest.echo) + 1
        payload = _ORDER.pack(
            other.get("lease_ms", self.lease_ms),
            other.get("nonce", newest.nonce),
            *wanted.roller, wanted.heat, wanted.air, *wanted.stimulation,
        )  # fmt: skip
        sequence = other.get("sequence", self.sequence)
        return frames.encode(kind, sequence, other.get("epoch", newest.epoch), payload)

    def send(self, data: bytes) -> int:
        """Bytes to the device; when they were handed over (ns)."""
        at = boot_clock()
        self.recorder.note("to_device", hex=data.hex())
        self.last_wire = data
        self.line.write(data)
        return at

    def arm(self, wanted: Wanted = NOTHING) -> None:
        """Arm and hold this; raises AssertionError if the device does not want to.

        A STOP of a moment ago makes void what was said before it: a refused ARM is said again, twice at most.
        """
        self.wanted = wanted
        for _ in range(3):
            self.holds = False
            self.refresh()
            self.send(self.order(frames.ARM))
            self.holds = True
            if self._is_armed_by(self.sequence):
                return
        self.holds = False
        raise AssertionError("the device did not arm")

    def refresh(self) -> None:
        """Wait for the next telemetry; AssertionError when there is none."""
        fresh = self.telemetries
        self.until(lambda: self.telemetries > fresh, 1.0, "the device has fallen silent")

    def _is_armed_by(self, sequence: int) -> bool:
        """Whether telemetry soon says that a frame from this one on was accepted."""
        with self._news:
            return (
                self._news.wait_for(lambda: self.newest.armed and self.newest.echo >= sequence, ARMED_S) != 0
            )

    def stop(self) -> int:
        """STOP; when it was handed over (ns)."""
        self.holds = False
        return self.send(STOP)

    def silence(self) -> int:
        """From now on nothing is answered; the instant (ns)."""
        self.holds = False
        return boot_clock()

    def until(self, done: Callable[[], bool], timeout_s: float, otherwise: str) -> None:
        """Wait for the device; AssertionError with these words when it takes too long."""
        with self._news:
            assert self._news.wait_for(done, timeout_s), otherwise

    def refuses(self, data: bytes, timeout_s: float = 1.0) -> int:
        """Send what is wrong; the reason by which telemetry says that it was refused.

        REFUSED itself comes at most ten times a second, so the count is what can be relied on.
        """
        before = self.newest.refused
        self.send(data)
        self.until(lambda: self.newest.refused > before, timeout_s, "it was not refused")
        return self.newest.last_reason

    def wait(self, seconds: float) -> None:
        """Let the device live for a while."""
        with self._news:
            self._news.wait_for(lambda: False, seconds)

    # --- hearing --------------------------------------------------------------------------------

    def hear(self, data: bytes) -> None:
        """Bytes have come, in the line's thread."""
        self.recorder.note("from_device", hex=data.hex())
        self.passes(data)
        for frame in self._reader.feed(data):
            with self._news:
                self._take(frame)
                self._news.notify_all()

    def _take(self, frame: Frame | None) -> None:
        if frame is None:
            self.bad_frames += 1
        elif frame.kind == frames.IDENTITY:
            *version, cap, period, model, serial, _count = _IDENTITY.unpack_from(frame.payload)
            words = [text.rstrip(b"\0").decode("ascii", "replace") for text in (model, serial)]
            self.identity = Identity(".".join(map(str, version)), cap, period, *words)
            self.identities += 1
            if self.said and self.said[-1].epoch != frame.epoch:
                self.sequence = 0
        elif frame.kind == frames.REFUSED:
            self.refusals.append((boot_clock(), *_REFUSED.unpack_from(frame.payload)))
        elif said := telemetry_of(frame, boot_clock()):
            self.said.append(said)
            del self.said[:-KEPT]
            self.telemetries += 1
            if self.holds:
                data = self.order(frames.OUTPUT, self.wanted)
                self.recorder.note("to_device", hex=data.hex())
                self.last_wire = data
                self.line.write_now(data)
