"""Every message of every family can be written, and what was written can be read; nothing raises."""

from importlib.util import find_spec
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conformance.candidates import CANDIDATES, Candidate, wishes

from chairctl.control.families import FAMILIES
from chairctl.domain.commands import Stop
from chairctl.domain.evidence import Evidence, Reader
from chairctl.domain.time import SECOND
from chairctl.frontends.cli.encode import Parameter, parameters
from chairctl.runtime.evidence import evidence_for


def evidence_of(family: str) -> Evidence:
    found = evidence_for(family)
    assert found
    return found


WITH_EVIDENCE = [name for name in sorted(FAMILIES) if find_spec(f"chairctl.protocols.{name}.evidence")]
EVERY = [(family, message) for family in WITH_EVIDENCE for message in evidence_of(family).MESSAGES]


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
    assert sorted(FAMILIES) == WITH_EVIDENCE


@pytest.mark.parametrize(("family", "message"), EVERY)
@settings(max_examples=50, deadline=None)
@given(st.data())
def test_what_was_written_is_read_without_a_flaw_and_with_all_its_bytes(
    family: str, message: str, data: st.DataObject
) -> None:
    evidence = evidence_of(family)
    make = evidence.MESSAGES[message]
    given_values = {name: data.draw(values(one)) for name, one in parameters(make).items()}
    wire = make(**given_values)
    reader = Reader(evidence.reader())
    found = [*reader.decode(wire), *reader.end()]
    assert b"".join(reading.data for reading in found) == wire
    # Fields that fit by themselves may be implausible together, or be of another size than the device's.
    assert {reading.flaw for reading in found} <= {"", "value", "length", "header", "incomplete"}
    assert {reading.message for reading in found} <= {"", *evidence.MESSAGES}


@pytest.mark.parametrize(("family", "message"), EVERY)
def test_a_message_without_words_is_made_of_its_defaults_and_read_as_itself(
    family: str, message: str
) -> None:
    evidence = evidence_of(family)
    for one in parameters(evidence.MESSAGES[message]).values():
        fits = len(one.default) if one.kind is bytes else one.default
        assert type(one.default) is one.kind
        assert fits in one.allowed
    (reading,) = Reader(evidence.reader()).decode(evidence.MESSAGES[message]())
    assert (reading.flaw, bool(reading.message)) == ("", True)


@pytest.mark.parametrize("family", WITH_EVIDENCE)
@given(st.lists(st.binary(max_size=300), max_size=10))
def test_whatever_the_bytes_nothing_raises_and_no_byte_is_lost(family: str, pieces: list[bytes]) -> None:
    reader = Reader(evidence_of(family).reader())
    found = [reading for piece in pieces for reading in reader.decode(piece)] + reader.end()
    assert b"".join(reading.data for reading in found) == b"".join(pieces)


@pytest.mark.parametrize(("family", "message"), EVERY)
def test_a_bent_bit_is_never_lost_and_never_raises(family: str, message: str) -> None:
    evidence = evidence_of(family)
    wire = evidence.MESSAGES[message]()
    for at in range(len(wire) * 8):
        bent = bytearray(wire)
        bent[at // 8] ^= 1 << at % 8
        reader = Reader(evidence.reader())
        found = reader.decode(bytes(bent)) + reader.end()
        assert b"".join(reading.data for reading in found) == bent


@pytest.mark.parametrize("candidate", CANDIDATES.values(), ids=CANDIDATES)
def test_everything_that_is_said_in_a_session_is_understood(candidate: Candidate) -> None:
    session = candidate.session()
    session.start(*wishes(session.profile, Random(1)), boot=candidate.boot)
    session.run_for(candidate.rise)
    session.ask(Stop())
    session.run_for(SECOND)
    read_one = evidence_of(candidate.profile.family).reader()
    for said in (session.heard, session.sent):
        reader = Reader(read_one)
        found = [reading for _, data in said for reading in reader.decode(data)]
        assert len(found) > 1
        assert {reading.flaw for reading in found} == {""}
