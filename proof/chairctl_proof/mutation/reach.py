"""Which test reaches which line, and how long each test takes: measured once, kept beside the results.

It only saves time. When it is out of date, a mutant that survives the tests named here meets all others.
"""

import hashlib
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from chairctl_proof.mutation import suite
from chairctl_proof.mutation.suite import Selection
from chairctl_proof.mutation.targets import TARGETS


class Reach(NamedTuple):
    """What was measured; lines and files as in the source that has `key`."""

    key: str
    seconds: dict[str, float]
    """Of each test."""
    tests: dict[str, dict[int, frozenset[str]]]
    """File, line, and the tests that reach it."""


NOTHING = Reach("", {}, {})


def key_of(root: Path) -> str:
    """Of all sources and tests that it depends on."""
    total = hashlib.sha256()
    folders = ["src/chairctl", "tests/support", *(test for target in TARGETS for test in target.tests)]
    for folder in folders:
        for file in sorted((root / folder).rglob("*.py")):
            total.update(file.read_bytes())
    return total.hexdigest()[:16]


def load(kept: Path) -> Reach:
    """What was measured last; nothing if it can't be read."""
    try:
        key, seconds, tests, lines = json.loads(kept.read_text())
    except (OSError, ValueError):
        return NOTHING
    return Reach(
        key,
        dict(zip(tests, seconds, strict=True)),
        {
            file: {int(line): frozenset(tests[at] for at in ats) for line, ats in each.items()}
            for file, each in lines.items()
        },
    )


def measure(root: Path, kept: Path) -> None:
    """Run all tests in a child, and keep what it finds. ValueError: one fails even without a mutant."""
    process = os.fork()
    if process == 0:
        code = 1
        try:
            code = 0 if _measure(root, kept) else 1
        finally:
            os._exit(code)
    if os.waitpid(process, 0)[1] != 0:
        raise ValueError("a test fails without any mutant: run `make test` first")


class Contexts:
    """A plugin of pytest: tells coverage which test runs, and notes how long it takes."""

    def __init__(self, coverage: Any) -> None:
        self.seconds: dict[str, float] = {}
        self._coverage = coverage

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """One test."""
        self._coverage.switch_context(item.nodeid)
        began = time.monotonic()
        try:
            return (yield)
        finally:
            self.seconds[item.nodeid] = round(time.monotonic() - began, 4)
            self._coverage.switch_context("")


def _measure(root: Path, kept: Path) -> bool:
    import coverage

    os.chdir(root)
    files = [file for target in TARGETS for file in target.files()]
    measured = coverage.Coverage(data_file=None, branch=False, config_file=False, include=files)
    measured.start()
    contexts = Contexts(measured)
    paths = tuple(dict.fromkeys(test for target in TARGETS for test in target.tests))
    result = suite.run(root, Selection(paths), {}, (contexts,))
    measured.stop()
    data = measured.get_data()
    numbers = {test: at for at, test in enumerate(contexts.seconds)}
    lines: dict[str, dict[int, list[int]]] = {}
    for file in data.measured_files():
        by_line = data.contexts_by_lineno(file)
        lines[str(Path(file).relative_to(root))] = {
            line: sorted(numbers[test] for test in tests if test in numbers)
            for line, tests in by_line.items()
        }
    content = [key_of(root), list(contexts.seconds.values()), list(numbers), lines]
    kept.write_text(json.dumps(content))
    return result.passed
