"""Accidents over Bluetooth in real time: bleak, a fake BlueZ on a private bus, and real processes.

As `test_realtime.py`: a few trials each, and each layer is also taken away and must be missed.
`python -m chairctl_proof.realtime.bluetooth` does many.
"""

import shutil

import pytest
from tests.proof.test_realtime import slowest_ms

from chairctl_proof.realtime.bluetooth import AIR, OVER
from chairctl_proof.realtime.trials import measure, measure_stops

pytestmark = pytest.mark.skipif(
    shutil.which("dbus-daemon") is None, reason="no dbus-daemon; on Debian: apt install dbus-daemon"
)


def test_a_persons_stop_is_at_the_outputs_within_50_ms_over_bluetooth() -> None:
    assert slowest_ms(measure_stops(5, 1, over=OVER)) <= 50


def test_h01_a_killed_host_is_stopped_by_its_warden_over_bluetooth_and_without_one_it_takes_longer() -> None:
    assert slowest_ms(measure(AIR["sigkill"], 2, 1, over=OVER)) <= 60
    assert max(measure(AIR["sigkill"], 2, 1, over=OVER, twin="no_warden").values_ms) > 60


def test_h02_a_host_that_stands_still_is_stopped_over_bluetooth_and_without_a_warden_it_takes_longer() -> (
    None
):
    assert slowest_ms(measure(AIR["sigstop"], 2, 1, over=OVER)) <= 200
    assert max(measure(AIR["sigstop"], 3, 1, over=OVER, twin="no_warden").values_ms) > 200


@pytest.mark.parametrize("accident", ["both_killed", "both_stopped", "link_lost", "deaf", "write_hangs"])
def test_h01_h09_h21_h31_with_nobody_left_the_lease_ends_it_over_bluetooth(accident: str) -> None:
    assert slowest_ms(measure(AIR[accident], 1, 1, over=OVER)) <= 300


def test_h31_h32_a_chair_that_is_no_longer_heard_over_bluetooth_is_stopped() -> None:
    assert slowest_ms(measure(AIR["mute"], 2, 1, over=OVER)) <= 300
