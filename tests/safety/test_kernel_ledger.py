"""What the kernel does with the ledger's answers, and without them."""

import timeit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.bench import ALL_ON, TURN, Bench, energised
from tests.support.profiles import AIR_ON, TENS_ON

from chairctl.domain.safety import Cut, Reason, SafetyState
from chairctl.domain.time import MILLISECOND, MINUTE, SECOND, Instant
from chairctl.safety.account import CHARGE_DAY, DAY, PartUse
from chairctl.safety.allowance import Allowance, Phase
from chairctl.safety.grant import QUANTUM, Answer, Quantum, Request
from chairctl.safety.states import LIVE
from chairctl_proof.ledger import MemoryLedger


def silent(bench: Bench) -> Bench:
    """From now on the ledger says nothing."""
    bench.ledger.serve = lambda allowance, now: None  # type: ignore[method-assign]
    return bench


def test_nothing_is_armed_before_the_ledger_has_answered() -> None:
    bench = silent(Bench().connect())
    for _ in range(3):
        assert bench.ask_to_arm() == (Reason("ledger_pending"),)
        assert bench.turn().permits[0].armed is False
    assert bench.kernel.state is SafetyState.SAFE


def test_what_the_ledger_refuses_is_said_to_who_arms_and_asked_anew_the_next_time() -> None:
    bench = Bench().connect()
    bench.ledger.refusal = Reason("ledger_disk_full")
    assert bench.ask_to_arm() == (Reason("ledger_disk_full"),)
    bench.ledger.refusal = None
    assert bench.ask_to_arm() == ()


def test_nothing_is_asked_of_the_ledger_while_a_device_does_not_permit_arming() -> None:
    bench = Bench()
    assert bench.ask_to_arm()[0].code == "not_connected"
    assert bench.kernel.allowance.phase is Phase.IDLE


def test_without_an_answer_the_session_ends_within_the_quantum() -> None:
    bench = Bench().energise(ALL_ON)
    silent(bench)
    began = bench.now
    while bench.kernel.state is SafetyState.ENERGISED:
        bench.turn()
        assert bench.now - began <= QUANTUM
    assert bench.now - began >= QUANTUM - 2 * SECOND
    assert bench.kernel.ended == Reason("ledger_late", limit=10)
    assert not any(bench.levels)


def test_a_refusal_in_mid_session_ends_it_when_what_was_prepaid_is_spent_and_is_the_reason() -> None:
    bench = Bench().energise(ALL_ON)
    bench.ledger.refusal = Reason("ledger_unwritable", detail="read-only")
    bench.run(QUANTUM)
    assert bench.kernel.ended == Reason("ledger_unwritable", detail="read-only")
    assert bench.kernel.state is SafetyState.SAFE


def test_an_armed_station_that_puts_nothing_out_needs_a_fresh_grant_too() -> None:
    bench = silent(Bench().arm())
    bench.run(MINUTE + SECOND)
    assert bench.kernel.ended == Reason("ledger_late", limit=10)


def test_what_was_put_out_and_nothing_more_is_in_the_ledger_after_a_stop() -> None:
    bench = energised()
    spent = bench.kernel.exposure.energised
    bench.kernel.stop(Reason("stopped"))
    bench.turn()
    (entry,) = bench.ledger.entries.values()
    assert (entry.closed, entry.energised) == (True, bench.kernel.exposure.energised)
    assert entry.energised - spent == TURN
    assert bench.kernel.allowance.phase is Phase.IDLE


def test_a_stop_before_the_answer_takes_the_wish_to_arm_back() -> None:
    bench = Bench().connect()
    assert bench.kernel.arm(bench.now) == (Reason("ledger_pending"),)
    bench.kernel.stop(Reason("stopped"))
    bench.turn()
    assert bench.kernel.allowance.phase is Phase.IDLE
    assert not bench.ledger.entries


def test_every_channel_that_is_on_is_counted_by_itself_and_stimulation_with_its_charge() -> None:
    bench = Bench().energise({"air": AIR_ON, "tens": TENS_ON}).run(20 * SECOND)
    bench.kernel.stop(Reason("stopped"))
    bench.turn()
    (entry,) = bench.ledger.entries.values()
    parts = {part.name: part for part in entry.parts}
    assert (parts["roller"], parts["heat"]) == (PartUse("roller", 0, 0, 0), PartUse("heat", 0, 0, 0))
    assert 20 * SECOND <= parts["air"].energised <= entry.energised
    assert parts["tens"].charge_micro_coulomb > 0 == parts["air"].charge_micro_coulomb
    assert entry.charge_micro_coulomb == parts["tens"].charge_micro_coulomb


def test_a_part_that_got_its_day_is_cut_and_the_others_go_on() -> None:
    bench = Bench(now=DAY // 2)
    used = PartUse("tens", SECOND, 0, CHARGE_DAY.value)
    bench.ledger.answer(Request(1, 0, False, QUANTUM, 0, 0, 0, (used,), ()), 0)  # noqa: FBT003
    bench.ledger.answer(Request(2, 1, True, 0, SECOND, 0, used.charge_micro_coulomb, (used,), ()), 0)  # noqa: FBT003
    bench.energise({"air": AIR_ON, "tens": TENS_ON})
    assert bench.levels[2] > 0 == bench.levels[3]
    assert Cut("part_day", "tens", TENS_ON.level, 0) in bench.decision.cuts


@pytest.mark.parametrize("pad", [350, 425])
def test_prepaid_dose_that_is_used_up_ends_heat(pad: int) -> None:
    bench = Bench().energise(ALL_ON)
    silent(bench)
    bench.kernel.allowance._dose_granted_nano = 1_000_000
    bench.pad = pad
    bench.run(SECOND)
    rules = {cut.rule for cut in bench.decision.cuts}
    assert ("heat_dose" in rules) == (pad == 425)
    assert bench.levels[2] > 0


def test_counting_costs_a_turn_next_to_nothing() -> None:
    bench = energised()
    allowance, image = bench.kernel.allowance, bench.decision.image
    once = min(timeit.repeat(lambda: allowance.spend_on(image, MILLISECOND, 5), number=500, repeat=20)) / 500
    assert once < 20e-6  # 1 µs; a busy computer is slower


class CountingLedger(MemoryLedger):
    """Answers, is silent or refuses as it is told, and adds up what it has granted."""

    mode = "answers"
    granted = 0

    def serve(self, allowance: Allowance, now: Instant) -> None:
        if self.mode != "silent":
            super().serve(allowance, now)

    def answer(self, request: Request, now: Instant) -> Answer:
        self.refusal = Reason("ledger_busy") if self.mode == "refuses" else None
        answer = super().answer(request, now)
        if isinstance(answer, Quantum):
            self.granted += answer.energised
        return answer


@settings(max_examples=40, derandomize=True, deadline=None, database=None)
@given(st.lists(st.tuples(st.sampled_from(["answers", "silent", "refuses"]), st.integers(1, 80)), max_size=8))
def test_whatever_the_ledger_does_nothing_is_put_out_that_it_has_not_granted(
    phases: list[tuple[str, int]],
) -> None:
    bench, ledger = Bench(), CountingLedger()
    bench.ledger = ledger
    put_out = 0
    for mode, turns in [("answers", 20), *phases]:
        ledger.mode = mode
        if bench.kernel.state is SafetyState.SAFE:
            bench.armed, bench.applied = False, [0] * 4
            bench.connect()
            bench.armed = bench.ask_to_arm() == ()
            bench.decide()
        bench.want(ALL_ON)
        for _ in range(turns):
            put_out += 200 * MILLISECOND if any(bench.levels) else 0
            bench.armed = bench.kernel.state in LIVE
            bench.turn(200 * MILLISECOND)
            assert not any(bench.levels) or bench.kernel.allowance.permits(bench.now)
            assert put_out <= ledger.granted
    assert put_out > 0
