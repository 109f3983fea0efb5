"""What is left of all watches when a line is opened anew."""

from dataclasses import replace

from tests.safety.test_watch_heat import pad
from tests.safety.test_watch_roller import roller
from tests.support.profiles import air, device, heat, tens

from chairctl.domain.channels import RollerMode, Technique
from chairctl.domain.telemetry import (
    AirMeasured,
    HeatMeasured,
    RollerMeasured,
    StimulationMeasured,
)
from chairctl.domain.time import SECOND
from chairctl.profiles.device import HeatBounds, UnsensedHeat
from chairctl.safety.watches.clock import ClockWatch
from chairctl.safety.watches.plant import PlantWatch
from chairctl.safety.watches.quiet import QuietWatch
from chairctl.safety.watches.stimulation import StimulationWatch

BOUNDS = HeatBounds(420, 430, 450)
NOW = 100 * SECOND
ROLLING = RollerMode(Technique.ROLLING, 100, 300, 500)


def fresh_and_forgotten() -> list[tuple[object, object]]:
    warm, cushion, motor, pulses, clock = (
        pad(),
        QuietWatch(2, "air"),
        roller(10),
        StimulationWatch(0, "tens"),
        ClockWatch(),
    )
    for at in range(12):
        now = NOW + at * SECOND
        warm.take(HeatMeasured(440 + at, 0 if at > 6 else 950), 600, now, off=True)
        cushion.take(AirMeasured(100 + 90 * at), now, off=True)
        motor.take(RollerMeasured(400 + at, 0, 9), 1, ROLLING, now)
        pulses.take(StimulationMeasured(100, 100 + 200 * at if at < 10 else None, 7), 10, now)
        clock.take(1_000 + 900 * at, now)
    pairs: list[tuple[object, object]] = []
    for used, new in (
        (warm, pad()),
        (cushion, QuietWatch(2, "air")),
        (motor, roller(10)),
        (pulses, StimulationWatch(0, "tens")),
        (clock, ClockWatch()),
    ):
        assert any(value != vars(used)[key] for key, value in vars(new).items())
        used.forget()
        pairs.append((used, new))
    return pairs


def test_a_line_that_is_opened_anew_leaves_nothing_but_what_heaters_and_motors_have_borne() -> None:
    kept = {"energy", "overload", "_cold_since", "bounds"}
    for used, new in fresh_and_forgotten():
        differs = {key for key, value in vars(new).items() if value != vars(used)[key]}
        assert differs <= kept


def test_after_a_heater_that_nobody_measures_the_other_channels_are_watched_as_well() -> None:
    blanket = replace(heat("one"), bounds=UnsensedHeat())
    plant = PlantWatch(device("one", blanket, heat("one", "pad"), air("one"), tens("one")))
    assert [watch.index for watch in plant.blind] == [0]
    assert [watch.index for watch in plant.quiet] == [2, 3]
    assert [watch.index for watch in plant.stimulations] == [3]
    plant.clock.drift = 5
    plant.forget()
    assert plant.clock.drift == 0
