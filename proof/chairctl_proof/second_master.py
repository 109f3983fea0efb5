"""A second host on the same wire: it overhears telemetry and sends commands that are right in every way."""

from struct import Struct
from typing import Final

from chairctl_simulators.devices.chairlink import frames
from chairctl_simulators.devices.chairlink.channels import ChannelKind, build
from chairctl_simulators.devices.chairlink.frames import FrameReader
from chairctl_simulators.plant.body import Body

_STATUS: Final = Struct("<IIIB")
_BLOCK: Final = {
    ChannelKind.ROLLER: (1, 0, 800, 500),
    ChannelKind.STIMULATION: (100, 1000),
    ChannelKind.POSTURE: (1,),
}


class SecondMaster:
    """Wants `levels` of the channels, in wire order, and arms the chair by itself if need be."""

    def __init__(self, kinds: tuple[ChannelKind, ...], levels: tuple[int, ...]) -> None:
        self._order = Struct("<HI" + "".join(build(kind, Body(), 23.0).block for kind in kinds))
        self._kinds = kinds
        self._levels = levels
        self._reader = FrameReader()

    def overhear(self, data: bytes) -> bytes:
        """What it answers to bytes of the chair."""
        answer = b""
        for frame in self._reader.feed(data):
            if frame is None or frame.kind != frames.TELEMETRY:
                continue
            _, echo, nonce, armed = _STATUS.unpack_from(frame.payload)
            values: list[int] = []
            for kind, level in zip(self._kinds, self._levels, strict=True):
                rest = _BLOCK.get(kind, ())
                values += (level, *rest) if armed else (0,) * (1 + len(rest))
            kind_of_frame = frames.OUTPUT if armed else frames.ARM
            payload = self._order.pack(300, nonce, *values)
            answer += frames.encode(kind_of_frame, echo + 1, frame.epoch, payload)
        return answer
