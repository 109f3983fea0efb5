"""The rig's own master goes on counting when it has forgotten the oldest telemetry."""

from typing import Any

from chairctl_hil.rig.master import KEPT, Master
from chairctl_hil.trace.record import MOST, Recorder
from chairctl_simulators.devices.chairlink import SimulatedChair


def test_what_is_kept_is_bounded_and_what_is_counted_is_not() -> None:
    nowhere: Any = None
    master, chair = Master(nowhere, Recorder()), SimulatedChair(1)
    for number in range(1, KEPT + 101):
        master.hear(chair.advance(number * 50_000_000))
    assert len(master.said) == KEPT
    assert master.telemetries == KEPT + 100
    master.until(lambda: master.telemetries > KEPT, 0.1, "never")


def test_a_record_is_bounded_and_counts_what_it_drops() -> None:
    recorder = Recorder()
    for _ in range(MOST + 5):
        recorder.note("order")
    assert (len(recorder.entries), recorder.dropped) == (MOST, 5)
    recorder.begin()
    assert (recorder.entries, recorder.dropped) == ([], 0)
