"""Who blocks the loop is named; who keeps even the watch from looking is not, and nobody else is."""

import re
import time
from collections.abc import Iterator

import pytest

from chairctl.runtime import clock
from chairctl.runtime.stall import StallWatch


@pytest.fixture
def watch() -> Iterator[StallWatch]:
    one = StallWatch()
    yield one
    one.rest()


def sleep_for_too_long() -> None:
    time.sleep(0.4)


def sleep_afterwards() -> None:
    time.sleep(0.2)


def hold_the_interpreter() -> None:
    re.match(r"(a+)+$", "a" * 25 + "b")


def select() -> None:
    time.sleep(0.4)


def test_h03_the_function_that_blocks_is_named_with_its_file_and_only_once(watch: StallWatch) -> None:
    watch.beat(clock.now())
    sleep_for_too_long()
    assert re.fullmatch(r"test_stall\.py:\d+ sleep_for_too_long", watch.culprit())
    assert watch.culprit() == ""


def test_who_was_only_kept_waiting_is_not_named_in_place_of_who_kept_it(watch: StallWatch) -> None:
    watch.beat(clock.now())
    sleep_for_too_long()
    sleep_afterwards()
    assert watch.culprit().endswith(" sleep_for_too_long")


def test_code_that_holds_the_interpreter_accuses_nobody_else(watch: StallWatch) -> None:
    watch.beat(clock.now())
    hold_the_interpreter()
    watch.rest()
    assert "test_code_that" not in watch.culprit()


def test_a_loop_that_only_waits_is_not_accused(watch: StallWatch) -> None:
    watch.beat(clock.now())
    select()
    assert watch.culprit() == ""


def test_who_rests_may_take_any_time(watch: StallWatch) -> None:
    watch.beat(clock.now())
    watch.rest()
    sleep_for_too_long()
    assert watch.culprit() == ""


def test_it_looks_again_when_armed_again(watch: StallWatch) -> None:
    for _ in range(2):
        watch.beat(clock.now())
        sleep_for_too_long()
        watch.rest()
        assert watch.culprit().endswith(" sleep_for_too_long")
