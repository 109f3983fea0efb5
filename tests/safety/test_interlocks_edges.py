"""Every interlock at the edge of its threshold, with the whole of the reason that it gives."""

from dataclasses import FrozenInstanceError, replace

import pytest
from tests.support.profiles import chair
from tests.support.reports import identity, telemetry

from chairctl.domain.channels import OFF, Output
from chairctl.domain.safety import Reason, WardenWord
from chairctl.domain.telemetry import Garbled, Telemetry
from chairctl.domain.time import MILLISECOND, SECOND
from chairctl.safety.interlocks import device, line, warden
from chairctl.safety.interlocks.table import INTERLOCKS
from chairctl.safety.observed import Observed
from chairctl.safety.watches.quiet import QuietWatch

NOW = 100 * SECOND
PROFILE = replace(chair(), supply_min_mv=22_000)
MS = MILLISECOND


def seen(report: Telemetry | None = None, **facts: object) -> Observed:
    """A device on an open line, of which just these facts are known."""
    found = Observed(PROFILE)
    found.open_line()
    if report:
        found.take(report, NOW)
    for name, value in facts.items():
        setattr(found, name, value)
    return found


@pytest.mark.parametrize(
    ("word", "fired", "gone", "cut"),
    [
        (WardenWord.READY, 0, 0, 0),
        (WardenWord.NONE, 0, 0, 0),
        (WardenWord.FIRED, 1, 0, 0),
        (WardenWord.ZERO, 1, 0, 0),
        (WardenWord.GONE, 0, 1, 0),
        (None, 0, 1, 0),
        (WardenWord.CUT_POWER, 0, 0, 1),
    ],
)
def test_each_word_of_the_warden_trips_what_it_means(
    word: WardenWord | None, fired: int, gone: int, cut: int
) -> None:
    one = seen(warden=word)
    assert warden.warden_fired(one, NOW) == (Reason("warden_fired") if fired else None)
    assert warden.warden_gone(one, NOW) == (Reason("warden_gone") if gone else None)
    assert warden.cut_power(one, NOW) == (Reason("cut_power") if cut else None)


def test_a_lost_line_says_why() -> None:
    assert line.line_lost(seen(), NOW) is None
    assert line.line_lost(seen(line_up=False, lost_reason="hangup"), NOW) == Reason(
        "line_lost", detail="hangup"
    )


def test_telemetry_is_stale_at_its_age_limit_and_when_there_is_none() -> None:
    report = telemetry(PROFILE, NOW)
    assert line.stale_telemetry(seen(report), NOW + 250 * MS - 1) is None
    assert line.stale_telemetry(seen(report), NOW + 250 * MS) == Reason(
        "stale_telemetry", actual=250, limit=250
    )
    assert line.stale_telemetry(seen(), NOW) == Reason("stale_telemetry", actual=-1, limit=250)


def test_a_device_is_deaf_when_its_echo_stands_still_for_longer_than_a_quarter_of_a_second() -> None:
    assert line.deaf_device(seen(), NOW) is None
    one = seen(echo_stuck_since=NOW)
    assert line.deaf_device(one, NOW + 250 * MS) is None
    assert line.deaf_device(one, NOW + 250 * MS + 1) == Reason("deaf_device", actual=250, limit=250)


def test_three_bad_frames_in_a_second_are_a_noisy_line() -> None:
    one = seen()
    for _ in range(2):
        one.take(Garbled("chair", 3, "crc"), NOW)
    assert line.noisy_line(one, NOW) is None
    one.take(Garbled("chair", 3, "crc"), NOW)
    assert line.noisy_line(one, NOW) == Reason("noisy_line", actual=3, limit=3)


def test_more_bytes_or_a_longer_silence_than_can_be_are_trips() -> None:
    assert line.flooded(seen(flood_bytes=16_384), NOW) is None
    assert line.flooded(seen(flood_bytes=16_385), NOW) == Reason("flooded", actual=16_385, limit=16_384)
    assert line.clock_gap(seen(silent_turn=SECOND), NOW) is None
    gap = line.clock_gap(seen(silent_turn=SECOND + MS), NOW)
    assert gap == Reason("clock_gap", actual=1_001, limit=1_000)
    assert line.clock_gap(seen(silent_turn=SECOND + 1), NOW) is not None


def test_another_boot_than_the_one_that_was_armed_is_a_reboot() -> None:
    for told, named, trips in ((7, 7, False), (8, 7, True), (7, 8, True)):
        one = seen(
            telemetry(PROFILE, NOW, epoch=told), armed_epoch=7, identity=identity(PROFILE, epoch=named)
        )
        assert device.rebooted(one, NOW) == (Reason("rebooted") if trips else None)
    assert device.rebooted(seen(), NOW) is None
    assert device.rebooted(seen(armed_epoch=7), NOW) == Reason("rebooted")


def test_faults_and_dropping_out_count_once_the_device_has_confirmed() -> None:
    faulty = telemetry(PROFILE, NOW, faults=("a", "b"))
    assert device.device_fault(seen(faulty, confirmed=True), NOW) == Reason("device_fault", detail="a b")
    assert device.device_fault(seen(faulty), NOW) is None
    assert device.device_fault(seen(telemetry(PROFILE, NOW), confirmed=True), NOW) is None
    assert device.device_fault(seen(confirmed=True), NOW) is None
    assert device.dropped_out(seen(faulty, confirmed=True), NOW) == Reason("dropped_out")
    assert device.dropped_out(seen(faulty), NOW) is None
    assert device.dropped_out(seen(telemetry(PROFILE, NOW, armed=True), confirmed=True), NOW) is None
    assert device.dropped_out(seen(confirmed=True), NOW) is None


def test_arming_that_is_not_confirmed_in_two_seconds_is_unanswered() -> None:
    report = telemetry(PROFILE, NOW, faults=("a", "b"))
    assert device.arm_unanswered(seen(report), NOW) is None
    assert device.arm_unanswered(seen(report, armed_since=NOW), NOW + 2 * SECOND - 1) is None
    assert device.arm_unanswered(seen(report, armed_since=NOW, confirmed=True), NOW + 9 * SECOND) is None
    found = device.arm_unanswered(seen(report, armed_since=NOW), NOW + 2 * SECOND)
    assert found == Reason("arm_unanswered", limit=2_000, detail="a b")
    silent = device.arm_unanswered(seen(armed_since=NOW), NOW + 2 * SECOND)
    assert silent == Reason("arm_unanswered", limit=2_000, detail="")


@pytest.mark.parametrize(
    ("echo", "sent", "trips"), [(3, 3, 0), (4, 3, 1), (None, 3, 0), (4, None, 0), (None, None, 0)]
)
def test_an_echo_of_what_nobody_here_has_sent_is_a_second_master(
    echo: int | None, sent: int | None, trips: int
) -> None:
    found = device.second_master(seen(telemetry(PROFILE, NOW, echo=echo, sent=sent)), NOW)
    assert found == (Reason("second_master", actual=4, limit=3) if trips else None)
    assert device.second_master(seen(), NOW) is None


def test_a_channel_above_all_that_was_permitted_is_named_and_one_at_it_is_not() -> None:
    assert device.over_applied(seen(), NOW) is None
    one = seen(telemetry(PROFILE, NOW, (0, 0, 5, 0)))
    one.permitted.note((OFF, OFF, Output(5), OFF), NOW)
    assert device.over_applied(one, NOW) is None
    one.take(telemetry(PROFILE, NOW, (0, 0, 6, 0)), NOW)
    assert device.over_applied(one, NOW) == Reason("over_applied", "air", 6, 5)


def test_a_channel_below_what_is_permitted_for_longer_than_two_seconds_is_named() -> None:
    one = seen(telemetry(PROFILE, NOW, (0, 0, 4, 0)), under_since={2: NOW})
    one.permitted.note((OFF, OFF, Output(5), OFF), 0)
    one.permitted.note((OFF, OFF, Output(5), OFF), NOW)
    assert device.under_applied(one, NOW + 2 * SECOND) is None
    assert device.under_applied(one, NOW + 2 * SECOND + 1) == Reason("under_applied", "air", 4, 5)
    one.under_since = {}
    assert device.under_applied(one, NOW + 9 * SECOND) is None


def test_silence_of_a_device_that_was_not_at_rest_is_unconfirmed_after_half_a_second() -> None:
    one = seen(telemetry(PROFILE, NOW, armed=True))
    assert device.zero_unconfirmed(one, NOW + 500 * MS - 1) is None
    assert device.zero_unconfirmed(one, NOW + 500 * MS) == Reason("zero_unconfirmed", limit=500)
    seldom = Observed(replace(PROFILE, telemetry_age_ms=501))
    seldom.open_line()
    seldom.take(telemetry(PROFILE, NOW, armed=True), NOW)
    assert device.zero_unconfirmed(seldom, NOW + 500 * MS) is None
    assert device.zero_unconfirmed(seldom, NOW + 501 * MS) == Reason("zero_unconfirmed", limit=501)
    assert device.zero_unconfirmed(seen(telemetry(PROFILE, NOW)), NOW + SECOND) is None


def test_a_supply_that_is_low_for_half_a_second_trips() -> None:
    low = telemetry(PROFILE, NOW, supply_mv=21_950)
    assert device.supply_low(seen(low), NOW) is None
    one = seen(low, low_supply_since=NOW)
    assert device.supply_low(one, NOW + 500 * MS - 1) is None
    assert device.supply_low(one, NOW + 500 * MS) == Reason("supply_low", actual=219, limit=220)
    assert device.supply_low(seen(low_supply_since=NOW), NOW + SECOND) is None
    unknown = seen(telemetry(PROFILE, NOW, supply_mv=None), low_supply_since=NOW)
    assert device.supply_low(unknown, NOW + SECOND) == Reason("supply_low", actual=0, limit=220)
    one.profile = chair()
    assert device.supply_low(one, NOW + SECOND) is None


@pytest.mark.parametrize("sign", [1, -1])
def test_a_clock_is_wrong_when_it_is_off_by_more_than_two_percent_either_way(sign: int) -> None:
    one = seen()
    one.plant.clock.drift = sign * 200 * MS
    assert device.clock_wrong(one, NOW) is None
    one.plant.clock.drift = sign * 201 * MS
    assert device.clock_wrong(one, NOW) == Reason("clock_wrong", actual=sign * 201, limit=200)
    one.plant.clock.drift = sign * (200 * MS + 1)
    assert device.clock_wrong(one, NOW) is not None


def test_two_reports_of_work_that_nobody_asked_for_name_the_channel() -> None:
    one, quiet = seen(), QuietWatch(2, "air")
    one.plant.quiet = [QuietWatch(0, "roller"), quiet]
    for samples, trips in ((1, False), (2, True)):
        quiet.driven_samples, quiet.moved_samples = samples, 0
        assert device.driven_unasked(one, NOW) == (Reason("driven_unasked", "air") if trips else None)
        assert device.moved_unasked(one, NOW) is None
        quiet.driven_samples, quiet.moved_samples = 0, samples
        assert device.moved_unasked(one, NOW) == (Reason("moved_unasked", "air") if trips else None)
        assert device.driven_unasked(one, NOW) is None


def test_no_interlock_can_be_changed_or_given_more() -> None:
    for interlock in INTERLOCKS:
        with pytest.raises(FrozenInstanceError):
            interlock.always = True  # type: ignore[misc]
        assert not hasattr(interlock, "__dict__")
