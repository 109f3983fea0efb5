"""Rules 3 to 7 of the document: sequence, lease, arming, stop."""

import pytest
from tests.simulators.host import EVERYTHING, MS, Host, S

from chairctl_simulators.devices.chairlink import frames

STOP = frames.encode(frames.STOP, 0, 0)


def working(seconds: int = 1) -> Host:
    """A host whose chair is armed and working; its last OUTPUT answered telemetry of 1 ms ago."""
    host = Host()
    host.arm()
    host.hold(seconds * S, **EVERYTHING)
    assert not host.truth().outputs_zero
    return host


def test_a_lease_ends_at_the_sending_of_its_telemetry_plus_its_length_to_the_nanosecond() -> None:
    host = working()
    end = host.now - 1 * MS + 250 * MS  # telemetry is sent on the 50 ms grid, the host answers 1 ms later
    assert host.chair.truth(end - 1).armed
    assert not host.chair.truth(end - 1).outputs_zero
    after = host.chair.truth(end)
    assert not after.armed
    assert after.outputs_zero
    assert after.stimulations[0].current_ma == after.rollers[0].force_n == after.pads[0].power_w == 0


def test_the_chair_wants_to_be_called_at_the_end_of_the_lease() -> None:
    host = Host()
    host.send(host.order(frames.ARM, lease_ms=7))
    assert host.chair.next_deadline() == 57 * MS


def test_a_lease_that_ends_leaves_its_fault_bit_until_the_next_arm() -> None:
    host = working()
    host.wait(1 * S)
    assert (host.telemetry.faults, host.telemetry.lease_left_ms) == (1, 0)
    assert host.telemetry.applied == (0, 0, 0, 0)
    host.arm()
    host.wait(50 * MS)
    assert host.telemetry.faults == 0


def test_a_late_call_does_not_prolong_a_lease() -> None:
    late, punctual = working(), working()
    for _ in range(1000):
        punctual.wait(1 * MS)
    late.wait(1 * S)
    assert late.truth() == punctual.truth()
    assert late.seen == punctual.seen


def test_a_stream_of_frames_with_an_old_nonce_keeps_nothing_alive() -> None:
    host = working()
    nonce = host.telemetry.nonce
    sent = host.now - 1 * MS
    while host.now < sent + 299 * MS:
        host.now += 1 * MS
        host.send(host.order(frames.OUTPUT, nonce=nonce, lease_ms=300, **EVERYTHING))  # type: ignore[arg-type]
    assert host.truth().armed
    host.wait(1 * MS)
    assert host.truth().outputs_zero
    host.send(host.order(frames.OUTPUT, nonce=nonce, lease_ms=300, **EVERYTHING))  # type: ignore[arg-type]
    assert not host.truth().armed


def test_a_nonce_is_fresh_for_300_ms_and_stale_after() -> None:
    host = Host()
    nonce = host.telemetry.nonce
    host.now = 350 * MS
    host.send(host.order(frames.OUTPUT, nonce=nonce))
    assert host.refusals[-1][1] == 7  # not armed, but the nonce was still good
    host.now += 1
    host.send(host.order(frames.OUTPUT, nonce=nonce))
    assert host.refusals[-1][1] == 6


def test_an_order_whose_lease_is_over_already_lets_nothing_live() -> None:
    host = working()
    nonce = host.telemetry.nonce
    host.now += 20 * MS
    host.send(host.order(frames.OUTPUT, nonce=nonce, lease_ms=10, **EVERYTHING))  # type: ignore[arg-type]
    assert host.chair.outputs_zero  # in the same call already
    assert host.truth().outputs_zero
    assert not host.truth().armed


def test_telemetry_tells_what_is_left_of_the_lease() -> None:
    host = working()
    host.wait(50 * MS)
    assert (host.telemetry.armed, host.telemetry.lease_left_ms) == (1, 200)


def test_an_output_before_arming_is_refused() -> None:
    host = Host()
    host.send(host.order(frames.OUTPUT, **EVERYTHING))  # type: ignore[arg-type]
    assert host.refusals == [(frames.OUTPUT, 7, 1)]
    assert host.truth().outputs_zero


def test_arming_again_puts_all_outputs_to_zero() -> None:
    host = working()
    host.arm()
    assert host.truth().outputs_zero
    assert host.truth().armed


def test_a_duplicate_of_an_accepted_frame_is_refused() -> None:
    host = Host()
    host.arm()
    wire = host.order(frames.OUTPUT, air=100)
    host.send(wire)
    host.send(wire)
    assert host.refusals == [(frames.OUTPUT, 4, 2)]


def test_an_arm_from_before_a_reboot_is_refused_after_it() -> None:
    host = Host()
    recorded = host.order(frames.ARM)
    host.chair.reboot(host.now)
    host.send(recorded)
    assert host.refusals == [(frames.ARM, 5, 1)]
    assert not host.truth().armed


def test_a_reboot_while_working_zeroes_everything_and_starts_a_new_epoch() -> None:
    host = working()
    epoch = host.telemetry.epoch
    host.chair.reboot(host.now)
    assert host.truth().outputs_zero
    host.wait(51 * MS)
    newest = host.telemetry
    assert newest.epoch != epoch
    assert (newest.sequence, newest.echo, newest.armed, newest.uptime_ms, newest.faults) == (2, 0, 0, 50, 0)
    host.sequence = 0
    host.arm()


def test_a_used_up_sequence_is_refused_and_starts_a_new_epoch() -> None:
    host = Host()
    host.send(host.order(frames.ARM, sequence=(1 << 31) - 1))
    assert host.truth().armed
    old = host.telemetry.epoch
    host.send(host.order(frames.ARM, sequence=1 << 31))
    refused, identity = host.seen[-2:]
    assert host.refusals == [(frames.ARM, 11, 1 << 31)]
    assert (refused.epoch, identity.kind, identity.sequence) == (old, frames.IDENTITY, 1)
    assert identity.epoch != old
    assert not host.truth().armed
    host.wait(51 * MS)
    host.arm()


@pytest.mark.parametrize("prefix", [b"", b"\0", b"\0\0\0"], ids=["bare", "after a zero", "after zeros"])
def test_stop_zeroes_everything_at_once(prefix: bytes) -> None:
    host = working()
    host.send(prefix + STOP)
    assert host.truth().outputs_zero
    assert not host.truth().armed
    host.wait(50 * MS)
    assert (host.telemetry.faults, host.telemetry.refused) == (0, 0)


@pytest.mark.parametrize(
    "wire",
    [
        frames.encode(frames.STOP, 99, 99),
        frames.encode(frames.STOP, 0, 0, b"ignored"),
        frames.encode(frames.STOP, 0, 0, version=0),
        frames.encode(frames.STOP, 0, 0, version=255),
    ],
    ids=["sequence and epoch", "payload", "older version", "newer version"],
)
def test_stop_is_obeyed_whatever_else_it_carries(wire: bytes) -> None:
    host = working()
    host.send(wire)
    assert host.truth().outputs_zero
    assert not host.truth().armed
    assert host.refusals == []


def test_a_damaged_stop_is_not_a_stop() -> None:
    host = working()
    host.send(STOP[:-3] + b"\x01\x01\0")
    assert host.truth().armed


def test_stop_ends_a_frame_that_was_cut_short() -> None:
    host = working()
    host.send(host.order(frames.OUTPUT)[:20] + b"\0" + STOP)
    assert not host.truth().armed


def test_stop_overtakes_everything_before_it_in_the_buffer() -> None:
    host = working()
    host.send(STOP)
    host.wait(50 * MS)
    accepted = host.truth().accepted
    host.send(
        host.order(frames.ARM)
        + host.order(frames.OUTPUT, **EVERYTHING)  # type: ignore[arg-type]
        + frames.encode(frames.HELLO, 0, 0)
        + STOP
    )
    assert host.seen[-1].kind == frames.IDENTITY
    assert host.truth().accepted == accepted
    assert host.truth().outputs_zero
    assert not host.truth().armed


def test_what_stop_has_overtaken_brings_nothing_back_because_its_nonce_is_void() -> None:
    host = working()
    arm, output = host.order(frames.ARM), host.order(frames.OUTPUT, **EVERYTHING)  # type: ignore[arg-type]
    host.send(STOP + arm + output)
    assert [reason for _, reason, *_ in host.refusals[-2:]] == [6, 6]
    assert not host.truth().armed
    host.wait(50 * MS)
    host.send(host.order(frames.ARM))
    assert host.truth().armed
    assert host.truth().outputs_zero
