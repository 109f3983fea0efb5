"""From a wish to an output: absolute, and below every ceiling."""

from typing import Any

import pytest

from chairctl.domain.channels import OFF, Output, RollerMode, StimulationMode, Technique
from chairctl.domain.snapshot import ChannelView
from chairctl.frontends.mqtt.orders import Set
from chairctl.frontends.mqtt.wishes import NoSuchWish, Wish, wish_for
from chairctl.profiles.loader import load_device

CHAIR = load_device("chairlink-reference")
CHANNELS = {channel.channel.name: channel for channel in CHAIR.channels}


def wish(name: str, *, now: Output = OFF, limit: int = 10_000, ceiling: int = 10_000, **fields: Any) -> Wish:
    profile = CHANNELS[name]
    view = ChannelView(name, profile.channel.kind, now, OFF, 0, None, limit, "")
    order = Set(id="1", action="set", channel=name, **fields)
    return wish_for(order, profile, CHAIR.zones, view, ceiling)


def test_percent_is_of_what_the_device_may_do() -> None:
    assert wish("air", percent=50) == Wish(Output(400))
    assert wish("air", percent=0) == Wish(OFF)
    assert wish("air", percent=0.05) == Wish(OFF)


def test_the_lowest_ceiling_wins_and_it_is_said() -> None:
    assert wish("air", percent=100, limit=300, ceiling=200) == Wish(Output(200), 200)
    assert wish("air", percent=100, limit=100, ceiling=200) == Wish(Output(100), 100)
    assert wish("air", percent=100, limit=0) == Wish(OFF, 0)


def test_heat_is_set_in_degrees_and_lowered_to_its_limit() -> None:
    assert wish("seat_heat", temperature_c=38.0) == Wish(Output(380))
    assert wish("seat_heat", temperature_c=60.0) == Wish(Output(410), 410)
    with pytest.raises(NoSuchWish, match="heat_in_degrees"):
        wish("seat_heat", percent=50)
    with pytest.raises(NoSuchWish, match="no_heat"):
        wish("air", temperature_c=38.0)


def test_a_roller_keeps_what_is_not_asked_for() -> None:
    before = Output(300, RollerMode(Technique.KNEADING, 80, 280, 400))
    assert wish("roller", now=before, percent=50).output == Output(400, before.mode)
    assert wish("roller", now=before, technique=Technique.TAPPING).output == Output(
        300, RollerMode(Technique.TAPPING, 80, 280, 400)
    )
    assert wish("roller", now=before, zone="neck").output.mode == RollerMode(
        Technique.KNEADING, 640, 720, 400
    )
    assert wish("roller", percent=10).output.mode == RollerMode(Technique.ROLLING, 0, 800, 500)


def test_a_mode_alone_starts_nothing() -> None:
    with pytest.raises(NoSuchWish, match="channel_off"):
        wish("roller", technique=Technique.TAPPING)
    with pytest.raises(NoSuchWish, match="no_such_zone"):
        wish("roller", percent=10, zone="moon")
    with pytest.raises(NoSuchWish, match="no_roller"):
        wish("air", percent=10, zone="neck")


def test_pulses_are_those_that_run_or_mild_ones_within_the_bounds() -> None:
    assert wish("tens", percent=10).output == Output(30, StimulationMode(100, 1_000))
    running = Output(20, StimulationMode(200, 800))
    assert wish("tens", now=running, percent=10).output == Output(30, StimulationMode(200, 800))
