"""A tiny host for one simulated chair under virtual time: knows the telemetry, sends what it is told."""

from struct import Struct
from typing import Any, ClassVar

from chairctl_simulators.devices.chairlink import ChairSetup, SimulatedChair, Truth, frames
from chairctl_simulators.devices.chairlink.frames import Frame, FrameReader
from chairctl_simulators.devices.chairlink.telemetry import Telemetry, telemetry_of
from chairctl_simulators.faults import Faults

MS = 1_000_000
S = 1000 * MS

_ORDER = Struct("<HI HBHHH H H HHH")


class Host:
    """`now` moves on by `wait`; every frame of the chair ends up in `seen`. `chair_type`: whose it is."""

    chair_type: ClassVar[Any] = SimulatedChair

    def __init__(self, seed: int = 1, setup: ChairSetup | None = None) -> None:
        self.chair = self.chair_type(seed) if setup is None else self.chair_type(seed, setup)
        self.now = 0
        self.sequence = 0
        self.seen: list[Frame] = []
        self._reader = FrameReader()
        self.wait(51 * MS)

    @property
    def telemetry(self) -> Telemetry:
        newest = next(frame for frame in reversed(self.seen) if frame.kind == frames.TELEMETRY)
        found = telemetry_of(newest)
        assert found
        return found

    def truth(self) -> Truth:
        truth: Truth = self.chair.truth(self.now)
        return truth

    @property
    def refusals(self) -> list[tuple[int, int, int]]:
        refused = Struct("<BBI")
        return [refused.unpack(frame.payload) for frame in self.seen if frame.kind == frames.REFUSED]

    def hear(self, data: bytes) -> None:
        for frame in self._reader.feed(data):
            assert frame is not None, "the chair sent a bad frame"
            self.seen.append(frame)

    def wait(self, duration: int) -> None:
        self.now += duration
        self.hear(self.chair.advance(self.now))

    def send(self, data: bytes) -> None:
        self.hear(self.chair.feed(data, self.now))

    def order(
        self,
        kind: int,
        *,
        roller: tuple[int, int, int, int, int] = (0, 0, 0, 0, 0),
        heat: int = 0,
        air: int = 0,
        stimulation: tuple[int, int, int] = (0, 0, 0),
        lease_ms: int = 250,
        nonce: int | None = None,
        sequence: int | None = None,
        epoch: int | None = None,
        version: int = 1,
    ) -> bytes:
        newest = self.telemetry
        if sequence is None:
            self.sequence += 1
            sequence = self.sequence
        payload = _ORDER.pack(
            lease_ms, newest.nonce if nonce is None else nonce, *roller, heat, air, *stimulation
        )
        return frames.encode(kind, sequence, newest.epoch if epoch is None else epoch, payload, version)

    def arm(self) -> None:
        self.send(self.order(frames.ARM))
        assert self.truth().armed

    def hold(self, duration: int, **wanted: object) -> None:
        """Answer each telemetry with the same OUTPUT for a while."""
        end = self.now + duration
        while self.now < end:
            self.wait(min(50 * MS, end - self.now))
            self.send(self.order(frames.OUTPUT, **wanted))  # type: ignore[arg-type]

    def suffer(self, **changes: object) -> None:
        self.chair.set_faults(self.chair.faults.changed(changes), self.now)

    def heal(self) -> None:
        self.chair.set_faults(Faults(), self.now)


KNEADING = (600, 2, 80, 280, 500)
PULSES = (85, 100, 1000)
EVERYTHING: dict[str, object] = {"roller": KNEADING, "heat": 400, "air": 350, "stimulation": PULSES}
