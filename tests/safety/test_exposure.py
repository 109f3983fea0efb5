from dataclasses import replace

import pytest
from tests.support.bench import Bench
from tests.support.profiles import device, heat
from tests.support.reports import telemetry

from chairctl.domain.channels import OFF
from chairctl.domain.telemetry import Readback
from chairctl.domain.time import MILLISECOND, MINUTE, SECOND
from chairctl.profiles.device import UnsensedHeat
from chairctl.safety.account import REST
from chairctl.safety.exposure import Exposure, dose_rate_nano
from chairctl.safety.watches.heat import ENERGY


def cem43_per_minute(celsius: float) -> float:
    """Sapareto & Dewey, as the paper has it."""
    if celsius < 39:
        return 0.0
    return float((0.5 if celsius >= 43 else 0.25) ** (43 - celsius))


@pytest.mark.parametrize("tenth_c", range(300, 561))
def test_the_dose_rate_agrees_with_an_independent_float_computation(tenth_c: int) -> None:
    assert dose_rate_nano(tenth_c) / 1e9 == pytest.approx(cem43_per_minute(tenth_c / 10), rel=1e-3)


def test_without_a_pad_time_is_counted_and_no_dose() -> None:
    exposure = Exposure()
    assert exposure.add(SECOND, None, energised=True) == 0
    assert (exposure.energised, exposure.cem43_micro_minutes) == (SECOND, 0)


@pytest.mark.parametrize("tenth_c", [-400, 0, 389])
def test_there_is_no_dose_below_39_degrees(tenth_c: int) -> None:
    assert dose_rate_nano(tenth_c) == 0


def test_an_absurd_temperature_is_a_huge_dose_and_no_error() -> None:
    assert dose_rate_nano(32_767) >= dose_rate_nano(600) > 0


def test_the_dose_rate_never_falls_with_temperature() -> None:
    rates = [dose_rate_nano(tenth_c) for tenth_c in range(380, 700)]
    assert rates == sorted(rates)


@pytest.mark.parametrize(("tenth_c", "minutes"), [(410, 32), (420, 8), (430, 2), (440, 1), (450, 0.5)])
def test_two_cem43_minutes_are_reached_after(tenth_c: int, minutes: float) -> None:
    exposure = Exposure()
    turn = 50 * MILLISECOND
    elapsed = 0
    while exposure.cem43_micro_minutes < 2_000_000:
        exposure.add(turn, tenth_c, energised=True)
        elapsed += turn
    assert elapsed / MINUTE == pytest.approx(minutes, rel=2e-3)


def test_a_changing_temperature_sums_up_like_the_float_computation() -> None:
    exposure, expected = Exposure(), 0.0
    for second in range(1_200):
        tenth_c = 380 + second * 60 // 1_200
        exposure.add(SECOND, tenth_c, energised=False)
        expected += cem43_per_minute(tenth_c / 10) / 60
    assert exposure.cem43_micro_minutes / 1e6 == pytest.approx(expected, rel=1e-3)


def test_minutes_count_only_while_energised_and_dose_always() -> None:
    exposure = Exposure()
    exposure.add(MINUTE, 430, energised=False)
    assert (exposure.energised, exposure.cem43_micro_minutes) == (0, 1_000_000)
    exposure.add(MINUTE, None, energised=True)
    assert (exposure.energised, exposure.cem43_micro_minutes) == (MINUTE, 1_000_000)


def test_the_hottest_pad_is_kept() -> None:
    exposure = Exposure()
    assert exposure.hottest_pad_tenth_c is None
    seen: list[int | None] = []
    for tenth_c in (300, 410, 350, None):
        exposure.add(SECOND, tenth_c, energised=False)
        seen.append(exposure.hottest_pad_tenth_c)
    assert seen == [300, 410, 410, 410]


def test_a_whole_rest_forgets_everything_and_not_a_nanosecond_less_does() -> None:
    exposure = Exposure()
    exposure.add(MINUTE, 430, energised=True)
    exposure.rest(100, energised=False)
    exposure.rest(100 + REST - 1, energised=False)
    assert (exposure.energised, exposure.cem43_micro_minutes) == (MINUTE, 1_000_000)
    exposure.rest(100 + REST, energised=False)
    assert (exposure.energised, exposure.cem43_micro_minutes) == (0, 0)
    assert exposure.hottest_pad_tenth_c is None


def test_a_rest_that_is_broken_starts_again() -> None:
    exposure = Exposure()
    exposure.add(MINUTE, 430, energised=True)
    exposure.rest(0, energised=False)
    exposure.rest(REST - 1, energised=True)
    exposure.rest(REST, energised=False)
    exposure.rest(2 * REST - 1, energised=False)
    assert exposure.energised == MINUTE
    exposure.rest(2 * REST, energised=False)
    assert exposure.energised == 0


def test_a_rest_is_half_an_hour() -> None:
    assert REST == 30 * MINUTE


class Blanket:
    """A heater without a sensor, and a kernel that sees it report what it applies once a second."""

    def __init__(self) -> None:
        profile = device("chair", replace(heat(), bounds=UnsensedHeat()))
        self.bench = Bench(profile)
        self.profile = profile
        self.bench.connect()

    def applies(self, level: int, seconds: int) -> "Blanket":
        bench = self.bench
        for _ in range(seconds):
            bench.now += SECOND
            report = replace(telemetry(self.profile, bench.now), readbacks=(Readback(level, None),))
            bench.kernel.observe(report, bench.now)
            bench.kernel.decide((OFF,), None, bench.now)
        return self


def test_a_heater_without_a_sensor_counts_as_being_as_hot_as_it_is_set() -> None:
    exposure = Blanket().applies(0, 60).applies(410, 60).bench.kernel.exposure
    assert exposure.hottest_pad_tenth_c == 410
    assert exposure.cem43_micro_minutes == dose_rate_nano(410) // 1_000
    assert Blanket().applies(0, 600).bench.kernel.exposure.hottest_pad_tenth_c is None


def test_a_heater_without_a_sensor_gets_no_more_than_the_energy_of_full_duty() -> None:
    blanket = Blanket().applies(0, 1).applies(410, 1_200)
    (heater,) = blanket.bench.kernel.seen["chair"].plant.blind
    assert heater.energy == ENERGY - 1_000 * SECOND
    blanket.applies(410, 1)
    assert heater.energy == ENERGY


def test_the_energy_of_a_heater_without_a_sensor_survives_a_line_but_not_a_rest() -> None:
    blanket = Blanket().applies(410, 10)
    kernel = blanket.bench.kernel
    (heater,) = kernel.seen["chair"].plant.blind
    kernel.line_down("chair", "hangup")
    kernel.line_up("chair")
    assert (heater.energy, heater.tenth_c) == (9_000 * SECOND, None)
    blanket.applies(0, 30 * 60)
    assert heater.energy == 9_000 * SECOND
    blanket.applies(0, 1)
    assert heater.energy == 0


@pytest.mark.parametrize(
    ("tenth_c", "nano"),
    [
        (389, 0),
        (390, 3_906_250),
        (400, 15_625_000),
        (420, 250_000_000),
        (425, 500_000_000),
        (429, 870_550_564),
        (430, 1_000_000_000),
        (431, 1_071_773_463),
        (440, 2_000_000_000),
        (445, 2_828_427_126),
        (450, 4_000_000_000),
    ],
)
def test_the_dose_rate_is_the_papers_to_the_last_digit_and_never_below_it(tenth_c: int, nano: int) -> None:
    assert dose_rate_nano(tenth_c) == nano
    assert nano >= cem43_per_minute(tenth_c / 10) * 10**9 * (1 - 1e-12)


def test_above_73_degrees_the_dose_rate_stays_what_it_is_there() -> None:
    assert dose_rate_nano(730) == dose_rate_nano(740) == dose_rate_nano(32_760) == 10**9 << 30
    assert dose_rate_nano(729) < dose_rate_nano(730)


def test_what_a_new_body_has_got_is_nothing_at_all() -> None:
    exposure = Exposure()
    assert (exposure.energised, exposure._dose_nano_ns, exposure.hottest_pad_tenth_c) == (0, 0, None)
    exposure.add(60, 430, energised=True)
    assert (exposure.energised, exposure.cem43_micro_minutes) == (60, 0)
    exposure.add(60_000 - 61, 430, energised=True)
    assert exposure.cem43_micro_minutes == 0
    exposure.add(1, 430, energised=True)
    assert exposure.cem43_micro_minutes == 1
