"""Bridge mode: a device that would go on for good (S0) loses its supply when the lease ends (S2)."""

from struct import Struct

from tests.simulators.host import EVERYTHING, MS, Host, S

from chairctl_hil.board.virtual import VirtualBoard
from chairctl_simulators.devices.chairlink import SimulatedChair, frames
from chairctl_simulators.devices.chairlink.frames import FrameReader

_NONCE = Struct("<I")
_ORDER = Struct("<HIH")


class Bridge:
    """The board in front of a chair without a lease, and a host that answers the board."""

    def __init__(self) -> None:
        self.board = VirtualBoard(bridge=True)
        self.chair = Host()
        self.chair.suffer(no_lease=True)
        self.sequence = 0
        self.reader = FrameReader()
        self.newest = frames.Frame(0, 0, 0, 0, b"")

    def order(self, kind: int, level: int) -> None:
        self.sequence += 1
        (nonce,) = _NONCE.unpack_from(self.newest.payload, 8)
        data = frames.encode(kind, self.sequence, self.newest.epoch, _ORDER.pack(250, nonce, level))
        self.hear(self.board.feed(data, self.chair.now))

    def hear(self, data: bytes) -> None:
        for frame in self.reader.feed(data):
            if frame and frame.kind == frames.TELEMETRY:
                self.newest = frame

    def wait(self, duration: int) -> None:
        self.chair.wait(duration)
        self.hear(self.board.advance(self.chair.now))
        powered = self.board.controller.outputs.switch and self.board.controller.outputs.contactor
        self.chair.suffer(supply_mv=None if powered else 0)

    def energise(self) -> None:
        self.wait(51 * MS)
        self.order(frames.ARM, 0)
        for _ in range(40):
            self.wait(50 * MS)
            self.order(frames.OUTPUT, 1000)
            if self.chair.telemetry.armed:
                self.chair.send(self.chair.order(frames.OUTPUT, **EVERYTHING))  # type: ignore[arg-type]
            elif self.chair.telemetry.supply_mv > 20_000:
                self.chair.send(self.chair.order(frames.ARM))
        assert not self.chair.truth().outputs_zero


def test_without_the_bridge_a_device_without_a_deadman_goes_on_when_the_host_dies() -> None:
    host = Host()
    assert isinstance(host.chair, SimulatedChair)
    host.suffer(no_lease=True)
    host.arm()
    host.hold(1 * S, **EVERYTHING)
    host.wait(5 * S)
    assert not host.truth().outputs_zero


def test_h09_with_the_bridge_it_has_lost_its_supply_300_ms_after_the_host_died() -> None:
    bridge = Bridge()
    bridge.energise()
    for _ in range(30):
        bridge.wait(10 * MS)
    assert bridge.chair.truth().outputs_zero
    assert bridge.board.controller.outputs.switch == 0


def test_a_stop_to_the_bridge_cuts_the_supply_at_once_and_nothing_but_an_arm_brings_it_back() -> None:
    bridge = Bridge()
    bridge.energise()
    bridge.board.feed(frames.encode(frames.STOP, 0, 0), bridge.chair.now)
    bridge.wait(0)
    assert bridge.chair.truth().outputs_zero
    bridge.order(frames.OUTPUT, 1000)
    bridge.wait(50 * MS)
    assert bridge.board.controller.outputs.switch == 0


def test_the_bridge_says_what_it_is_and_that_it_switches_one_supply() -> None:
    identity = FrameReader().feed(VirtualBoard(bridge=True).advance(0))[0]
    assert identity is not None
    assert identity.payload[7:13] == b"BRIDGE"
    assert identity.payload[39:] == b"\x01\x04\xe8\x03"
