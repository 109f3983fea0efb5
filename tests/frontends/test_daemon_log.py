"""The daemon's log: every form is a line, and it delays nobody."""

import io
import logging
import os
import time
from collections.abc import Iterator

import pytest

from chairctl.frontends.daemon.log_form import LogForm
from chairctl.frontends.daemon.logs import MOST_WAITING, Logs
from chairctl.texts import Texts


@pytest.fixture
def quiet_root() -> Iterator[logging.Logger]:
    root = logging.getLogger()
    before = root.level
    yield root
    root.setLevel(before)


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        (LogForm.JOURNAL, "<4>two | lines\n"),
        (LogForm.HUMAN, "WARNING: two | lines\n"),
        (LogForm.JSON, '"two\\nlines"'),
    ],
)
def test_a_line_is_a_line_in_every_form(quiet_root: logging.Logger, form: LogForm, expected: str) -> None:
    stream = io.StringIO()
    logs = Logs(form, Texts("en"), stream)
    logs.open()
    quiet_root.warning("two\nlines")
    logs.close()
    assert expected in stream.getvalue()


def test_h15_a_log_that_nobody_reads_delays_nobody_and_says_what_was_lost(
    quiet_root: logging.Logger,
) -> None:
    reading, writing = os.pipe()
    with os.fdopen(writing, "w", encoding="utf-8") as stream:
        logs = Logs(LogForm.HUMAN, Texts("en"), stream)
        logs.open()
        slowest = 0.0
        for number in range(MOST_WAITING + 3_000):
            began = time.perf_counter()
            quiet_root.info("a line of some length, number %d, %s", number, "x" * 80)
            slowest = max(slowest, time.perf_counter() - began)
        assert slowest < 0.5
        with os.fdopen(reading, "rb") as reader:
            seen = b""
            while b"lines of the log were dropped" not in seen:
                seen += os.read(reader.fileno(), 65_536)
                quiet_root.info("another")
            logs.close()
