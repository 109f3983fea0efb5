"""The product's own sessions on the device: programmes, and half an hour of one."""

from pathlib import Path

import pytest

from chairctl_hil.chair import Chair
from chairctl_hil.rig.sessions import devices_programmes, run_programme

HALF_HOUR = Path(__file__).parent / "half-hour.yaml"
HALF_HOUR_S = 1_800.0


@pytest.mark.hazards("H46")
@pytest.mark.any_family
@pytest.mark.needs("truth")
def test_programmes_run_and_end_with_every_output_at_zero(chair: Chair) -> None:
    chosen = devices_programmes(chair.bench.rig.device.profile)
    chosen = chosen if chair.full else chosen[:1]
    for name in chosen:
        found = run_programme(chair.bench, name, 4.0 if chair.full else 2.5)
        assert found.trips == [], f"{name}: {found.trips}"
        assert found.was_energised, f"{name}: nothing was ever put out"
        chair.figure(f"{name}_end_to_output", found.end_to_zero_ms, 2_000.0, "ms")


@pytest.mark.hazards("H44", "H46")
@pytest.mark.full
@pytest.mark.needs("truth", "faults")
@pytest.mark.parametrize("sensor", ["frozen", "dithering", "detached"])
def test_a_pad_sensor_that_lies_is_noticed_by_device_or_host_within_25_s(chair: Chair, sensor: str) -> None:
    noticed_ms = []

    def lie() -> None:
        at = chair.bench.break_(pad_sensor=sensor)
        zero_at = chair.bench.device.zero_at(at, 40.0)
        noticed_ms.append(float("inf") if zero_at is None else (zero_at - at) / 1e6)

    found = run_programme(chair.bench, "heat-only", 0.5, lie)
    assert found.was_energised
    chair.figure("lying_sensor_to_output", noticed_ms[0], 25_000.0, "ms")


@pytest.mark.hazards("H50")
@pytest.mark.full
@pytest.mark.timeout(2_400)
@pytest.mark.any_family
@pytest.mark.needs("truth")
def test_half_an_hour_of_a_session_trips_nothing(chair: Chair) -> None:
    found = run_programme(chair.bench, str(HALF_HOUR), HALF_HOUR_S)
    assert found.trips == []
    assert found.was_energised
    assert found.lasted_s > HALF_HOUR_S - 60
