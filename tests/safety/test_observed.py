"""What is known of one device, fact by fact: what makes it so, and what takes it away."""

from dataclasses import replace

import pytest
from tests.support.profiles import chair
from tests.support.reports import EPOCH, identity, telemetry

from chairctl.domain.channels import OFF, Output
from chairctl.domain.safety import WardenWord
from chairctl.domain.telemetry import Activity, Garbled, Refusal, Telemetry
from chairctl.domain.time import MILLISECOND, SECOND
from chairctl.profiles.device import Failsafe, HostLoss
from chairctl.safety.observed import Observed

NOW = 100 * SECOND
PROFILE = replace(chair(), supply_min_mv=22_000)


def seen(*reports: Telemetry, armed_at: int | None = None) -> Observed:
    device = Observed(PROFILE)
    device.open_line()
    if armed_at is not None:
        device.take(telemetry(PROFILE, armed_at), armed_at)
        device.arm(armed_at)
    for report in reports:
        device.take(report, report.received_at)
    return device


def test_of_a_new_device_nothing_is_known() -> None:
    device = Observed(PROFILE)
    assert (device.line_up, device.lost_reason, device.warden, device.identity) == (False, "", None, None)
    assert (device.telemetry, device.telemetry_age(NOW), device.unsure_since()) == (None, None, None)
    assert (device.confirmed, device.armed_since, device.armed_epoch) == (False, None, None)
    assert (device.silent_turn, device.flood_bytes, device.garbled_frames, device.refused_frames) == (
        0,
        0,
        0,
        0,
    )
    assert (device.speaks_unknown_version, device.is_armed(), device.heard_at(NOW)) == (False, False, False)
    assert device.stale_at() == PROFILE.telemetry_age_ms * MILLISECOND
    assert device.bad_frames_within_a_second(NOW) == 0
    assert (device.low_supply_since, device.echo_stuck_since, device.under_since) == (None, None, {})
    assert device.plant.image == (OFF,) * 4
    assert device.applied == [0] * 4


def test_a_line_that_is_opened_anew_leaves_who_it_was_and_how_often_it_failed() -> None:
    device = seen(telemetry(PROFILE, NOW, (4, 3, 2, 1), echo=1, sent=2, supply_mv=1))
    assert device.applied == [4, 3, 2, 1]
    device.take(identity(PROFILE), NOW)
    device.take(Garbled("chair", 3, "version"), NOW)
    device.count_bytes(7, NOW)
    device.warden = WardenWord.READY
    device.lose_line("unplugged")
    assert (device.line_up, device.lost_reason) == (False, "unplugged")
    device.open_line()
    facts = [device.line_up, device.warden, device.identity, device.telemetry]
    assert facts == [True, None, None, None]
    assert device.applied == [0] * 4
    assert (device.echo_stuck_since, device.low_supply_since, device.flood_bytes) == (None, None, 0)
    assert (device.speaks_unknown_version, device.bad_frames_within_a_second(NOW)) == (False, 0)
    assert (device.known_serial, device.garbled_frames) == ("0001", 1)


def test_the_first_serial_number_is_kept() -> None:
    device = seen()
    device.take(identity(PROFILE), NOW)
    device.take(replace(identity(PROFILE), serial_number="2"), NOW)
    assert device.identity is not None
    assert (device.known_serial, device.identity.serial_number) == ("0001", "2")


def test_arming_begins_anew_and_disarming_forgets_it() -> None:
    device = seen(telemetry(PROFILE, NOW, echo=1, sent=2))
    device.warden = WardenWord.ZERO
    device.confirmed = True
    device.under_since = {1: NOW}
    device.arm(NOW + 5)
    assert (device.armed_since, device.armed_epoch, device.confirmed) == (NOW + 5, EPOCH, False)
    assert (device.warden, device.echo_stuck_since, device.under_since) == (WardenWord.READY, None, {})
    device.confirmed = True
    device.disarm()
    assert (device.armed_since, device.armed_epoch, device.confirmed) == (None, None, False)


@pytest.mark.parametrize("word", [WardenWord.FIRED, WardenWord.GONE, WardenWord.NONE, None])
def test_arming_makes_no_warden_ready_that_has_not_said_so(word: WardenWord | None) -> None:
    device = seen()
    device.warden = word
    device.arm(NOW)
    assert device.warden is word


def test_armed_is_confirmed_by_the_same_boot_that_says_so_and_stays_confirmed() -> None:
    assert not seen(telemetry(PROFILE, NOW, armed=True)).confirmed
    assert not seen(telemetry(PROFILE, NOW, armed=False), armed_at=5).confirmed
    assert not seen(telemetry(PROFILE, NOW, armed=True, epoch=EPOCH + 1), armed_at=5).confirmed
    device = seen(telemetry(PROFILE, NOW, armed=True), armed_at=5)
    assert device.confirmed is True
    assert device.is_armed() is True
    device.take(telemetry(PROFILE, NOW + 1), NOW + 1)
    assert device.confirmed is True
    assert device.is_armed() is False


def test_telemetry_has_an_age_and_turns_stale() -> None:
    device = seen(telemetry(PROFILE, NOW))
    assert (device.telemetry_age(NOW + 7), device.heard_at(NOW), device.heard_at(NOW + 1)) == (7, True, False)
    assert device.stale_at() == NOW + 250 * MILLISECOND


def test_a_device_that_is_armed_or_puts_something_out_is_not_sure_to_rest() -> None:
    assert seen(telemetry(PROFILE, NOW)).unsure_since() is None
    for report in (telemetry(PROFILE, NOW, armed=True), telemetry(PROFILE, NOW, (0, 0, 1))):
        device = seen(report)
        assert device.unsure_since() == NOW
        device.lose_line("unplugged")
        assert device.unsure_since() is None
        device.profile = replace(PROFILE, failsafe=Failsafe(HostLoss.GOES_ON, 0, "test"))
        assert device.unsure_since() == NOW


def test_bytes_are_counted_by_the_second() -> None:
    device = Observed(PROFILE)
    counts = []
    for now in (NOW, NOW + 1, NOW + SECOND - 1, NOW + SECOND, NOW + 2 * SECOND - 1, NOW + 2 * SECOND):
        device.count_bytes(5, now)
        counts.append(device.flood_bytes)
    assert counts == [5, 10, 15, 5, 10, 5]


def test_the_first_second_counts_from_the_start_of_the_host() -> None:
    device = Observed(PROFILE)
    device.count_bytes(5, SECOND - 1)
    device.count_bytes(5, SECOND)
    assert device.flood_bytes == 5


def test_bad_frames_are_counted_for_a_second_by_their_kind() -> None:
    device = seen()
    device.take(Garbled("chair", 3, "crc"), NOW)
    device.take(Refusal("chair", 1, "stale"), NOW + 1)
    assert (device.garbled_frames, device.refused_frames, device.speaks_unknown_version) == (1, 1, False)
    assert device.bad_frames_within_a_second(NOW + SECOND - 1) == 2
    device.take(Garbled("chair", 3, "crc"), NOW)
    assert device.garbled_frames == 2
    device.bad_frames.remove(NOW)
    assert device.bad_frames_within_a_second(NOW + SECOND) == 1
    assert device.bad_frames_within_a_second(NOW + SECOND + 1) == 0


def refusals(*counters: int, told: int = 0, epochs: tuple[int, int] = (EPOCH, EPOCH)) -> tuple[int, int]:
    """Some are told between two reports of the counter; how many are counted, and within a second."""
    device = seen()
    for counter, epoch in zip(counters, epochs, strict=True):
        device.take(telemetry(PROFILE, NOW, refused=counter, epoch=epoch), NOW)
        if counter == counters[0]:
            for _ in range(told):
                device.take(Refusal("chair", 1, "stale"), NOW)
    return device.refused_frames, device.bad_frames_within_a_second(NOW)


def test_frames_refused_without_a_word_are_counted_from_the_devices_own_counter() -> None:
    assert refusals(5, 5) == (0, 0)
    assert refusals(5, 6) == (1, 1)
    assert refusals(5, 7) == (2, 2)
    assert refusals(5, 99) == (94, 3)
    assert refusals(5, 7, told=1) == (2, 2)
    assert refusals(5, 6, told=2) == (2, 2)
    assert refusals(5, 7, told=2) == (2, 2)
    assert refusals(5, 8, told=2) == (3, 3)
    assert refusals(5, 0) == (0, 0)
    assert refusals(5, 9, epochs=(EPOCH, EPOCH + 1)) == (0, 0)


def test_refusals_that_were_told_count_once_for_one_telemetry_only() -> None:
    device = seen(telemetry(PROFILE, NOW, refused=0))
    device.take(Refusal("chair", 1, "stale"), NOW)
    device.take(telemetry(PROFILE, NOW, refused=1), NOW)
    device.take(telemetry(PROFILE, NOW, refused=2), NOW)
    assert device.refused_frames == 2


def test_an_echo_is_stuck_from_the_first_report_that_lags_and_moves_on_with_it() -> None:
    device = seen(telemetry(PROFILE, NOW, echo=1, sent=1))
    since = []
    for at, (echo, sent) in enumerate([(1, 2), (1, 3), (2, 3), (2, 4), (4, 4), (4, 5)]):
        device.take(telemetry(PROFILE, NOW + at, echo=echo, sent=sent), NOW + at)
        since.append(device.echo_stuck_since)
    assert since == [NOW, NOW, NOW + 2, NOW + 2, None, NOW + 5]


def test_the_supply_is_low_from_the_first_report_below_its_least() -> None:
    device = seen()
    since = []
    for at, supply in enumerate((22_000, 21_999, 21_000, 22_000, 1, None)):
        device.take(telemetry(PROFILE, NOW + at, supply_mv=supply), NOW + at)
        since.append(device.low_supply_since)
    assert since == [None, NOW + 1, NOW + 1, None, NOW + 4, None]
    anything = Observed(chair())
    anything.take(telemetry(chair(), NOW, supply_mv=1), NOW)
    assert anything.low_supply_since is None


def test_a_level_counts_as_permitted_for_the_settling_time_of_the_profile() -> None:
    device = seen()
    for level, at in ((300, 0), (300, SECOND), (0, 2 * SECOND), (0, 2 * SECOND + 300 * MILLISECOND)):
        device.permitted.note((Output(level), OFF, OFF, OFF), at)
    assert device.permitted.highest[0] == 300
    device.permitted.note((OFF,) * 4, 2 * SECOND + 300 * MILLISECOND + 1)
    assert device.permitted.highest[0] == 0


def test_a_channel_is_below_what_is_permitted_from_the_first_report_on_while_it_can_follow() -> None:
    device = seen(telemetry(PROFILE, NOW, armed=True), armed_at=5)
    for at in (6, 7 + SECOND):
        device.permitted.note((Output(300), OFF, Output(5), OFF), at)
    since = []
    for at, applied, activity in (
        (0, (299, 0, 5), None),
        (1, (299, 0, 4), None),
        (2, (300, 0, 4), None),
        (3, (0, 0, 0), Activity.HOMING),
        (4, (0, 0, 5), Activity.STANDBY),
    ):
        report = replace(telemetry(PROFILE, NOW + at, applied, armed=True), activity=activity)
        device.take(report, NOW + at)
        since.append(device.under_since)
    assert since == [{0: NOW}, {0: NOW, 2: NOW + 1}, {2: NOW + 1}, {}, {0: NOW + 4}]
    device.confirmed = False
    device.take(telemetry(PROFILE, NOW + 5, (0, 0, 0)), NOW + 5)
    assert device.under_since == {}
