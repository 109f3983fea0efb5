"""The simulated EM 70 against its document: frames, obedience, what it says by itself, faults."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chairctl_simulators.devices.beurer_em70 import SimulatedStimulator, StimulatorFaults, StimulatorSetup
from chairctl_simulators.devices.beurer_em70.frames import Message, MessageReader, frame

VECTORS = json.loads((Path(__file__).parents[2] / "protocols/beurer_em70/vectors.json").read_text())
MS, S = 1_000_000, 1_000_000_000
AT_ONCE = StimulatorSetup(answer_ms=0)


def ask(device: SimulatedStimulator, number: int, info: int = 0, now: int = 0) -> list[Message]:
    return MessageReader().feed(device.feed(frame(number, bytes([info])), now))


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_every_vector_reads_and_writes(vector: dict[str, str]) -> None:
    message = Message(int(vector["command"]), bytes.fromhex(vector["info"]))
    assert frame(*message).hex() == vector["wire"]
    assert MessageReader().feed(bytes.fromhex(vector["wire"])) == [message]


@given(st.lists(st.integers(1, 9), max_size=30), st.binary(max_size=30))
def test_frames_are_found_however_they_are_split_and_behind_noise(sizes: list[int], noise: bytes) -> None:
    reader, rest, found = MessageReader(), noise + bytes(30) + frame(3, b"\2"), []
    for size in sizes:
        found += reader.feed(rest[:size])
        rest = rest[size:]
    assert (found + reader.feed(rest))[-1] == Message(3, b"\2")


def test_broken_frames_are_dropped_and_the_next_is_found() -> None:
    good = frame(7, b"\0")
    assert MessageReader().feed(good[:-1] + b"\0" + b"\x5a\xff" + good) == [Message(7, b"\0")]


def test_idle_it_says_what_was_captured() -> None:
    assert ask(SimulatedStimulator(1, AT_ONCE), 7) == [Message(7, bytes.fromhex("000901001e3e0000"))]


def test_every_command_is_answered_with_its_own_number() -> None:
    device = SimulatedStimulator(1, AT_ONCE)
    assert ask(device, 1) == [Message(1, b"\1")]
    assert ask(device, 3, 4) == [Message(3, b"\4")]
    assert ask(device, 2) == [Message(2, b"\3")]
    assert ask(device, 6, 0) == [Message(6, b"\0")]
    assert device.truth(0).current_ma == 0
    assert ask(device, 6, 1) == [Message(6, b"\1")]
    assert device.truth(0).current_ma == pytest.approx(4.8)
    assert ask(device, 4, 12) == [Message(4, b"\x0c")]
    assert ask(device, 5, 1) == [Message(5, b"\1")]
    assert ask(device, 8) == [Message(8, b"\1")]
    assert ask(device, 99) == []
    assert device.truth(0)[:1] + device.truth(0)[3:4] == (0, 12)
    assert ask(device, 13) == [Message(13, b"\0")]
    assert not device.truth(0).is_on
    assert ask(device, 7) == []


def test_it_goes_on_without_a_host_until_its_programme_ends() -> None:
    device = SimulatedStimulator(1, AT_ONCE)
    ask(device, 3, 5)
    assert device.truth(1_799 * S).intensity == 5
    assert device.next_deadline() == 1_800 * S
    assert MessageReader().feed(device.advance(1_800 * S)) == [Message(12, b"\0")]
    assert device.outputs_zero


def test_it_says_by_itself_what_a_hand_or_a_loose_electrode_does() -> None:
    device = SimulatedStimulator(1, AT_ONCE)
    device.by_hand(3, 0)
    device.warn_of_battery(0)
    device.set_faults(StimulatorFaults(no_contact=True), 0)
    assert [message.number for message in MessageReader().feed(device.advance(0))] == [11, 15, 14]
    assert device.truth(0).current_ma == 0
    assert ask(device, 7)[0].info[0] == 0


def test_answers_take_their_time_and_faults_take_more() -> None:
    device = SimulatedStimulator(1)
    device.set_faults(StimulatorFaults(late_ms=100), 0)
    assert ask(device, 7) == []
    assert device.next_deadline() == 130 * MS
    assert device.advance(130 * MS)
    for faults in (StimulatorFaults(mute=True), StimulatorFaults(deaf=True), StimulatorFaults(no_power=True)):
        device.set_faults(faults, S)
        ask(device, 7, now=S)
        assert device.advance(2 * S) == b""


def test_a_stuck_device_does_not_go_down_and_a_reboot_does() -> None:
    device = SimulatedStimulator(1, AT_ONCE)
    ask(device, 3, 5)
    device.set_faults(StimulatorFaults(stuck=True), 0)
    ask(device, 3, 0)
    assert device.truth(0).intensity == 5
    device.reboot(0)
    assert device.outputs_zero


@pytest.mark.parametrize("changes", [{"blanket": True}, {"deaf": 1}, {"late_ms": -1}])
def test_an_unknown_fault_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="fault"):
        StimulatorFaults().changed(changes)
