"""What every family keeps to: the four laws, whatever the bytes and however they are split, and the stop."""

import tracemalloc
from collections.abc import Callable
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conformance.candidate import Candidate, wishes
from tests.conformance.candidates import CANDIDATES
from tests.support.line_session import LineSession

from chairctl.control.families import FAMILIES
from chairctl.domain.commands import Acknowledge, Arm, Stop
from chairctl.domain.packet import Packet
from chairctl.domain.telemetry import Garbled, Report
from chairctl.domain.time import MILLISECOND, SECOND, Instant
from chairctl.profiles.loader import device_names, load_device
from chairctl.safety.permit import Permit

few = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])

ACTIONS = ("wait", "arm", "wish", "stop", "noise", "lose", "replug", "reboot", "acknowledge")
STORY = st.lists(st.tuples(st.sampled_from(ACTIONS), st.integers(0, 2**16)), max_size=12)


def act(session: LineSession, action: str, number: int) -> None:
    """One thing happens, and time passes."""
    chance = Random(number)
    match action:
        case "arm":
            session.ask(Arm())
        case "wish":
            for wish in wishes(session.profile, chance):
                session.ask(wish)
        case "stop":
            session.ask(Stop())
        case "noise":
            session.hear(chance.randbytes(number % 300))
        case "lose":
            session.loses = lambda data: bool(number % 2)
        case "replug":
            session.unplug()
            session.run_for(number % 1000 * MILLISECOND)
            session.plug()
        case "reboot":
            session.device.reboot(session.now)
        case "acknowledge":
            session.ask(Acknowledge())
        case _:
            pass
    session.run_for(number % 700 * MILLISECOND)


def tell(candidate: Candidate, story: list[tuple[str, int]], polls: int = 1) -> LineSession:
    """A session in which all this happens; every transmit is asked `polls` times."""
    session = candidate.session()
    if polls > 1:
        (device,) = session.station.devices.values()
        vars(device)["transmit"] = repeated(device.transmit, polls)
    session.plug()
    session.run_for(candidate.boot)
    for action, number in story:
        act(session, action, number)
    return session


def repeated(
    transmit: Callable[[Permit, Instant], list[Packet]], polls: int
) -> Callable[[Permit, Instant], list[Packet]]:
    return lambda permit, now: [packet for _ in range(polls) for packet in transmit(permit, now)]


def energised(candidate: Candidate, seed: int = 1) -> LineSession:
    session = candidate.session()
    session.start(*wishes(session.profile, Random(seed)), boot=candidate.boot)
    session.run_for(candidate.rise)
    return session


def until_zero(session: LineSession, candidate: Candidate) -> None:
    session.run_until(lambda: session.device.outputs_zero, candidate.zero_within)


def test_every_family_and_every_shipped_profile_is_in_this_suite() -> None:
    assert set(CANDIDATES) == set(device_names())
    assert {load_device(name).family for name in CANDIDATES} == set(FAMILIES)


@few
@given(STORY)
def test_law_1_the_same_story_gives_the_same_bytes_at_the_same_instants(
    candidate: Candidate, story: list[tuple[str, int]]
) -> None:
    assert tell(candidate, story).sent == tell(candidate, story).sent


@few
@given(STORY)
def test_law_2_no_byte_is_kept_for_later(candidate: Candidate, story: list[tuple[str, int]]) -> None:
    assert tell(candidate, story, polls=3).sent == tell(candidate, story).sent


@given(st.lists(st.binary(max_size=400), max_size=20))
def test_law_3_receive_never_raises_whatever_the_bytes(candidate: Candidate, parts: list[bytes]) -> None:
    device = candidate.device()
    for number, part in enumerate(parts):
        device.receive(part, number * MILLISECOND)


def test_law_3_receive_never_raises_whatever_became_of_sound_bytes(candidate: Candidate) -> None:
    device, chance = candidate.device(), Random(1)
    heard = b"".join(data for _, data in energised(candidate).heard)[:4096]
    for _ in range(2000):
        at = chance.randrange(len(heard))
        piece = bytearray(heard[at : at + chance.randint(1, 60)])
        place = chance.randrange(len(piece))
        piece[place : place + chance.randint(0, 3)] = chance.randbytes(chance.randint(0, 3))
        device.receive(bytes(piece), 0)


def test_law_3_a_megabyte_without_sense_or_without_end_takes_no_memory(candidate: Candidate) -> None:
    device, chance = candidate.device(), Random(1)
    device.receive(chance.randbytes(65_536), 0)
    tracemalloc.start()
    try:
        for byte in b"\x00\x01\x0f\x55\x5a\x81\xe5\xf0\xf1\xffCW":
            device.receive(chance.randbytes(4096), byte)
            for _ in range(16):
                device.receive(bytes([byte]) * 4096, byte)
            assert tracemalloc.get_traced_memory()[0] < 16 * 1024
    finally:
        tracemalloc.stop()


@few
@given(st.integers(0, 2**16))
def test_law_3_however_the_bytes_are_split_they_say_the_same(candidate: Candidate, seed: int) -> None:
    heard = [data for _, data in energised(candidate).heard][:200]
    whole, split, chance = candidate.device(), candidate.device(), Random(seed)
    for data in heard:
        at = sorted(chance.randint(0, len(data)) for _ in range(3))
        pieces = [data[: at[0]], data[at[0] : at[1]], data[at[1] : at[2]], data[at[2] :]]
        found = [report for piece in pieces for report in split.receive(piece, 0)]
        assert said(found) == said(whole.receive(data, 0))


def said(reports: list[Report]) -> list[Report]:
    """Without waste, whose sums depend on how the bytes came."""
    return [report for report in reports if not isinstance(report, Garbled)]


@few
@given(STORY)
def test_law_4_without_an_arming_nothing_energising_leaves(
    candidate: Candidate, story: list[tuple[str, int]]
) -> None:
    session = candidate.session()
    session.plug()
    session.run_for(candidate.boot)
    for action, number in story:
        if action != "arm":
            act(session, action, number)
        assert session.device.outputs_zero


def test_an_armed_device_puts_out_what_is_wished_and_a_stop_ends_it_in_time(candidate: Candidate) -> None:
    for seed in range(5):
        session = energised(candidate, seed)
        assert (session.trips, session.device.outputs_zero) == ([], False)
        session.ask(Stop())
        until_zero(session, candidate)
        session.run_for(5 * SECOND)
        assert session.device.outputs_zero


def test_a_watched_device_is_told_to_stop_in_its_panic_bytes_and_before_all_else(
    candidate: Candidate,
) -> None:
    """So the link may write them ahead of the turn, which then does not say them again."""
    session = energised(candidate)
    (device,) = session.station.devices.values()
    sent = len(session.sent)
    session.ask(Stop())
    assert device.at_rest is None or session.sent[sent] == (session.now, device.panic)


@few
@given(STORY)
def test_whatever_happened_a_stop_on_a_sound_line_ends_it_in_time(
    candidate: Candidate, story: list[tuple[str, int]]
) -> None:
    session = tell(candidate, story)
    session.loses = lambda data: False
    session.ask(Stop())
    until_zero(session, candidate)
    session.run_for(2 * SECOND)
    assert session.device.outputs_zero
