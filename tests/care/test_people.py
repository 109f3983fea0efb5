"""Profiles only lower, a guest gets the mildest, a PIN opens one profile."""

import pytest

from chairctl.care.people import (
    MILDEST,
    Calibration,
    OwnLimit,
    Person,
    hashed,
    limits_for,
    name_problem,
    pin_problem,
    shares_for,
    unlocks,
    with_calibration,
    with_favourites,
    with_limit,
)
from chairctl.domain.ceilings import LEVEL
from chairctl.domain.channels import ChannelKind
from chairctl.domain.commands import LowerLimit
from chairctl.domain.safety import Reason
from chairctl.profiles.loader import device_names, load_device

CHAIR = load_device("chairlink-reference")
BY_KIND = {profile.channel.kind: profile for profile in CHAIR.channels}


@pytest.mark.parametrize("device", device_names())
def test_a_guest_gets_the_mildest_limits_and_never_more_than_the_device(device: str) -> None:
    profile = load_device(device)
    lowered = {limit.channel: limit.max_level for limit in limits_for(None, profile)}
    for channel in profile.channels:
        level = lowered.get(channel.channel.name, channel.max_level)
        assert level <= min(channel.max_level, MILDEST[channel.channel.kind])


def test_the_mildest_limits_are_below_every_ceiling_and_cover_every_kind() -> None:
    assert set(MILDEST) == set(ChannelKind)
    assert all(level <= LEVEL[kind].value for kind, level in MILDEST.items())


def test_a_person_without_wishes_has_the_limits_of_the_device() -> None:
    assert limits_for(Person("Ada"), CHAIR) == ()


def test_an_own_limit_lowers_every_channel_of_its_kind() -> None:
    person = Person("Ada", limits=(OwnLimit(ChannelKind.HEAT, 370),))
    assert limits_for(person, CHAIR) == (LowerLimit(BY_KIND[ChannelKind.HEAT].channel.name, 370),)


def test_an_own_limit_above_the_device_raises_nothing() -> None:
    limits = tuple(OwnLimit(kind, 1000) for kind in ChannelKind)
    assert limits_for(Person("Ada", limits=limits), CHAIR) == ()


def test_more_than_strong_but_comfortable_is_never_given() -> None:
    channel = BY_KIND[ChannelKind.STIMULATION].channel.name
    person = with_calibration(Person("Ada"), Calibration(CHAIR.name, channel, 40, 120))
    assert isinstance(person, Person)
    assert limits_for(person, CHAIR) == (LowerLimit(channel, 120),)
    lower = with_limit(person, ChannelKind.STIMULATION, 90)
    assert limits_for(lower, CHAIR) == (LowerLimit(channel, 90),)


def test_a_calibration_of_another_device_says_nothing_of_this_one() -> None:
    channel = BY_KIND[ChannelKind.STIMULATION].channel.name
    person = with_calibration(Person("Ada"), Calibration("another", channel, 40, 120))
    assert isinstance(person, Person)
    assert limits_for(person, CHAIR) == ()


def test_a_new_limit_or_calibration_takes_the_place_of_the_old_one() -> None:
    person = with_limit(with_limit(Person("Ada"), ChannelKind.AIR, 500), ChannelKind.AIR, 600)
    assert person.limits == (OwnLimit(ChannelKind.AIR, 600),)
    first = with_calibration(person, Calibration("d", "c", 1, 2))
    assert isinstance(first, Person)
    second = with_calibration(first, Calibration("d", "c", 3, 4))
    assert isinstance(second, Person)
    assert second.calibrations == (Calibration("d", "c", 3, 4),)


def test_comfortable_below_just_felt_is_refused() -> None:
    refusal = with_calibration(Person("Ada"), Calibration("d", "c", 5, 4))
    assert refusal == Reason("calibration_order", "c", 5, 4)


def test_favourites_are_there_once_and_not_without_end() -> None:
    person = with_favourites(Person("Ada", favourites=("relax",)), ["demo", "relax", "demo"])
    assert person.favourites == ("relax", "demo")
    assert len(with_favourites(person, map(str, range(100))).favourites) == 50


@pytest.mark.parametrize("name", ["Ada", "Ömer 2", "Kim-Li d'O", "李"])
def test_names_of_people_are_names(name: str) -> None:
    assert name_problem(name) is None


@pytest.mark.parametrize("name", ["", " Ada", "Ada ", "-x", "a\nb", "a" * 41, "_", "\x1b[2J"])
def test_what_is_no_name_is_refused(name: str) -> None:
    assert name_problem(name) == Reason("person_name", limit=40)


def test_nobody_can_be_called_guest() -> None:
    assert name_problem("Guest") == Reason("person_guest")


def test_only_the_right_pin_opens_a_profile() -> None:
    person = Person("Ada", pin=hashed("2468", bytes(16)))
    assert unlocks(person, "2468")
    assert not unlocks(person, "2469")
    assert not unlocks(person, "")
    assert unlocks(Person("Ada"), "")


def test_a_pin_is_not_found_in_what_is_kept_or_shown_and_salt_makes_hashes_differ() -> None:
    pin = hashed("2468", bytes(16))
    assert "2468" not in f"{pin.digest}{pin.salt}"
    assert pin.digest not in repr(Person("Ada", pin=pin))
    assert hashed("2468", b"x" * 16).digest != pin.digest


@pytest.mark.parametrize("pin", ["123", "1" * 13, "12a4", "", "１２３４"])
def test_a_pin_is_four_to_twelve_digits(pin: str) -> None:
    assert pin_problem(pin) == Reason("pin_form", actual=4, limit=12)
    assert pin_problem("1234") is None


def test_a_course_lowers_massage_further_and_nothing_else() -> None:
    person = Person("Ada", limits=(OwnLimit(ChannelKind.AIR, 300), OwnLimit(ChannelKind.HEAT, 370)))
    lowered = {limit.channel: limit.max_level for limit in limits_for(person, CHAIR, 400)}
    air, roller = BY_KIND[ChannelKind.AIR], BY_KIND[ChannelKind.ROLLER]
    assert lowered[air.channel.name] == 120
    assert lowered[roller.channel.name] == roller.max_level * 4 // 10
    assert lowered[BY_KIND[ChannelKind.HEAT].channel.name] == 370
    assert BY_KIND[ChannelKind.STIMULATION].channel.name not in lowered
    assert limits_for(person, CHAIR, 5_000) == limits_for(person, CHAIR)


def test_shares_are_what_is_allowed_of_what_the_device_may_and_heat_is_not_scaled() -> None:
    roller, tens = (BY_KIND[kind] for kind in (ChannelKind.ROLLER, ChannelKind.STIMULATION))
    person = Person(
        "Ada",
        limits=(OwnLimit(ChannelKind.ROLLER, roller.max_level // 2), OwnLimit(ChannelKind.HEAT, 370)),
        calibrations=(Calibration(CHAIR.name, tens.channel.name, 20, tens.max_level // 4),),
    )
    assert dict(shares_for(person, CHAIR)) == {ChannelKind.ROLLER: 500, ChannelKind.STIMULATION: 250}
    assert shares_for(Person("Bo"), CHAIR) == ()


def test_a_guest_has_shares_of_the_mildest_limits() -> None:
    shares = dict(shares_for(None, CHAIR))
    assert (
        shares[ChannelKind.ROLLER]
        == MILDEST[ChannelKind.ROLLER] * 1000 // BY_KIND[ChannelKind.ROLLER].max_level
    )
    assert not {ChannelKind.HEAT, ChannelKind.POSTURE} & shares.keys()
