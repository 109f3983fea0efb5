import pytest
from tests.support.profiles import chair
from tests.support.programmes import programme, step

from chairctl.domain.channels import OFF, ChannelKind, Output, StimulationMode
from chairctl.domain.programme import Step, Target
from chairctl.domain.time import MILLISECOND, SECOND
from chairctl.domain.wave import Shape, Wave
from chairctl.session.plan import fit
from chairctl.session.player import Player

START = 1_000 * SECOND


def air(share: int, *, ramp: int = 0, duration: int = 10) -> Step:
    target = Target(ChannelKind.AIR, intensity_permille=share)
    return step(target, duration=duration * SECOND, ramp=ramp * SECOND, title=str(share))


def roll(share: int, zone: str, ramp: int) -> Step:
    return step(Target(ChannelKind.ROLLER, intensity_permille=share, zone=zone), ramp=ramp * SECOND)


def playing(*steps: Step) -> Player:
    return Player(fit(programme(*steps), (chair(),)), START)


def air_level(player: Player, seconds: float) -> int:
    return player.image(START + int(seconds * SECOND))[2].level


def test_a_ramp_is_exact_at_its_ends_and_in_its_middle() -> None:
    player = playing(air(1_000, ramp=4), air(500, ramp=8))
    assert [air_level(player, at) for at in (0, 1, 2, 4, 9.999)] == [0, 200, 400, 800, 800]
    assert [air_level(player, at) for at in (10, 14, 18, 19.999)] == [800, 600, 400, 400]


def test_a_step_without_a_ramp_is_there_at_once() -> None:
    player = playing(air(500), air(1_000))
    assert [air_level(player, at) for at in (0, 9.999999999, 10)] == [400, 400, 800]


def test_heat_needs_no_ramp_because_the_pad_is_slow_enough() -> None:
    heat = step(Target(ChannelKind.HEAT, heat_tenth_c=380), ramp=10 * SECOND)
    assert playing(heat).image(START)[1] == Output(380)


def test_after_the_last_step_nothing_is_wanted_and_it_is_finished() -> None:
    player = playing(air(500))
    last = START + 10 * SECOND
    assert (player.finished(last - 1), player.finished(last)) == (False, True)
    assert player.image(last) == player.image(last + SECOND) == (OFF,) * 4
    assert player.elapsed(last + SECOND) == 10 * SECOND
    assert player.next_deadline(last) is None


def test_the_next_deadline_is_the_end_of_the_step() -> None:
    player = playing(air(500), air(1_000))
    ends = [player.next_deadline(START + at * SECOND) for at in (0, 9, 10, 19)]
    assert ends == [START + 10 * SECOND] * 2 + [START + 20 * SECOND] * 2


def test_while_paused_nothing_is_wanted_and_programme_time_stands_still() -> None:
    player = playing(air(500), air(1_000))
    player.pause(START + 4 * SECOND)
    player.pause(START + 5 * SECOND)
    later = START + 100 * SECOND
    assert (player.paused, player.image(later), player.next_deadline(later)) == (True, (OFF,) * 4, None)
    assert (player.elapsed(later), player.finished(later)) == (4 * SECOND, False)
    player.resume(later)
    player.resume(later + SECOND)
    assert (player.paused, player.elapsed(later + SECOND)) == (False, 5 * SECOND)
    assert player.next_deadline(later) == later + 6 * SECOND


def test_a_skip_leads_to_the_next_step_and_from_the_last_to_the_end() -> None:
    player = playing(air(500), air(1_000))
    now = START + 3 * SECOND
    player.skip(now)
    assert (player.elapsed(now), player.image(now)[2].level) == (10 * SECOND, 800)
    player.skip(now)
    assert player.finished(now)


def test_a_skip_while_paused_stays_paused() -> None:
    player = playing(air(500), air(1_000, ramp=4))
    player.pause(START + SECOND)
    player.skip(START + 5 * SECOND)
    assert (player.paused, player.elapsed(START + 9 * SECOND)) == (True, 10 * SECOND)
    player.resume(START + 9 * SECOND)
    assert [air_level(player, at) for at in (9, 11, 13)] == [0, 400, 800]


def test_the_step_after_a_skip_ramps_from_what_was_wanted_and_not_from_what_would_have_been() -> None:
    player = playing(air(1_000, ramp=10), air(100, ramp=4), air(500, ramp=4))
    player.skip(START + 2 * SECOND)
    assert [air_level(player, 2 + at) for at in (0, 2, 4)] == [160, 120, 80]
    assert [air_level(player, 2 + at) for at in (10, 12, 14)] == [80, 240, 400]


def test_a_level_of_the_zone_before_is_not_taken_to_a_gentler_one() -> None:
    player = playing(roll(1_000, "full", 0), roll(250, "lumbar", 4))
    zones = [
        (output.level, output.mode) for output in (player.image(START + at * SECOND)[0] for at in (9, 10, 14))
    ]
    assert [level for level, _ in zones] == [800, 200, 200]
    assert [mode.low_mm for _, mode in zones] == [0, 80, 80]  # type: ignore[union-attr]


def test_a_ramp_to_a_stronger_zone_or_to_nothing_stays_a_ramp() -> None:
    up = playing(roll(250, "full", 0), roll(1_000, "lumbar", 4))
    assert [up.image(START + at * SECOND)[0].level for at in (10, 12, 14)] == [200, 500, 800]
    down = playing(roll(1_000, "lumbar", 0), air(500, ramp=4))
    at_12 = down.image(START + 12 * SECOND)[0]
    assert (at_12.level, at_12.mode.low_mm) == (400, 80)  # type: ignore[union-attr]


@pytest.mark.parametrize(("at", "number", "title"), [(0, 1, "500"), (10, 2, "1000"), (25, 2, "1000")])
def test_people_see_the_step_and_the_time_that_remains(at: int, number: int, title: str) -> None:
    view = playing(air(500), air(1_000)).view(START + at * SECOND)
    assert (view.programme, view.step, view.steps, view.step_title.en) == ("test", number, 2, title)
    assert view.elapsed == min(at, 20) * SECOND
    assert view.remaining == 20 * SECOND - view.elapsed
    assert (view.paused, view.adaptations, view.title.de) == (False, (), "Test")


def swinging(share: int, wave: Wave, *, ramp: int = 0, duration: int = 20) -> Step:
    target = Target(ChannelKind.AIR, intensity_permille=share, wave=wave)
    return step(target, duration=duration * SECOND, ramp=ramp * SECOND)


def test_a_level_swings_on_its_wave_and_each_change_is_a_deadline() -> None:
    player = playing(swinging(1_000, Wave(Shape.PULSE, 4 * SECOND, 750)))
    assert [air_level(player, at) for at in (0, 1.9, 2, 3.9, 4)] == [800, 800, 200, 200, 800]
    deadlines = [player.next_deadline(START + at * SECOND) for at in (0, 2, 3)]
    assert deadlines == [START + 2 * SECOND, START + 4 * SECOND, START + 4 * SECOND]


def test_the_end_of_a_step_comes_before_a_change_that_is_later() -> None:
    player = playing(swinging(1_000, Wave(Shape.PULSE, 60 * SECOND, 500)))
    assert player.next_deadline(START) == START + 20 * SECOND


def test_a_wave_asks_for_at_most_twenty_turns_a_second() -> None:
    player = playing(swinging(1_000, Wave(Shape.SINE, 800 * MILLISECOND, 500)))
    now, turns = START, 0
    while (due := player.next_deadline(now)) is not None and due < START + 10 * SECOND:
        now, turns = due, turns + 1
    assert 150 < turns <= 200


def test_a_ramp_and_a_wave_go_together() -> None:
    player = playing(swinging(1_000, Wave(Shape.PULSE, 4 * SECOND, 500), ramp=10))
    assert [air_level(player, at) for at in (1, 3, 5)] == [80, 120, 400]


def test_the_next_step_ramps_from_where_the_wave_was_and_not_from_its_top() -> None:
    wave = Wave(Shape.PULSE, 16 * SECOND, 500, 700)
    player = playing(swinging(1_000, wave, duration=12), air(1_000, ramp=4))
    assert [air_level(player, at) for at in (11.9, 12, 14, 16)] == [400, 400, 600, 800]


def test_a_skip_on_a_wave_goes_on_from_there() -> None:
    player = playing(swinging(1_000, Wave(Shape.PULSE, 4 * SECOND, 750)), air(1_000, ramp=4))
    player.skip(START + 3 * SECOND)
    assert [air_level(player, at) for at in (3, 5, 7)] == [200, 500, 800]


def test_trains_of_pulses_are_a_rate_that_swings_while_the_level_stands() -> None:
    trains = Wave(Shape.PULSE, 500 * MILLISECOND, 980, 200)
    target = Target(
        ChannelKind.STIMULATION, None, 500, pulse_width_us=150, rate_tenth_hz=1000, rate_wave=trains
    )
    player = playing(step(target))
    seen = [player.image(START + at * 100 * MILLISECOND)[3] for at in range(6)]
    on, off = Output(150, StimulationMode(150, 1000)), Output(150, StimulationMode(150, 20))
    assert seen == [on, off, off, off, off, on]


def test_people_see_what_they_are_to_do() -> None:
    prompted = Step(step().title, 10 * SECOND, 0, (), step().title)
    assert playing(prompted).view(START).prompt == step().title
    assert playing(step()).view(START).prompt is None
