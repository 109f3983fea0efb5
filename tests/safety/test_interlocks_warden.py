"""The warden as the kernel sees it (H02, H03, H04, H07, H08, H39)."""

import pytest
from tests.support.bench import Bench

from chairctl.domain.channels import Output
from chairctl.domain.safety import SafetyState, WardenWord


def energised() -> Bench:
    return Bench().energise({"air": Output(300)})


def say(bench: Bench, word: WardenWord | None) -> None:
    bench.kernel.seen["chair"].warden = word


@pytest.mark.parametrize("word", [WardenWord.FIRED, WardenWord.ZERO])
def test_h02_a_warden_that_has_fired_trips(word: WardenWord) -> None:
    bench = energised()
    say(bench, word)
    bench.decide()
    assert bench.trips == ["warden_fired"]
    assert not any(output.level for output in bench.decision.image)


@pytest.mark.parametrize("word", [WardenWord.GONE, None])
def test_h07_without_a_warden_nothing_stays_energised(word: WardenWord | None) -> None:
    bench = energised()
    say(bench, word)
    bench.decide()
    assert bench.trips == ["warden_gone"]


def test_h39_a_device_that_does_not_stop_is_an_alarm_in_every_state_until_it_does() -> None:
    bench = Bench().connect()
    say(bench, WardenWord.CUT_POWER)
    bench.decide()
    assert bench.trips == ["cut_power"]
    assert [reason.code for reason in bench.kernel.acknowledge(bench.now)] == ["cut_power"]
    say(bench, WardenWord.ZERO)
    assert bench.kernel.acknowledge(bench.now) == ()
    assert bench.kernel.state is SafetyState.SAFE


@pytest.mark.parametrize("word", [WardenWord.GONE, WardenWord.FIRED, WardenWord.CUT_POWER, None])
def test_without_a_ready_warden_nothing_is_armed(word: WardenWord | None) -> None:
    bench = Bench().connect()
    say(bench, word)
    assert [reason.code for reason in bench.ask_to_arm()] == ["no_warden"]


@pytest.mark.parametrize("word", [WardenWord.READY, WardenWord.NONE, WardenWord.ZERO])
def test_with_a_ready_warden_or_on_a_line_that_cannot_have_one_a_person_may_arm(word: WardenWord) -> None:
    bench = Bench().connect()
    say(bench, word)
    assert bench.ask_to_arm() == ()
    bench.decide()
    assert bench.trips == []
