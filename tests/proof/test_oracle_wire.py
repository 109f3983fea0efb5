"""Every rule of the wire monitor is seen to complain of a frame that breaks it, and of no other."""

from collections.abc import Callable
from struct import Struct

import pytest

from chairctl_proof.oracle.oracle import Oracle
from chairctl_simulators.devices.chairlink import frames

MS = 1_000_000
EPOCH, NONCE = 0xC0FFEE, 77
ORDER = Struct("<HI HBHHH H H HHH")
OFF = (0, 0, 0, 0, 0)
ROLLER = (10, 1, 100, 300, 500)
PULSES = (0, 100, 1000)


def order(
    kind: int = frames.OUTPUT,
    *,
    sequence: int = 2,
    epoch: int = EPOCH,
    nonce: int = NONCE,
    lease_ms: int = 250,
    roller: tuple[int, ...] = OFF,
    heat: int = 0,
    air: int = 0,
    tens: tuple[int, ...] = (0, 0, 0),
) -> bytes:
    payload = ORDER.pack(lease_ms, nonce, *roller, heat, air, *tens)
    return frames.encode(kind, sequence, epoch, payload)


def telemetry(epoch: int = EPOCH, nonce: int = NONCE) -> bytes:
    return frames.encode(frames.TELEMETRY, 1, epoch, Struct("<III").pack(0, 0, nonce) + bytes(20))


def armed() -> Oracle:
    """A person has armed, the host has heard the chair and sent ARM at 0."""
    oracle = Oracle()
    oracle.heard(telemetry(), 0)
    oracle.person_asks(0)
    oracle.sent(order(frames.ARM, sequence=1), 0)
    oracle.person_armed(0, accepted=True)
    return oracle


def complaints(oracle: Oracle) -> list[str]:
    return [complaint.rule for complaint in oracle.complaints]


def test_a_right_conversation_gives_nothing_to_complain_of() -> None:
    oracle = armed()
    oracle.heard(telemetry(nonce=78), 50 * MS)
    oracle.sent(order(nonce=78, roller=ROLLER, heat=410, air=40, tens=(0, 0, 0)), 50 * MS)
    oracle.sent(frames.encode(frames.HELLO, 0, 0) + b"\0" + frames.encode(frames.STOP, 0, 0), 51 * MS)
    assert complaints(oracle) == []


BAD: dict[str, Callable[[], bytes]] = {
    "wire: level": lambda: order(heat=411),
    "wire: heat too low to mean anything": lambda: order(heat=199),
    "wire: travel": lambda: order(roller=(10, 1, 300, 801, 500)),
    "wire: roller": lambda: order(roller=(10, 6, 100, 300, 500)),
    "wire: pulse width": lambda: order(tens=(1, 251, 1000)),
    "wire: pulse rate": lambda: order(tens=(1, 100, 1501)),
    "wire: old epoch": lambda: order(epoch=EPOCH + 1),
    "wire: sequence": lambda: order(sequence=1),
    "wire: lease": lambda: order(lease_ms=301),
    "wire: stale nonce": lambda: order(nonce=NONCE + 1),
    "wire: rise": lambda: order(air=200),
    "wire: length": lambda: frames.encode(frames.OUTPUT, 2, EPOCH, b"short"),
    "wire: unknown kind": lambda: frames.encode(9, 2, EPOCH),
    "wire: garbled": lambda: b"garbage\0",
}


@pytest.mark.parametrize("rule", BAD)
def test_a_frame_that_breaks_one_rule_is_complained_of_by_that_rule(rule: str) -> None:
    oracle = armed()
    oracle.sent(BAD[rule](), 100 * MS)
    assert complaints(oracle) == [rule]


def test_a_nonce_is_too_old_after_300_ms() -> None:
    oracle = armed()
    oracle.sent(order(), 300 * MS)
    assert complaints(oracle) == []
    oracle.sent(order(sequence=3), 301 * MS)
    assert complaints(oracle) == ["wire: stale nonce"]


def test_charge_and_density_are_judged_on_half_of_the_electrode() -> None:
    oracle = Oracle(electrode_cm2=5.0)
    oracle.heard(telemetry(), 0)
    oracle.person_asks(0)
    oracle.sent(order(frames.ARM, sequence=1), 0)
    for second in range(1, 61):  # the current may rise by 1 mA a second
        oracle.heard(telemetry(nonce=second), second * 1000 * MS)
        frame = order(sequence=1 + second, nonce=second, tens=(10 * second, 250, 1500))
        oracle.sent(frame, second * 1000 * MS)
    assert set(complaints(oracle)) == {"wire: density"}
    first = next(complaint for complaint in oracle.complaints)
    assert first.at == 19_000 * MS  # 19 mA * sqrt(250 µs * 150 Hz * 2) / 2.5 cm² = 2.08 mA/cm²


def test_nothing_may_be_armed_without_a_person_or_after_a_refusal() -> None:
    oracle = Oracle()
    oracle.heard(telemetry(), 0)
    oracle.sent(order(frames.ARM, sequence=1), 0)
    assert complaints(oracle) == ["wire: armed by nobody"]
    oracle = Oracle()
    oracle.heard(telemetry(), 0)
    oracle.person_asks(0)
    oracle.person_armed(0, accepted=False)
    oracle.sent(order(frames.ARM, sequence=1), 0)
    assert complaints(oracle) == ["wire: armed by nobody"]


def test_after_a_stop_an_output_needs_a_new_arm_and_an_arm_a_person() -> None:
    oracle = armed()
    oracle.sent(frames.encode(frames.STOP, 0, 0), 10 * MS)
    oracle.sent(order(sequence=2), 20 * MS)
    oracle.sent(order(frames.ARM, sequence=3), 30 * MS)
    assert complaints(oracle) == ["wire: output without arm", "wire: armed by nobody"]


def test_an_arm_with_a_level_and_a_stream_without_end_are_complained_of() -> None:
    oracle = armed()
    oracle.sent(order(frames.ARM, sequence=2, air=1), 10 * MS)
    assert complaints(oracle) == ["wire: level not zero at arm"]
    oracle = armed()
    for number in range(60):
        oracle.sent(order(sequence=2 + number), number * MS)
    assert complaints(oracle) == ["wire: too many frames"]


def test_a_limit_that_a_person_has_lowered_binds_from_then_on() -> None:
    oracle = armed()
    oracle.wire.caps[2] = 20
    oracle.sent(order(air=21), 100 * MS)
    assert complaints(oracle) == ["wire: above a lowered limit"]
