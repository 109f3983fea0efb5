"""A line to a ScienceMode 4 device whose other end is played by hand."""

from chairctl.domain.channels import Channel, ChannelKind, Output, StimulationMode
from chairctl.domain.packet import Packet
from chairctl.domain.telemetry import Identity, Report, Telemetry
from chairctl.domain.time import MILLISECOND
from chairctl.profiles.device import ChannelProfile
from chairctl.protocols.sciencemode4.device import ScienceMode4
from chairctl.protocols.sciencemode4.frames import Frame, decode, encode
from chairctl.safety.issuer import Issuer
from chairctl.safety.permit import Permit

ISSUER = Issuer()
PULSES = StimulationMode(200, 1_000)
LOW_INIT, LOW_STOP, MID_INIT, UPDATE, STOP, CURRENT_DATA = 0, 4, 30, 32, 34, 36
DEVICE_ID, BATTERY, STATUS, VERSION = 52, 54, 62, 68
ID = b"\0P24-000001"
VERSIONS = bytes((0, 3, 1, 0, 4, 1, 0, 1, 2, 3, 4, 0, 1))


def channel(name: str) -> ChannelProfile:
    return ChannelProfile(Channel(name, ChannelKind.STIMULATION, "unit"), 200, 10)


class Wire:
    """Both directions of one line, the device side by hand. `asked` is what was asked last, by command."""

    def __init__(self) -> None:
        self.unit = ScienceMode4("unit", (channel("red"), channel("blue")))
        self.now = 0
        self.asked: dict[int, int] = {}
        self.unit.line_up(0)

    def permit(self, *levels: int, armed: bool = True) -> Permit:
        image = tuple(Output(level, PULSES if level else None) for level in levels or (0, 0))
        return ISSUER.issue(image, armed=armed, now=self.now, expires_at=self.now + 250 * MILLISECOND)

    def send(self, *levels: int, armed: bool = True) -> list[int]:
        """One turn under such a permit; the commands that leave."""
        return [frame.command for frame in self.frames(*levels, armed=armed)]

    def frames(self, *levels: int, armed: bool = True) -> list[Frame]:
        sent = [
            frame_of(packet) for packet in self.unit.transmit(self.permit(*levels, armed=armed), self.now)
        ]
        self.asked |= {frame.command: frame.number for frame in sent}
        return sent

    def wait(self, ms: int) -> "Wire":
        self.now += ms * MILLISECOND
        return self

    def answer(self, command: int, data: bytes = b"\0", number: int | None = None) -> list[Report]:
        """The device answers the newest request of this kind."""
        number = self.asked[command] if number is None else number  # of a stop it is always 0
        return self.unit.receive(encode(command + 1, number, data), self.now)

    def telemetry(self, command: int, data: bytes = b"\0") -> Telemetry:
        (report,) = self.answer(command, data)
        assert isinstance(report, Telemetry)
        return report

    def known(self) -> "Wire":
        """It has been stopped, and has said who it is and that nothing runs."""
        assert self.send(armed=False) == [STOP, DEVICE_ID, VERSION]
        self.answer(STOP)
        assert self.answer(DEVICE_ID, ID) == []
        (identity,) = self.answer(VERSION, VERSIONS)
        assert isinstance(identity, Identity)
        assert self.send(armed=False) == [STATUS, BATTERY]
        assert not self.telemetry(STATUS, b"\0\0\1").armed
        self.answer(BATTERY, b"\0\x50\x1f\x40")
        return self

    def ready(self) -> "Wire":
        """Under an armed permit, INIT answered and confirmed."""
        self.known()
        assert self.send() == [MID_INIT]
        assert self.answer(MID_INIT) == []
        assert self.send() == [CURRENT_DATA]
        assert self.telemetry(CURRENT_DATA, state()).armed
        return self

    def running(self, *levels: int) -> "Wire":
        """An update is taken, and its channels run."""
        self.ready()
        assert self.send(*levels) == [UPDATE]
        self.answer(UPDATE)
        return self


def state(running: int = 0, errors: bytes = bytes(4), result: int = 0) -> bytes:
    return bytes((result, 4, running)) + errors


def frame_of(packet: Packet) -> Frame:
    frame = decode(packet.data)
    assert isinstance(frame, Frame)
    return frame
