from dataclasses import replace

import pytest
from tests.support.bench import Bench
from tests.support.profiles import chair, chair_and_unit
from tests.support.reports import identity

from chairctl.domain.safety import Reason, SafetyState, WardenWord
from chairctl.domain.telemetry import Garbled
from chairctl.domain.time import MILLISECOND


def why_not(bench: Bench) -> list[str]:
    """The codes for which arming is refused; checks that the state agrees."""
    codes = [reason.code for reason in bench.ask_to_arm()]
    assert bench.kernel.state is (SafetyState.SAFE if codes else SafetyState.READY)
    return codes


def test_a_device_without_a_line_cannot_be_armed() -> None:
    assert why_not(Bench()) == ["not_connected"]


def test_a_lost_line_is_named_with_its_reason() -> None:
    bench = Bench().connect()
    bench.kernel.line_down("chair", "unplugged")
    assert bench.ask_to_arm() == (Reason("not_connected", detail="unplugged"),)


def test_a_device_that_has_not_said_who_it_is_cannot_be_armed() -> None:
    bench = Bench()
    bench.kernel.line_up("chair")
    bench.report()
    assert why_not(bench) == ["not_identified"]


def test_another_model_cannot_be_armed() -> None:
    bench = Bench().connect()
    bench.kernel.observe(identity(chair(), model="OTHER"), bench.now)
    assert why_not(bench) == ["wrong_model"]


def test_a_profile_without_a_model_takes_any() -> None:
    bench = Bench(replace(chair(), model=None)).connect()
    bench.kernel.observe(identity(chair(), model="OTHER"), bench.now)
    assert why_not(bench) == []


@pytest.mark.parametrize("order", [slice(0, 3), slice(None, None, -1), slice(0, 0)])
def test_a_device_with_other_channels_cannot_be_armed(order: slice) -> None:
    bench = Bench().connect()
    known = identity(chair())
    bench.kernel.observe(replace(known, capabilities=known.capabilities[order]), bench.now)
    assert why_not(bench) == ["wrong_channels"]


def test_a_device_that_is_not_heard_cannot_be_armed() -> None:
    bench = Bench()
    bench.kernel.line_up("chair")
    bench.kernel.observe(identity(chair()), bench.now)
    assert why_not(bench) == ["no_telemetry"]


@pytest.mark.parametrize(
    ("age_ms", "codes"), [(249, []), (250, ["no_telemetry"]), (10_000, ["no_telemetry"])]
)
def test_telemetry_is_too_old_for_arming_at_its_age_limit(age_ms: int, codes: list[str]) -> None:
    bench = Bench().connect()
    bench.now += age_ms * MILLISECOND
    assert why_not(bench) == codes


@pytest.mark.parametrize("bent", [{"armed": True}, {"applied": (1,)}, {"applied": (0, 0, 0, 1)}])
def test_a_device_that_is_not_at_rest_cannot_be_armed(bent: dict[str, object]) -> None:
    bench = Bench().connect()
    bench.report(**bent)
    assert why_not(bench) == ["not_at_zero"]


def test_a_line_that_came_back_needs_identity_and_telemetry_anew() -> None:
    bench = Bench().connect()
    bench.kernel.line_down("chair", "")
    bench.kernel.line_up("chair")
    assert why_not(bench) == ["not_identified"]
    bench.kernel.observe(identity(chair()), bench.now)
    assert why_not(bench) == ["no_telemetry"]


def test_every_device_must_give_its_leave() -> None:
    bench = Bench(*chair_and_unit()).connect()
    bench.kernel.line_down("unit", "unplugged")
    assert why_not(bench) == ["not_connected"]
    bench.kernel.line_down("chair", "unplugged")
    assert why_not(bench) == ["not_connected", "not_connected"]


def test_with_all_permissives_the_station_is_armed() -> None:
    assert why_not(Bench().connect()) == []
    assert why_not(Bench(*chair_and_unit()).connect()) == []


def test_h30_another_device_on_the_same_line_cannot_be_armed_until_the_host_is_started_anew() -> None:
    bench = Bench().connect()
    other = replace(identity(chair()), serial_number="0002")
    bench.kernel.line_down("chair", "unplugged")
    bench.kernel.line_up("chair")
    bench.kernel.seen["chair"].warden = WardenWord.READY
    bench.kernel.observe(other, bench.now)
    bench.report()
    assert bench.ask_to_arm() == (Reason("different_device", detail="0002"),)
    bench.kernel.observe(identity(chair()), bench.now)
    assert why_not(bench) == []


def test_h78_a_device_of_an_unknown_version_is_named_as_such() -> None:
    bench = Bench()
    bench.kernel.line_up("chair")
    bench.kernel.observe(Garbled("chair", 20, "crc"), bench.now)
    bench.report()
    assert why_not(bench) == ["not_identified"]
    bench.kernel.observe(Garbled("chair", 20, "version"), bench.now)
    bench.kernel.observe(Garbled("chair", 20, "crc"), bench.now)
    assert why_not(bench) == ["unknown_version"]
    bench.kernel.line_up("chair")
    bench.report()
    assert why_not(bench) == ["not_identified"]


def test_h78_frames_of_an_unknown_version_do_not_matter_once_the_device_has_said_who_it_is() -> None:
    bench = Bench().connect()
    bench.kernel.observe(Garbled("chair", 20, "version"), bench.now)
    assert why_not(bench) == []
