"""A line to a chairlink device whose other end is played by hand."""

import struct

from chairctl.domain.channels import Channel, ChannelKind, Output
from chairctl.domain.packet import Packet
from chairctl.domain.telemetry import Telemetry
from chairctl.domain.time import MILLISECOND
from chairctl.profiles.device import ChannelProfile
from chairctl.protocols.chairlink.device import Chairlink
from chairctl.protocols.chairlink.frames import HELLO, STOP, Frame, Kind, decode, encode
from chairctl.safety.issuer import Issuer
from chairctl.safety.permit import Permit

EPOCH = 0xC0FFEE42
AIR, HEAT = ChannelKind.AIR, ChannelKind.HEAT
STOP_PACKET = Packet("chair", b"\0" + STOP, urgent=True)
HELLO_PACKET = Packet("chair", HELLO)
ISSUER = Issuer()


def channel(kind: ChannelKind) -> ChannelProfile:
    return ChannelProfile(Channel(kind.value, kind, "chair"), 1000, 1000)


def identity(kinds: tuple[int, ...] = (3, 2), epoch: int = EPOCH) -> bytes:
    payload = struct.pack("<BBBHH16s16sB", 1, 2, 3, 300, 50, b"REFERENCE", b"1", len(kinds))
    return encode(Kind.IDENTITY, 1, epoch, payload + b"".join(struct.pack("<BH", kind, 9) for kind in kinds))


class Wire:
    """Both directions of one line, the device side by hand."""

    def __init__(self) -> None:
        self.chair = Chairlink("chair", (channel(AIR), channel(HEAT)))
        self.now = 0
        self.frames = 0
        self.chair.line_up(0)

    def telemetry(
        self, *, armed: bool = False, echo: int = 0, air: int = 0, epoch: int = EPOCH, faults: int = 0
    ) -> Telemetry:
        self.frames += 1
        self.now += 50 * MILLISECOND
        head = struct.pack("<IIIBHHHIB", 1, echo, 1000 + self.frames, armed, 0, faults, 24_000, 0, 0)
        frame = encode(Kind.TELEMETRY, self.frames, epoch, head + struct.pack("<HHHhH", air, 0, 0, 300, 0))
        (report,) = self.chair.receive(frame, self.now)
        assert isinstance(report, Telemetry)
        return report

    def permit(self, *levels: int, armed: bool = True, lease_ms: int = 250) -> Permit:
        image = tuple(Output(level) for level in levels)
        return ISSUER.issue(image, armed=armed, now=self.now, expires_at=self.now + lease_ms * MILLISECOND)

    def send(self, permit: Permit) -> list[Packet]:
        return self.chair.transmit(permit, self.now)

    def armed(self) -> int:
        """Take the device through its handshake; the sequence of the last frame sent."""
        self.send(self.permit(0, 0, armed=False))
        self.chair.receive(identity(), self.now)
        self.telemetry()
        assert [word(packet)[0] for packet in self.send(self.permit(0, 0))] == [Kind.ARM]
        self.telemetry(armed=True, echo=1)
        return 1


def word(packet: Packet) -> tuple[int, int, int, int, tuple[int, ...]]:
    """Kind, sequence, lease, nonce and levels of an ARM or OUTPUT."""
    frame = decode(packet.data[:-1])
    assert isinstance(frame, Frame)
    assert frame.epoch == EPOCH
    lease, nonce, *levels = struct.unpack("<HIHH", frame.payload)
    return frame.kind, frame.sequence, lease, nonce, tuple(levels)


def kind_of(packet: Packet) -> int:
    frame = decode(packet.data.strip(b"\0"))
    assert isinstance(frame, Frame)
    return frame.kind
