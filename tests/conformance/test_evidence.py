"""Every message of every family can be written, and what was written can be read; nothing raises."""

from importlib.util import find_spec
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conformance.candidate import Candidate, wishes

from chairctl.control.families import FAMILIES
from chairctl.domain.commands import Stop
from chairctl.domain.evidence import Reader
from chairctl.domain.time import SECOND
from chairctl.frontends.cli.encode import Parameter, parameters


def values(parameter: Parameter) -> st.SearchStrategy[Any]:
    allowed = parameter.allowed
    one = (
        st.sampled_from(allowed)
        if isinstance(allowed, tuple)
        else st.integers(allowed.start, allowed.stop - 1)
    )
    if parameter.kind is bytes:
        return one.flatmap(lambda size: st.binary(min_size=size, max_size=size))
    return one


def test_every_family_says_what_its_bytes_mean() -> None:
    assert [name for name in FAMILIES if not find_spec(f"chairctl.protocols.{name}.evidence")] == []


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_what_was_written_is_read_without_a_flaw_and_with_all_its_bytes(
    candidate: Candidate, message: str, data: st.DataObject
) -> None:
    evidence = candidate.evidence
    make = evidence.MESSAGES[message]
    given_values = {name: data.draw(values(one)) for name, one in parameters(make).items()}
    wire = make(**given_values)
    reader = Reader(evidence.reader())
    found = [*reader.decode(wire), *reader.end()]
    assert b"".join(reading.data for reading in found) == wire
    # Fields that fit by themselves may be implausible together, or be of another size than the device's.
    assert {reading.flaw for reading in found} <= {"", "value", "length", "header", "incomplete"}
    assert {reading.message for reading in found} <= {"", *evidence.MESSAGES}


def test_a_message_without_words_is_made_of_its_defaults_and_read_as_itself(
    candidate: Candidate, message: str
) -> None:
    evidence = candidate.evidence
    for one in parameters(evidence.MESSAGES[message]).values():
        fits = len(one.default) if one.kind is bytes else one.default
        assert type(one.default) is one.kind
        assert fits in one.allowed
    (reading,) = Reader(evidence.reader()).decode(evidence.MESSAGES[message]())
    assert (reading.flaw, bool(reading.message)) == ("", True)


@given(st.lists(st.binary(max_size=300), max_size=10))
def test_whatever_the_bytes_nothing_raises_and_no_byte_is_lost(
    candidate: Candidate, pieces: list[bytes]
) -> None:
    reader = Reader(candidate.evidence.reader())
    found = [reading for piece in pieces for reading in reader.decode(piece)] + reader.end()
    assert b"".join(reading.data for reading in found) == b"".join(pieces)


def test_a_bent_bit_is_never_lost_and_never_raises(candidate: Candidate, message: str) -> None:
    evidence = candidate.evidence
    wire = evidence.MESSAGES[message]()
    for at in range(len(wire) * 8):
        bent = bytearray(wire)
        bent[at // 8] ^= 1 << at % 8
        reader = Reader(evidence.reader())
        found = reader.decode(bytes(bent)) + reader.end()
        assert b"".join(reading.data for reading in found) == bent


def test_everything_that_is_said_in_a_session_is_understood(candidate: Candidate) -> None:
    session = candidate.session()
    session.start(*wishes(session.profile, Random(1)), boot=candidate.boot)
    session.run_for(candidate.rise)
    session.ask(Stop())
    session.run_for(SECOND)
    read_one = candidate.evidence.reader()
    for said in (session.heard, session.sent):
        reader = Reader(read_one)
        found = [reading for _, data in said for reading in reader.decode(data)]
        assert len(found) > 1
        assert {reading.flaw for reading in found} == {""}
