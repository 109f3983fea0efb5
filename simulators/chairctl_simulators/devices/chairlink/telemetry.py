"""TELEMETRY of the reference chair as a master reads it (section 3 of the document)."""

from struct import Struct
from typing import Final, NamedTuple

from chairctl_simulators.devices.chairlink.frames import TELEMETRY, Frame

_STATUS: Final = Struct("<IIIBHHHIB")
_BLOCKS: Final = Struct("<HHhH HhH HH HHHh")


class Telemetry(NamedTuple):
    """One report; `at` is when it came, by the clock of who reads it (ns)."""

    sequence: int
    epoch: int
    uptime_ms: int
    echo: int
    nonce: int
    armed: int
    lease_left_ms: int
    faults: int
    supply_mv: int
    refused: int
    last_reason: int
    roller: tuple[int, ...]
    heat: tuple[int, ...]
    air: tuple[int, ...]
    stimulation: tuple[int, ...]
    at: int = 0

    @property
    def applied(self) -> tuple[int, ...]:
        """The level of each channel."""
        return self.roller[0], self.heat[0], self.air[0], self.stimulation[0]


def telemetry_of(frame: Frame, at: int = 0) -> Telemetry | None:
    """What a frame reports; None: it is no TELEMETRY of these four channels."""
    if frame.kind != TELEMETRY or len(frame.payload) != _STATUS.size + _BLOCKS.size:
        return None
    status = _STATUS.unpack_from(frame.payload)
    blocks = _BLOCKS.unpack_from(frame.payload, _STATUS.size)
    parts = (blocks[:4], blocks[4:7], blocks[7:9], blocks[9:])
    return Telemetry._make((frame.sequence, frame.epoch, *status, *parts, at))
