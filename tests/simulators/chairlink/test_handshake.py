"""Rules 1 and 2 of the document: boot, the order of the checks, refusals."""

from collections.abc import Callable
from random import Random
from struct import Struct

import pytest
from tests.simulators.host import EVERYTHING, MS, Host, S

from chairctl_simulators.devices.chairlink import ChairSetup, SimulatedChair, frames
from chairctl_simulators.devices.chairlink.channels import ChannelKind, build
from chairctl_simulators.devices.chairlink.firmware import Firmware
from chairctl_simulators.plant.body import Body

HELLO = frames.encode(frames.HELLO, 0, 0)


def test_a_chair_boots_with_everything_zero_and_says_who_it_is() -> None:
    host = Host(seed=42)
    identity, first = host.seen
    assert (identity.kind, identity.sequence) == (frames.IDENTITY, 1)
    fields = Struct("<3BHH16s16sB").unpack_from(identity.payload)
    assert fields == (1, 0, 0, 300, 50, b"REFERENCE".ljust(16, b"\0"), b"SIM-000042".ljust(16, b"\0"), 4)
    assert identity.payload[40:] == Struct("<BHBHBHBH").pack(1, 1000, 2, 410, 3, 1000, 5, 600)
    assert (first.kind, first.sequence, first.epoch) == (frames.TELEMETRY, 2, identity.epoch)
    newest = host.telemetry
    assert (newest.armed, newest.echo, newest.faults, newest.refused, newest.last_reason) == (0, 0, 0, 0, 0)
    assert newest.applied == (0, 0, 0, 0)
    assert newest.uptime_ms == 50
    assert host.truth().outputs_zero


def test_the_epoch_is_random_and_never_zero() -> None:
    epochs = {Host(seed).telemetry.epoch for seed in range(50)}
    assert len(epochs) == 50
    assert 0 not in epochs


def test_the_same_seed_gives_the_same_bytes() -> None:
    assert SimulatedChair(7).advance(5 * S) == SimulatedChair(7).advance(5 * S)
    assert SimulatedChair(7).advance(5 * S) != SimulatedChair(8).advance(5 * S)


def test_hello_is_answered_in_any_state_and_changes_nothing() -> None:
    host = Host()
    before = host.truth()
    host.send(HELLO)
    assert host.seen[-1].kind == frames.IDENTITY
    assert host.truth() == before
    host.arm()
    host.send(HELLO)
    assert host.seen[-1].kind == frames.IDENTITY
    assert host.truth().armed


def test_telemetry_comes_every_50_ms_with_a_new_nonce_each_time() -> None:
    host = Host()
    host.wait(10 * S)
    reports = [f for f in host.seen if f.kind == frames.TELEMETRY]
    assert len(reports) == 1 + 64  # one was fetched; of the next 200 the newest 64 were kept
    for _ in range(100):
        host.wait(50 * MS)
    nonces = [f.payload[8:12] for f in host.seen if f.kind == frames.TELEMETRY]
    assert len(nonces) == len(set(nonces)) == 165
    assert host.telemetry.uptime_ms == 15_050


def test_uptime_wraps_at_32_bits() -> None:
    host = Host(setup=ChairSetup(uptime_ms=(1 << 32) - 60))
    assert host.telemetry.uptime_ms == (1 << 32) - 10
    host.wait(50 * MS)
    assert host.telemetry.uptime_ms == 40


class Repeating(Random):
    """Draws every number twice."""

    def __init__(self) -> None:
        super().__init__(1)
        self._again: list[int] = []

    def getrandbits(self, k: int, /) -> int:
        if not self._again:
            self._again = [super().getrandbits(k)] * 2
        return self._again.pop()


def test_a_nonce_that_is_drawn_twice_is_drawn_again() -> None:
    setup = ChairSetup(channels=((ChannelKind.AIR, 1000),))
    firmware = Firmware(setup, "SIM-000001", (build(ChannelKind.AIR, Body(), 23.0),), Repeating())
    firmware.boot(0)
    reports = [frames.FrameReader().feed(firmware.work(n * 50 * MS))[0] for n in range(1, 8)]
    assert len({report.payload[8:12] for report in reports if report is not None}) == 7


def test_a_chair_that_has_something_to_say_wants_to_be_called_at_once() -> None:
    chair = SimulatedChair(1, start_ns=5 * S)
    assert chair.next_deadline() == 5 * S
    chair.advance(5 * S)
    assert chair.next_deadline() == 5 * S + 50 * MS


Broken = Callable[[Host], bytes]


def _damaged(host: Host) -> bytes:
    wire = bytearray(host.order(frames.OUTPUT))
    wire[20] ^= 0x40
    return bytes(wire)


def _old(host: Host) -> bytes:
    return host.order(frames.OUTPUT, sequence=host.telemetry.echo)


def _stale(host: Host) -> bytes:
    return host.order(frames.OUTPUT, nonce=host.telemetry.nonce ^ 1)


# Each frame is wrong in its own way and, where it can be, in every later way too: the first check wins.
REFUSED: list[tuple[str, int, Broken]] = [
    ("unknown version", 1, lambda h: frames.encode(0x77, 0, 0, b"x", version=2)),
    ("unknown kind", 2, lambda h: frames.encode(0x77, 0, 0, b"x")),
    ("kind of the device", 2, lambda h: frames.encode(frames.TELEMETRY, 0, 0, b"")),
    ("hello with payload", 3, lambda h: frames.encode(frames.HELLO, 0, 0, b"x")),
    ("output cut short", 3, lambda h: frames.encode(frames.OUTPUT, 0, 0, bytes(24))),
    ("arm too long", 3, lambda h: frames.encode(frames.ARM, 0, 0, bytes(26))),
    ("wrong epoch", 5, lambda h: h.order(frames.OUTPUT, epoch=1, sequence=0, nonce=0, lease_ms=0)),
    ("old sequence", 4, lambda h: h.order(frames.OUTPUT, sequence=0, nonce=0, lease_ms=0)),
    ("unknown nonce", 6, lambda h: h.order(frames.OUTPUT, nonce=h.telemetry.nonce ^ 1, lease_ms=0)),
    ("not armed", 7, lambda h: h.order(frames.OUTPUT, lease_ms=0, heat=999)),
    ("lease of nothing", 8, lambda h: h.order(frames.ARM, lease_ms=0, air=1)),
    ("lease beyond the cap", 8, lambda h: h.order(frames.ARM, lease_ms=301)),
    ("arm with a level in range", 9, lambda h: h.order(frames.ARM, air=1)),
    ("arm with a level out of range", 8, lambda h: h.order(frames.ARM, air=1001)),
]


@pytest.mark.parametrize(("reason", "broken"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED])
def test_a_frame_is_refused_for_the_first_thing_that_is_wrong(reason: int, broken: Broken) -> None:
    host = Host()
    wire = broken(host)
    (sent,) = frames.FrameReader().feed(wire)
    assert sent is not None
    host.send(wire)
    assert host.refusals == [(sent.kind, reason, sent.sequence)]
    host.wait(50 * MS)
    assert (host.telemetry.refused, host.telemetry.last_reason) == (1, reason)
    assert host.truth().outputs_zero
    assert not host.truth().armed


def test_a_bad_frame_is_counted_but_not_answered() -> None:
    host = Host()
    host.send(_damaged(host))
    host.wait(50 * MS)
    assert host.refusals == []
    assert (host.telemetry.refused, host.telemetry.last_reason) == (1, 12)


@pytest.mark.parametrize("broken", [_damaged, _old, _stale], ids=["damaged", "old", "stale"])
def test_a_refused_frame_renews_no_lease_and_changes_no_output(broken: Broken) -> None:
    host = Host()
    host.arm()
    host.hold(2 * S, **EVERYTHING)
    before, echo = host.telemetry, host.sequence
    host.wait(50 * MS)
    for _ in range(4):
        host.send(broken(host))
        host.wait(50 * MS)
    assert before.applied == (600, 400, 350, 19)
    assert host.telemetry.echo == echo
    assert not host.truth().armed
    assert host.telemetry.faults == 1


def test_a_refused_frame_uses_up_no_sequence_number() -> None:
    host = Host()
    host.send(host.order(frames.ARM, sequence=5, air=1))
    host.send(host.order(frames.ARM, sequence=5))
    assert host.truth().armed
    host.send(host.order(frames.OUTPUT, sequence=5))
    assert host.refusals == [(frames.ARM, 9, 5), (frames.OUTPUT, 4, 5)]
    host.wait(50 * MS)
    assert host.telemetry.echo == 5


def test_at_most_ten_refusals_a_second_are_sent_and_all_are_counted() -> None:
    host = Host()
    for _ in range(30):
        host.send(frames.encode(0x77, 0, 0))
    assert len(host.refusals) == 10
    host.wait(999 * MS)
    host.send(frames.encode(0x77, 0, 0))
    assert len(host.refusals) == 10
    host.wait(1 * MS)
    host.send(frames.encode(0x77, 0, 0))
    assert len(host.refusals) == 11
    host.wait(50 * MS)
    assert host.telemetry.refused == 32
    assert host.truth().refused == 32


RANGES: list[tuple[dict[str, object], bool]] = [
    ({"roller": (1000, 5, 0, 800, 1000)}, True),
    ({"roller": (1001, 1, 0, 800, 1000)}, False),
    ({"roller": (1, 6, 0, 800, 1000)}, False),
    ({"roller": (1, 1, 301, 300, 1000)}, False),
    ({"roller": (1, 1, 300, 300, 1000)}, True),
    ({"roller": (1, 1, 0, 801, 1000)}, False),
    ({"roller": (1, 1, 0, 800, 1001)}, False),
    ({"roller": (0, 99, 999, 1, 9999)}, True),  # while the level is 0 the rest is ignored
    ({"heat": 199}, False),
    ({"heat": 200}, True),
    ({"heat": 410}, True),
    ({"heat": 411}, False),
    ({"air": 1000}, True),
    ({"air": 1001}, False),
    ({"stimulation": (600, 250, 1500)}, True),
    ({"stimulation": (601, 250, 1500)}, False),
    ({"stimulation": (1, 49, 1000)}, False),
    ({"stimulation": (1, 50, 10)}, True),
    ({"stimulation": (1, 251, 1000)}, False),
    ({"stimulation": (1, 100, 9)}, False),
    ({"stimulation": (1, 100, 1501)}, False),
    ({"stimulation": (0, 9999, 9999)}, True),
    ({"lease_ms": 1}, True),
    ({"lease_ms": 300}, True),
    ({"lease_ms": 301}, False),
]


@pytest.mark.parametrize(("wanted", "good"), RANGES, ids=[str(r[0]) for r in RANGES])
def test_values_are_accepted_up_to_their_limits_and_not_beyond(wanted: dict[str, object], good: bool) -> None:
    host = Host()
    host.wait(49 * MS)
    host.arm()
    host.send(host.order(frames.OUTPUT, **wanted))  # type: ignore[arg-type]
    assert host.refusals == ([] if good else [(frames.OUTPUT, 8, 2)])


def test_every_kind_of_channel_can_be_in_the_layout() -> None:
    chair = SimulatedChair(1, ChairSetup(channels=tuple((kind, 410) for kind in ChannelKind)))
    reader = frames.FrameReader()
    (*_, report) = reader.feed(chair.advance(50 * MS))
    assert report is not None
    nonce = report.payload[8:12]
    zero = b"\xfa\0" + nonce + bytes(25 - 6 + 2 + 3)
    assert chair.feed(frames.encode(frames.ARM, 1, report.epoch, zero), 51 * MS) == b""
    rest = Struct("<HBHHH H H H HHH Hb")
    levels = (200, 1, 0, 800, 500, 400, 300, 200, 10, 100, 1000, 410, -1)
    output = frames.encode(frames.OUTPUT, 2, report.epoch, b"\xfa\0" + nonce + rest.pack(*levels))
    assert chair.feed(output, 52 * MS) == b""
    truth = chair.truth(252 * MS)
    assert truth.vibration_permille == (198,)
    assert truth.posture_tenth_deg[0] == pytest.approx(700 - 0.2 * 24.6, abs=0.1)
    assert truth.rollers[0].force_n > 0
    reader.feed(chair.advance(252 * MS))
    wrong_way = rest.pack(*levels[:-1], 2)
    refused = chair.feed(frames.encode(3, 3, report.epoch, b"\xfa\0" + nonce + wrong_way), 260 * MS)
    assert reader.feed(refused)[0].payload[1] == 8  # type: ignore[union-attr]
