import pytest
from hypothesis import given
from hypothesis import strategies as st

from chairctl.domain.channels import ChannelKind
from chairctl.domain.commands import Command, Origin, Run
from chairctl.domain.programme import Programme, Text
from chairctl.domain.sitter import ANYBODY, Sitter
from chairctl.domain.spine import POINT_REACH_MM, Landmark, SpineMap
from chairctl.runtime.command_json import from_json, to_json

SPINE = SpineMap(100, 140, 180, 220, 260, 400, 580)

spines = st.lists(st.integers(1, 900), min_size=7, max_size=7, unique=True).map(
    lambda heights: SpineMap(*sorted(heights))
)


def test_every_vertebra_is_where_the_map_says() -> None:
    middles = [sum(SPINE.stretch(Landmark(f"l{number}"))) // 2 for number in (5, 4, 3, 2, 1)]
    assert middles == [100, 140, 180, 220, 260]


def test_muscles_lie_between_what_they_are_attached_to() -> None:
    assert SPINE.stretch(Landmark.QUADRATUS_LUMBORUM) == (140, 260)
    assert SPINE.stretch(Landmark.LATISSIMUS_DORSI) == (260, 400)
    assert SPINE.stretch(Landmark.GLUTEUS_MEDIUS) == (40, 100)
    assert SPINE.stretch(Landmark.T_LINE) == (375, 425)


@pytest.mark.parametrize(
    "place", [Landmark.SHOULDER_LINE, Landmark.UPPER_TRAPEZIUS, Landmark.LEVATOR_SCAPULAE]
)
@given(spine=spines)
def test_nothing_of_neck_and_shoulders_reaches_above_the_shoulder_line(
    place: Landmark, spine: SpineMap
) -> None:
    assert spine.stretch(place)[1] <= spine.shoulder_line_mm


@pytest.mark.parametrize("place", Landmark)
@given(spine=spines, at=st.integers(0, 1000))
def test_every_point_of_a_place_is_in_it_give_or_take_its_reach(
    place: Landmark, spine: SpineMap, at: int
) -> None:
    low, high = spine.stretch(place)
    assert low <= high
    point_low, point_high = spine.point(place, at)
    assert max(0, low - POINT_REACH_MM) <= point_low < point_high <= high + POINT_REACH_MM


def test_points_go_from_the_lowest_to_the_highest() -> None:
    points = [SPINE.point(Landmark.QUADRATUS_LUMBORUM, at) for at in (0, 500, 1000)]
    assert points == [(130, 150), (190, 210), (250, 270)]


@pytest.mark.parametrize("wrong", [(0, 140), (140, 140), (150, 140)])
def test_a_map_whose_heights_are_out_of_order_is_refused(wrong: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="is not above"):
        SpineMap(*wrong, 180, 220, 260, 400, 580)
    with pytest.raises(ValueError, match="400 mm is not above 400 mm"):
        SpineMap(100, 140, 180, 220, 260, 400, 400)


def test_a_share_is_never_more_than_all_and_never_less_than_nothing() -> None:
    shares = ((ChannelKind.AIR, 1_500), (ChannelKind.HEAT, -5), (ChannelKind.ROLLER, 700))
    sitter = Sitter(shares=(*shares, (ChannelKind.ROLLER, 300)))
    kinds = (ChannelKind.AIR, ChannelKind.HEAT, ChannelKind.ROLLER, ChannelKind.STIMULATION)
    assert [sitter.share_of(kind) for kind in kinds] == [1000, 0, 300, 1000]
    assert ANYBODY.share_of(ChannelKind.AIR) == 1000


def test_who_sits_there_goes_through_json_and_back() -> None:
    programme = Programme("x", Text("X", "X"), Text("X", "X"), ())
    run = Run(programme, Sitter(SPINE, ((ChannelKind.ROLLER, 400),)))
    command = Command(Origin.CHAIR, "1", run)
    document = to_json(command)
    assert from_json(document) == command
    del document["sitter"]
    assert from_json(document).action == Run(programme, ANYBODY)
    document["sitter"] = {"spine": {"l5_mm": 1}}
    with pytest.raises(ValueError, match="l4_mm"):
        from_json(document)
