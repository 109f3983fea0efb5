"""The states of a rig: only the known ways, each on record, and a failed one is never tried again."""

import time
from collections.abc import Callable

import pytest

from chairctl.profiles.yaml_source import parse
from chairctl_hil.rig.bench import Bench, Operator
from chairctl_hil.rig.file import Role, load_rig, read_rig
from chairctl_hil.rig.strategy import NotClear, RigState, Strategy, TransitionFailed
from chairctl_hil.trace.record import Recorder

OFF, IDLE, READY, ENERGISED = RigState


class Steps:
    """Counts what is done; `breaks` names the way that fails."""

    def __init__(self, breaks: tuple[RigState, RigState] | None = None) -> None:
        self.done: list[tuple[RigState, RigState]] = []
        self.breaks = breaks
        self.recorder = Recorder()
        ways = [(OFF, IDLE), (IDLE, READY), (READY, ENERGISED), (ENERGISED, READY)]
        ways += [(state, OFF) for state in (IDLE, READY, ENERGISED)]
        self.strategy = Strategy({way: self.step(way) for way in ways}, self.recorder, lambda: None)

    def step(self, way: tuple[RigState, RigState]) -> Callable[[], None]:
        def do() -> None:
            self.done.append(way)
            if way == self.breaks:
                raise RuntimeError("the relay sticks")

        return do


def test_every_state_is_reached_over_those_before_it_and_off_from_anywhere() -> None:
    steps = Steps()
    steps.strategy.go(ENERGISED)
    steps.strategy.go(READY)
    steps.strategy.go(OFF)
    assert steps.done == [(OFF, IDLE), (IDLE, READY), (READY, ENERGISED), (ENERGISED, READY), (READY, OFF)]
    assert [entry["ok"] for entry in steps.recorder.since(0, "state")] == [True] * 5


@pytest.mark.parametrize("way", [(OFF, IDLE), (IDLE, READY), (READY, ENERGISED)])
def test_a_failed_transition_is_never_tried_again_and_leaves_the_rig_off(
    way: tuple[RigState, RigState],
) -> None:
    steps = Steps(way)
    with pytest.raises(TransitionFailed, match="the relay sticks"):
        steps.strategy.go(ENERGISED)
    assert steps.strategy.state is OFF
    steps.breaks = None
    count = steps.done.count(way)
    for wanted in (IDLE, READY, ENERGISED):
        with pytest.raises(TransitionFailed, match="the relay sticks"):
            steps.strategy.go(wanted)
    assert steps.done.count(way) == count == 1
    assert (READY, OFF) in steps.done


BENCH = """schema: chairctl/rig/1
name: x
device:
  kind: bench
  profile: chairlink-reference
  address: /dev/ttyUSB0
"""


@pytest.mark.parametrize(
    ("marked", "operator", "missing"),
    [
        (False, Operator("A", is_clear=True), "hil.not_marked"),
        (True, Operator("A", is_clear=False), "hil.not_clear"),
        (True, Operator("", is_clear=True), "hil.no_operator"),
    ],
)
def test_h76_nothing_energises_a_real_device_without_mark_clearance_and_operator(
    *, marked: bool, operator: Operator, missing: str
) -> None:
    rig = read_rig(parse(BENCH + f"may_energise: {str(marked).lower()}\n", "rig.yaml"))
    with Bench(rig, operator) as bench:
        bench.strategy.state = READY
        with pytest.raises(NotClear, match=missing):
            bench.strategy.go(ENERGISED)
        assert bench.strategy.state is READY
        assert bench.lacks("faults")
        assert bench.lacks("truth")


def test_with_all_three_it_may() -> None:
    with Bench(
        read_rig(parse(BENCH + "may_energise: true\n", "rig.yaml")), Operator("A", is_clear=True)
    ) as bench:
        bench.strategy.state = READY
        bench.strategy.go(ENERGISED)


def test_a_fault_left_in_when_the_supply_went_is_mended_before_the_device_is_used_again() -> None:
    with Bench(load_rig("simulator-pty")) as bench:
        bench.strategy.go(READY)
        bench.break_(heater="stuck_on")
        bench.strategy.go(OFF)
        bench.strategy.go(READY)
        before = bench.meters[Role.PAD].read()
        time.sleep(2)  # a heater that is stuck warms the pad by half a degree
        assert bench.meters[Role.PAD].read() < before + 0.2
