"""Who blocks the loop is named, also where it is C code that never lets go of the GIL."""

import os
import re
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from chairctl.runtime import clock
from chairctl.runtime.stall import StallWatch


@pytest.fixture
def watch() -> Iterator[StallWatch]:
    one = StallWatch()
    yield one
    one.close()


def written(watch: StallWatch) -> int:
    assert watch._file
    return os.fstat(watch._file.fileno()).st_size


def sleep_for_too_long() -> None:
    time.sleep(0.2)


def hold_the_gil() -> None:
    re.match(r"(a+)+$", "a" * 23 + "b")


@pytest.mark.parametrize("block", [sleep_for_too_long, hold_the_gil])
def test_h03_the_function_that_blocks_is_named_with_its_file(
    watch: StallWatch, block: Callable[[], None]
) -> None:
    bystander = threading.Thread(target=time.sleep, args=(0.5,))
    bystander.start()
    watch.beat(clock.now())
    block()
    culprit = watch.culprit()
    watch.rest()
    bystander.join()
    assert culprit.startswith(("test_stall.py:", "__init__.py:"))  # re.match is Python of its own
    assert culprit.endswith((" sleep_for_too_long", " match"))


def test_turns_that_come_in_time_accuse_nobody(watch: StallWatch) -> None:
    for _ in range(5):
        watch.beat(clock.now())
        time.sleep(0.06)
    watch.rest()
    time.sleep(0.15)
    assert watch.culprit() == ""


def test_what_was_told_once_is_not_told_again(watch: StallWatch) -> None:
    watch.beat(clock.now())
    sleep_for_too_long()
    assert watch.culprit()
    watch.rest()
    assert watch.culprit() == ""


def test_what_it_writes_down_stays_small(watch: StallWatch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chairctl.runtime.stall._MOST_BYTES", 100)
    one = 0
    for _ in range(4):
        watch.beat(clock.now())
        time.sleep(0.12)
        one = one or written(watch)
    assert written(watch) <= 1.5 * one
    watch.rest()
