"""The protocol's device side: who may say what, and that nothing broken, old or foreign moves anything."""

import random
from collections.abc import Callable
from itertools import pairwise

import pytest

from chairctl_hil.chair import Chair
from chairctl_hil.rig.master import HELLO, ROLLING, Master, Wanted
from chairctl_simulators.devices.chairlink import frames

REFUSED: dict[str, tuple[int, Callable[[Master], bytes]]] = {
    "unknown version": (1, lambda m: frames.encode(frames.OUTPUT, 1, m.newest.epoch, bytes(25), 2)),
    "unknown kind": (2, lambda m: frames.encode(0x77, 1, m.newest.epoch)),
    "output cut short": (3, lambda m: frames.encode(frames.OUTPUT, 9_999, m.newest.epoch, bytes(20))),
    "old sequence": (4, lambda m: m.order(frames.OUTPUT, ROLLING, sequence=m.newest.echo)),
    "wrong epoch": (5, lambda m: m.order(frames.OUTPUT, ROLLING, epoch=m.newest.epoch ^ 1)),
    "foreign nonce": (6, lambda m: m.order(frames.OUTPUT, ROLLING, nonce=m.newest.nonce ^ 1)),
    "not armed": (7, lambda m: m.order(frames.OUTPUT, ROLLING)),
    "level out of range": (8, lambda m: m.order(frames.ARM, Wanted(air=1001))),
    "a level at arming": (9, lambda m: m.order(frames.ARM, Wanted(air=1))),
}
OLD_SEQUENCE, STALE_NONCE = 4, 6


@pytest.mark.hazards("H78", "H29")
@pytest.mark.passive
def test_the_device_says_who_it_is_and_how_it_is_every_50_ms_with_a_new_nonce_each_time(chair: Chair) -> None:
    with chair.master() as master:
        assert master.identity
        assert 1 <= master.identity.lease_cap_ms <= 300
        before = master.telemetries
        master.wait(1.0)
        heard = master.said[before:]
        periods = [(after.at - one.at) / 1e6 for one, after in pairwise(heard)]
        chair.latencies("telemetry_period", periods, 150.0)
        assert 17 <= len(heard) <= 22
        assert len({said.nonce for said in master.said}) == len(master.said)
        assert master.bad_frames == 0


@pytest.mark.hazards("H24")
@pytest.mark.passive
@pytest.mark.needs("tap")
def test_a_tap_on_the_line_hears_the_same_frames_without_a_flaw(chair: Chair) -> None:
    with chair.master() as master:
        chair.bench.tapped.clear()
        master.wait(0.5)
        heard = [frame for frame in frames.FrameReader().feed(bytes(chair.bench.tapped)) if frame]
    nonces = {frame.payload[8:12] for frame in heard if frame.kind == frames.TELEMETRY}
    assert len(nonces) >= 7
    assert nonces <= {said.nonce.to_bytes(4, "little") for said in master.said}


@pytest.mark.hazards("H27", "H26", "H63", "H64", "H78")
@pytest.mark.parametrize("wrong", REFUSED)
def test_a_frame_that_is_wrong_is_refused_for_its_reason(chair: Chair, wrong: str) -> None:
    reason, made = REFUSED[wrong]
    with chair.master() as master:
        if wrong == "old sequence":
            master.arm()
            master.silence()
            master.until(lambda: not master.newest.armed, 1.0, "the lease did not end")
        assert master.refuses(made(master)) == reason
        assert not master.newest.armed


@pytest.mark.hazards("H27", "H55")
@pytest.mark.needs("faults")
def test_frames_recorded_before_a_reboot_move_nothing_after_it(chair: Chair) -> None:
    with chair.master() as master:
        arm = master.order(frames.ARM)
        master.arm(ROLLING)
        output, epoch = master.last_wire, master.newest.epoch
        chair.bench.tell(reboot=True)
        master.until(lambda: master.newest.epoch != epoch, 2.0, "there was no new epoch")
        master.holds = False
        before = master.newest.refused
        for _ in range(5):
            master.send(arm + output)
            master.wait(0.02)
        master.until(lambda: master.newest.refused >= before + 5, 1.0, "old frames were not refused")
        assert not master.newest.armed
        assert master.newest.applied == (0, 0, 0, 0)


@pytest.mark.hazards("H25")
def test_a_frame_that_comes_twice_counts_once(chair: Chair) -> None:
    with chair.master() as master:
        master.arm()
        master.holds = False
        wire = master.order(frames.OUTPUT, ROLLING)
        assert master.refuses(wire + wire) in (OLD_SEQUENCE, STALE_NONCE)


@pytest.mark.hazards("H24", "H37")
def test_no_frame_with_a_wrong_crc_is_accepted(chair: Chair) -> None:
    chance = random.Random(3)
    with chair.master() as master:
        master.arm()
        master.holds = False
        sent = 0
        for number in range(chair.trials(60, 2_000)):
            if number % 10 == 0:
                master.arm()
                master.holds = False
            wire = bytearray(master.order(frames.OUTPUT, Wanted(air=900)))
            at = chance.randrange(len(wire) - 1)
            wire[at] = wire[at] ^ 1 << chance.randrange(8) or 0xFF
            master.send(b"\0" + bytes(wire))
            sent += 1
            master.wait(0.004)
            assert master.newest.applied[2] == 0, "a broken frame has moved something"
        master.wait(0.12)
        assert master.newest.applied[2] == 0, "a broken frame has moved something"
        chair.figure("broken_frames_accepted", 0, 0, "", trials=sent)


@pytest.mark.hazards("H24", "H34", "H37")
def test_arbitrary_bytes_move_nothing_and_the_next_frame_is_understood(chair: Chair) -> None:
    chance = random.Random(4)
    with chair.master() as master:
        for _ in range(chair.trials(15, 500)):
            master.send(chance.randbytes(chance.randint(1, 600)))
            master.wait(0.01)
        assert not master.newest.armed
        before = master.identities
        master.send(HELLO)
        master.until(lambda: master.identities > before, 1.0, "HELLO was not understood after noise")
        assert master.newest.applied == (0, 0, 0, 0)


@pytest.mark.hazards("H13", "H35")
def test_arming_again_puts_everything_to_zero_first(chair: Chair) -> None:
    with chair.master() as master:
        master.arm(Wanted(air=600))
        master.until(lambda: master.newest.applied[2] > 200, 2.0, "it never rose")
        master.holds = False
        fresh = master.telemetries
        master.send(master.order(frames.ARM))
        master.until(lambda: master.telemetries > fresh, 1.0, "the device has fallen silent")
        assert master.newest.applied[2] <= 60
