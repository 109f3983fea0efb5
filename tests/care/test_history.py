"""A session's record: what was planned, delivered and felt."""

from datetime import UTC, date, datetime, timedelta, timezone

from tests.support.programmes import programme, step
from tests.support.scripted import Stage

from chairctl.care.history import ChannelRecord, PainPoint, SessionRecord, pain_over_time, record_of
from chairctl.care.words import Modality
from chairctl.domain.channels import ChannelKind
from chairctl.domain.commands import Run, Stop
from chairctl.domain.programme import Target
from chairctl.domain.time import SECOND

START = datetime(2026, 1, 5, 18, tzinfo=UTC)


def record(day: int, before: int | None, after: int | None) -> SessionRecord:
    started = START + timedelta(day)
    return SessionRecord(
        started, "relax", "chair", 900, 890, "finished", pain_before=before, pain_after=after
    )


def test_the_record_of_a_session_is_drawn_from_the_picture_at_its_end() -> None:
    stage = Stage().arm()
    stage.ask(Run(programme(step(Target(ChannelKind.AIR, intensity_permille=500), duration=10 * SECOND))))
    stage.run(8 * SECOND)
    stage.ask(Stop())
    here = START.astimezone(timezone(timedelta(hours=2)))
    kept = record_of(stage.station.snapshot(stage.now), here, "test", 10 * SECOND)
    assert (kept.started, kept.started.tzinfo) == (START, UTC)
    assert (kept.programme, kept.device, kept.ended) == ("test", "chair", "stopped")
    assert kept.planned_s == 10
    assert 6 <= kept.energised_s <= 8
    air = next(one for one in kept.channels if one.kind is ChannelKind.AIR)
    assert 0 < air.delivered <= air.planned
    assert air.peak == 400
    assert kept.modalities == {Modality.MASSAGE}
    assert kept.trips == ()
    assert kept.hottest_pad_tenth_c is not None


def test_the_picture_of_a_session_that_never_began_makes_a_record_too() -> None:
    kept = record_of(Stage().station.snapshot(SECOND), START, "x" * 200, 10 * SECOND)
    assert (kept.ended, kept.energised_s, len(kept.programme)) == ("unknown", 0, 80)


def test_the_stimulation_dose_is_current_times_time_over_all_outputs() -> None:
    channels = (
        ChannelRecord("a", ChannelKind.STIMULATION, 6_000, 5_000, 120),
        ChannelRecord("b", ChannelKind.STIMULATION, 6_000, 1_000, 120),
        ChannelRecord("air", ChannelKind.AIR, 6_000, 9_000, 120),
    )
    kept = SessionRecord(START, "tens", "unit", 900, 890, "finished", channels=channels)
    assert kept.stimulation_milliampere_s == 600


def test_the_curve_of_pain_is_in_the_order_of_time_and_leaves_out_silence() -> None:
    records = [record(7, 5, 3), record(0, 6, None), record(3, None, None)]
    assert pain_over_time(records) == (
        PainPoint(date(2026, 1, 5), 6, None),
        PainPoint(date(2026, 1, 12), 5, 3),
    )
