from chairctl.domain.channels import OFF, Output
from chairctl.domain.snapshot import TallyView
from chairctl.domain.time import MILLISECOND, SECOND
from chairctl.session.tally import Tally


def test_sums_are_levels_times_seconds_and_the_peak_is_the_highest_readback() -> None:
    tally = Tally(("air", "heat"))
    tally.add(10 * SECOND, (Output(100), OFF), [90, 0])
    tally.add(5 * SECOND, (Output(50), OFF), [95, 0])
    tally.add(SECOND, (OFF, OFF), [20, 0])
    assert tally.view() == (TallyView("air", 1_250, 1_395, 95), TallyView("heat", 0, 0, 0))


def test_what_is_delivered_without_being_planned_is_counted() -> None:
    tally = Tally(("air",))
    tally.add(2 * SECOND, (OFF,), [7])
    assert tally.view() == (TallyView("air", 0, 14, 7),)


def test_short_turns_lose_nothing() -> None:
    wanted = (Output(3),)
    steady, changing = Tally(("air",)), Tally(("air",))
    for turn in range(1_000):
        steady.add(MILLISECOND, wanted, [1])
        changing.add(MILLISECOND, (Output(3),), [turn % 2 * 2])
    assert steady.view() == (TallyView("air", 3, 1, 1),)
    assert changing.view() == (TallyView("air", 3, 1, 2),)


def test_a_look_in_between_changes_no_sum() -> None:
    tally, wanted = Tally(("air",)), (Output(4),)
    for _ in range(4):
        tally.add(SECOND, wanted, [2])
        last = tally.view()
        assert tally.view() == last
    assert tally.view() == (TallyView("air", 16, 8, 2),)
