"""Every physical rule is seen to complain of a truth that breaks it, after its grace and not before."""

from dataclasses import dataclass
from typing import Any

import pytest

from chairctl_proof.oracle.oracle import Oracle
from chairctl_proof.oracle.record import RecordJudge, truth_of
from chairctl_simulators.devices.chairlink import SimulatedChair
from chairctl_simulators.devices.chairlink.truth import Truth
from chairctl_simulators.serve import truth_line

MS = 1_000_000
HEALTHY = SimulatedChair(1).truth(0)


def bent(**changes: Any) -> Truth:
    """A healthy truth with fields of its pad, roller or electrodes, or of itself, changed."""
    pad: dict[str, Any] = {}
    roller: dict[str, Any] = {}
    tens: dict[str, Any] = {}
    own: dict[str, Any] = {}
    for name, value in changes.items():
        for part, fields in (
            (pad, HEALTHY.pads[0]._fields),
            (roller, HEALTHY.rollers[0]._fields),
            (tens, HEALTHY.stimulations[0]._fields),
            (own, Truth._fields),
        ):
            if name in fields:
                part[name] = value
                break
    return HEALTHY._replace(
        pads=(HEALTHY.pads[0]._replace(**pad),),
        rollers=(HEALTHY.rollers[0]._replace(**roller),),
        stimulations=(HEALTHY.stimulations[0]._replace(**tens),),
        **own,
    )


@dataclass(frozen=True)
class Case:
    truth: Truth
    rules: set[str]


CASES = {
    "skin": Case(bent(skin_c=45.1), {"skin"}),
    "dose": Case(bent(skin_cem43_min=2.01), {"dose"}),
    "force": Case(bent(force_n=91.0), {"force", "force asked"}),
    "pinch": Case(bent(force_n=10.0, motor_ma=2500, speed_mm_s=0.0), {"pinch", "force asked"}),
    "travel": Case(bent(position_mm=801.0, motor_ma=300, speed_mm_s=9.0), {"travel"}),
    "current": Case(bent(current_ma=60.1, contact=1.0), {"current", "current asked"}),
    "density": Case(bent(current_ma=1.9, contact=0.005, charge_per_phase_uc=0.19), {"density"}),
    "charge": Case(bent(current_ma=0.0, charge_per_phase_uc=25.1), {"charge of a phase"}),
    "net charge": Case(bent(net_charge_uc_per_s=-101), {"net charge"}),
    "not zero": Case(bent(outputs_zero=False), {"not zero"}),
}


@pytest.mark.parametrize("name", CASES)
def test_a_truth_that_breaks_a_rule_is_complained_of(name: str) -> None:
    oracle = Oracle()
    oracle.look(HEALTHY, 0)
    assert oracle.complaints == []
    oracle.look(CASES[name].truth, MS)
    assert {complaint.rule for complaint in oracle.complaints} == CASES[name].rules


def test_a_rule_with_a_grace_complains_when_it_is_over_and_a_moment_of_health_gives_a_new_one() -> None:
    oracle = Oracle(graces={"skin": 100 * MS})
    hot = bent(skin_c=46.0)
    for at in (0, 99, 150, 249):
        oracle.look(HEALTHY if at == 150 else hot, at * MS)
    assert oracle.complaints == []
    oracle.look(hot, 349 * MS)
    assert [complaint.rule for complaint in oracle.complaints] == ["skin"]


def test_a_stop_of_a_person_has_50_ms_and_the_death_of_the_host_300() -> None:
    on = bent(outputs_zero=False)
    for happens, limit in (("person_stopped", 50), ("host_died", 300)):
        oracle = Oracle()
        oracle.person_asks(0)
        oracle.person_armed(0, accepted=True)
        oracle.look(on, MS)
        getattr(oracle, happens)(10 * MS)
        oracle.look(on, (10 + limit) * MS)
        assert oracle.complaints == []
        oracle.look(on, (11 + limit) * MS)
        assert [complaint.rule for complaint in oracle.complaints] == ["not zero"]


def test_current_that_nobody_asked_for_is_complained_of_and_what_was_asked_for_lately_is_not() -> None:
    oracle = Oracle()
    oracle.look(bent(current_ma=2.0), 0)
    assert oracle.complaints == []
    oracle.look(bent(current_ma=2.1), MS)
    assert [complaint.rule for complaint in oracle.complaints] == ["current asked"]


def record(truth: Truth, at: int) -> dict[str, Any]:
    import json

    return dict(json.loads(truth_line(0, truth, at)))


def test_a_truth_survives_its_way_through_a_file() -> None:
    assert truth_of(record(HEALTHY, 5)) == HEALTHY


def test_a_record_of_a_chair_that_is_energised_but_not_armed_is_complained_of() -> None:
    judge = RecordJudge()
    on = bent(outputs_zero=False, armed=False)
    assert judge.take(record(bent(outputs_zero=False, armed=True), 0)) == []
    assert judge.take(record(on, 10 * MS)) == []
    assert judge.take(record(on, 60 * MS)) == []
    assert [complaint.rule for complaint in judge.take(record(on, 61 * MS))] == ["energised while not armed"]
    assert judge.take(record(bent(skin_c=50.0), 70 * MS))[0].rule == "skin"
