"""Accidents in real time with real processes: milliseconds until the simulated chair is truly at zero.

A few trials each; `chairctl prove` and `make campaign-realtime` do many. Each layer is also taken away,
by patching in the host's process, and must be missed.
"""

import os
import signal
import time
from pathlib import Path

import pytest

from chairctl_proof.realtime import campaign
from chairctl_proof.realtime.alarms import SINKS, measure_alarms
from chairctl_proof.realtime.chair import RealChair, boot_clock
from chairctl_proof.realtime.ledger_kills import PREPAID_S, kill_writers
from chairctl_proof.realtime.soak import soak
from chairctl_proof.realtime.trials import ACCIDENTS, GIVE_UP_S, Hosts, Latencies, measure, measure_stops


def slowest_ms(found: Latencies) -> float:
    assert found.never == 0
    assert found.values_ms
    return max(found.values_ms)


def test_a_persons_stop_is_at_the_outputs_within_50_ms_and_a_lost_one_is_noticed() -> None:
    assert slowest_ms(measure_stops(5, 1)) <= 50
    assert measure(ACCIDENTS["stop"], 1, 1, twin="stop_dropped").never == 1


@pytest.mark.parametrize("later_s", [0.1, 0.15])
def test_a_host_that_trips_before_it_can_be_stopped_says_so_and_keeps_nobody_waiting(
    later_s: float, tmp_path: Path
) -> None:
    hosts = Hosts()
    try:
        with RealChair(tmp_path, 1) as chair:
            host = hosts.begin_stops(chair, 50, 1)
            chair.zero_at(int(hosts.hear()["t"]), GIVE_UP_S)
            time.sleep(later_s)
            os.kill(host, signal.SIGSTOP)
            time.sleep(0.4)  # longer than its warden waits
            os.kill(host, signal.SIGCONT)
            while "t" in (told := hosts.hear()):
                pass
            assert told.keys() <= {"tripped", "refused", "done"}
    finally:
        hosts.close()


def test_h01_a_killed_host_is_stopped_by_its_warden_within_60_ms_and_without_one_it_takes_longer() -> None:
    assert slowest_ms(measure(ACCIDENTS["sigkill"], 2, 1)) <= 60
    assert max(measure(ACCIDENTS["sigkill"], 2, 1, twin="no_warden").values_ms) > 60


def test_h02_a_host_that_stands_still_is_stopped_within_200_ms_and_without_a_warden_it_takes_longer() -> None:
    assert slowest_ms(measure(ACCIDENTS["sigstop"], 2, 1)) <= 200
    assert max(measure(ACCIDENTS["sigstop"], 3, 1, twin="no_warden").values_ms) > 200


@pytest.mark.parametrize("accident", ["blocked_loop", "gil_held"])
def test_h03_a_loop_that_is_blocked_is_stopped_within_200_ms(accident: str) -> None:
    assert slowest_ms(measure(ACCIDENTS[accident], 1, 1)) <= 200


def test_h04_a_host_that_no_longer_consumes_telemetry_is_stopped_within_200_ms() -> None:
    assert slowest_ms(measure(ACCIDENTS["lost_task"], 1, 1)) <= 200


def test_h05_beats_of_a_thread_keep_no_output_alive_beyond_the_lease() -> None:
    assert slowest_ms(measure(ACCIDENTS["beat_thread"], 1, 1)) <= 300


@pytest.mark.parametrize("accident", ["both_stopped", "warden_killed_host_stopped", "cable"])
def test_h07_h08_h09_h21_with_nobody_left_the_lease_ends_it_within_300_ms(accident: str) -> None:
    assert slowest_ms(measure(ACCIDENTS[accident], 1, 1)) <= 300


def test_h09_a_chair_without_a_lease_goes_on_when_nobody_is_left() -> None:
    assert measure(ACCIDENTS["both_stopped"], 1, 1, faults={"no_lease": True}).never == 1


@pytest.mark.parametrize(
    ("accident", "within_ms"), [("line_deaf", 300), ("line_mute", 400), ("line_jammed", 300)]
)
def test_h22_h23_h28_a_line_that_carries_one_way_only_or_is_jammed_ends_it(
    accident: str, within_ms: int
) -> None:
    assert slowest_ms(measure(ACCIDENTS[accident], 1, 1)) <= within_ms


@pytest.mark.parametrize("accident", ["line_deaf", "line_jammed"])
def test_h23_h28_a_chair_without_a_lease_goes_on_when_nothing_reaches_it(accident: str) -> None:
    assert measure(ACCIDENTS[accident], 1, 1, faults={"no_lease": True}).never == 1


def test_h28_what_piled_up_on_a_jammed_line_energises_nothing_when_it_arrives(tmp_path: Path) -> None:
    hosts = Hosts()
    with RealChair(tmp_path) as chair:
        hosts.start(chair, "none")
        assert chair.energised_at(GIVE_UP_S) is not None
        chair.tell(line="jammed")
        zero_at = chair.zero_at(boot_clock(), GIVE_UP_S)
        assert zero_at is not None
        chair.tell(line="whole")
        time.sleep(0.5)
        assert chair.stayed_zero(zero_at)
    hosts.close()


@pytest.mark.parametrize("accident", ["no_descriptors", "no_memory"])
def test_h17_a_stop_is_obeyed_by_a_host_that_can_open_nothing_or_has_no_memory_left(accident: str) -> None:
    assert slowest_ms(measure(ACCIDENTS[accident], 2, 1)) <= 50


def test_h17_it_is_the_stop_that_ends_it_not_the_want_of_descriptors() -> None:
    assert measure(ACCIDENTS["no_descriptors"], 1, 1, twin="stop_dropped").never == 1


def test_h75_a_trip_reaches_json_lines_and_socket_within_a_second_and_a_mute_one_is_missed() -> None:
    found = measure_alarms(3)
    assert found.missing == []
    assert [len(found.values_ms[sink]) for sink in SINKS] == [3, 3]
    assert max(value for values in found.values_ms.values() for value in values) <= 1_000
    assert measure_alarms(1, mute=True).missing == ["rebooted json", "rebooted attach"]


def test_h69_a_killed_writer_has_lost_no_time_and_one_that_spends_unpaid_has() -> None:
    kills = kill_writers(4, 1)
    assert (kills.safe, kills.most_lost_s) == (4, 0)
    assert 0 <= kills.most_too_much_s <= PREPAID_S
    assert kill_writers(1, 1, unpaid=True).most_lost_s > 0


def test_a_short_soak_has_no_false_trip_and_sees_a_pulled_cable() -> None:
    assert soak(2) == (2, 0, True)


def test_the_long_campaign_has_a_row_for_every_accident_and_load() -> None:
    rows = list(campaign.run(1, (0,), ("sigkill",)))
    assert [(row["name"], row["load"], row["trials"]) for row in rows] == [("sigkill", "0 per core", 1)]
    written = campaign.table(rows, "this machine")
    assert f"| sigkill | 0 per core | 1 | {rows[0]['never']} | {rows[0]['p50_ms']} |" in written
