import random

from chairctl.domain.channels import Output, OutputImage
from chairctl.domain.time import MILLISECOND, SECOND
from chairctl.safety.envelope import BUCKET, Envelope

SETTLE = 300 * MILLISECOND


def image(*levels: int) -> OutputImage:
    return tuple(Output(level) for level in levels)


def test_at_first_nothing_has_been_permitted() -> None:
    envelope = Envelope(2, SETTLE)
    envelope.note(image(0, 0), SECOND)
    assert (envelope.lowest, envelope.highest) == ([0, 0], [0, 0])


def test_a_level_that_fell_counts_for_the_settling_time_and_no_longer_than_a_bucket_more() -> None:
    envelope = Envelope(1, SETTLE)
    envelope.note(image(500), 0)
    envelope.note(image(500), SECOND)
    assert (envelope.lowest, envelope.highest) == ([500], [500])
    envelope.note(image(0), 2 * SECOND)
    assert (envelope.lowest, envelope.highest) == ([0], [500])
    envelope.note(image(0), 2 * SECOND + SETTLE)
    assert envelope.highest == [500]
    envelope.note(image(0), 2 * SECOND + SETTLE + 1)
    assert (envelope.lowest, envelope.highest) == ([0], [0])


def test_a_rise_leaves_the_low_level_allowed_for_the_settling_time() -> None:
    envelope = Envelope(1, SETTLE)
    envelope.note(image(100), 0)
    assert (envelope.lowest, envelope.highest) == ([0], [100])
    envelope.note(image(100), SETTLE + 1)
    assert (envelope.lowest, envelope.highest) == ([100], [100])


def test_the_range_covers_just_what_was_permitted_lately_whatever_happened() -> None:
    dice = random.Random(4)
    envelope = Envelope(3, SETTLE)
    now = 0
    history: list[tuple[int, tuple[int, ...]]] = [(0, (0, 0, 0))]
    for _ in range(3_000):
        now += dice.choice((0, 1, 5, 20, 50, 170, 400)) * MILLISECOND
        levels = tuple(dice.choice((0, 1, 5, 9, 700)) for _ in range(3))
        if dice.random() < 0.4:
            levels = history[-1][1]
        history.append((now, levels))
        envelope.note(image(*levels), now)
        held = [  # each noted level held until the next was noted
            levels
            for (_, levels), (until, _) in zip(history, [*history[1:], (now, levels)], strict=True)
            if until >= now - SETTLE
        ]
        wider = [
            levels
            for (_, levels), (until, _) in zip(history, [*history[1:], (now, levels)], strict=True)
            if until >= now - SETTLE - BUCKET
        ]
        for channel in range(3):
            assert envelope.lowest[channel] <= min(levels[channel] for levels in held)
            assert envelope.highest[channel] >= max(levels[channel] for levels in held)
            assert envelope.lowest[channel] >= min(levels[channel] for levels in wider)
            assert envelope.highest[channel] <= max(levels[channel] for levels in wider)
        history = history[-400:]


def test_memory_is_bounded_however_often_the_image_changes() -> None:
    envelope = Envelope(1, SETTLE)
    for turn in range(10_000):
        envelope.note(image(turn % 7), turn * MILLISECOND)
        assert len(envelope._left) <= SETTLE // BUCKET + 2


def test_levels_left_within_a_bucket_count_together_and_later_ones_alone() -> None:
    envelope = Envelope(1, SETTLE)
    for level, now in ((500, 0), (300, SECOND), (400, SECOND + BUCKET - 1), (350, SECOND + BUCKET)):
        envelope.note(image(level), now)
    assert (envelope.lowest, envelope.highest) == ([300], [500])
    envelope.note(image(350), SECOND + BUCKET - 1 + SETTLE)
    assert (envelope.lowest, envelope.highest) == ([300], [500])
    envelope.note(image(350), SECOND + BUCKET + SETTLE)
    assert (envelope.lowest, envelope.highest) == ([350], [400])
    envelope.note(image(350), SECOND + BUCKET + SETTLE + 1)
    assert (envelope.lowest, envelope.highest) == ([350], [350])


def test_the_very_same_image_still_ages_what_was_left() -> None:
    envelope, last = Envelope(1, SETTLE), image(0)
    envelope.note(image(500), 0)
    envelope.note(image(500), SECOND)
    for late, highest in ((0, 500), (SETTLE, 500), (SETTLE + 1, 0), (SETTLE + 2, 0)):
        envelope.note(last, 2 * SECOND + late)
        assert envelope.highest == [highest]
