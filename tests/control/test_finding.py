"""What a device turns out to be, from what it says."""

from dataclasses import replace

import pytest
from tests.conformance.candidates import CANDIDATES
from tests.support.line_session import LineSession

from chairctl.control.families import FAMILIES
from chairctl.control.finding import Ear, found, worth_asking
from chairctl.domain.time import MILLISECOND, SECOND
from chairctl.profiles.device import DeviceProfile
from chairctl.profiles.loader import load_device
from chairctl_simulators.devices.chairlink import SimulatedChair

CHAIR = load_device("chairlink-reference")


def ear(profile: DeviceProfile) -> Ear:
    return Ear(profile, FAMILIES[profile.family](profile), 0)


def said_unasked(instants: int = 6) -> list[bytes]:
    """What a chair says by itself after its boot."""
    chair = SimulatedChair(1)
    return [chair.advance(chair.next_deadline()) for _ in range(instants)]


def test_a_chair_is_understood_without_a_word_from_us() -> None:
    listener = ear(CHAIR)
    for number, data in enumerate(said_unasked()):
        listener.hear(data, number * 40 * MILLISECOND)
    assert listener.understood >= 5


def test_another_family_makes_no_sense_of_a_chair_nor_a_chair_of_noise() -> None:
    for profile in (load_device("ergomotion-bed"), load_device("beurer-em70")):
        listener = ear(profile)
        for data in said_unasked():
            listener.hear(data, 0)
        assert listener.understood == 0
    listener = ear(CHAIR)
    listener.hear(bytes(range(256)) * 8, 0)
    assert listener.understood == 0


def asked(profile: DeviceProfile) -> LineSession:
    session = LineSession(profile, SimulatedChair(1))
    session.plug()
    session.run_for(SECOND)
    return session


def test_the_right_profile_has_no_objection() -> None:
    session = asked(CHAIR)
    answer = found(session.station, session.now)
    assert (answer.is_heard, answer.objection) == (True, None)
    assert answer.identity
    assert answer.identity.model == "REFERENCE"


def test_another_model_and_other_channels_are_objected_to() -> None:
    session = asked(replace(CHAIR, model="OTHER"))
    answer = found(session.station, session.now)
    assert answer.objection
    assert (answer.objection.code, answer.objection.detail) == ("wrong_model", "REFERENCE")
    session = asked(replace(CHAIR, channels=CHAIR.channels[:2]))
    answer = found(session.station, session.now)
    assert answer.objection
    assert answer.objection.code == "wrong_channels"


def test_who_was_not_heard_is_not_known() -> None:
    session = LineSession(CHAIR, SimulatedChair(1))
    answer = found(session.station, session.now)
    assert answer.objection
    assert (answer.identity, answer.is_heard, answer.objection.code) == (None, False, "not_identified")


def test_who_understood_is_worth_asking_whatever_the_signs_say() -> None:
    listeners = [ear(load_device("hasomed-p24")), ear(CHAIR)]
    for data in said_unasked():
        for listener in listeners:
            listener.hear(data, 0)
    assert worth_asking(listeners, [load_device("hasomed-p24")]) == [CHAIR]


def test_a_sign_is_worth_a_question_only_where_it_points_to_one_family() -> None:
    silent = [ear(CHAIR)]
    p24 = load_device("hasomed-p24")
    assert worth_asking(silent, [p24]) == [p24]
    assert worth_asking([], [p24, replace(p24, name="other")]) == [p24, replace(p24, name="other")]
    assert worth_asking(silent, [p24, CHAIR]) == []
    assert worth_asking(silent, []) == []


@pytest.mark.parametrize("name", CANDIDATES)
def test_every_family_says_who_it_is_to_a_station_that_was_never_armed(name: str) -> None:
    session = CANDIDATES[name].session()
    session.plug()
    for _ in range(40):
        session.run_for(SECOND // 2)
        assert session.device.outputs_zero
        if found(session.station, session.now).objection is None:
            break
    answer = found(session.station, session.now)
    assert (answer.objection, answer.is_heard) == (None, True)


@pytest.mark.parametrize("name", CANDIDATES)
def test_no_family_takes_another_device_for_its_own(name: str) -> None:
    session = CANDIDATES[name].session()
    session.plug()
    session.run_for(5 * SECOND)
    profiles = [CANDIDATES[other].profile for other in CANDIDATES]
    listeners = [ear(profile) for profile in profiles if profile.family != session.profile.family]
    for at, data in session.heard:
        for listener in listeners:
            listener.hear(data, at)
    assert session.heard
    assert [(one.profile.name, one.understood) for one in listeners if one.understood] == []
