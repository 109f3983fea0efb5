"""Which test reaches which line, and how long each test takes: measured once, kept beside the results.

It only saves time. Of tests that have changed since, all run; and if the source has changed, all tests do.
"""

import hashlib
import json
import os
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from chairctl_proof.mutation import suite
from chairctl_proof.mutation.suite import Selection
from chairctl_proof.mutation.targets import TARGETS


class Reach(NamedTuple):
    """What was measured, and on what."""

    source: str
    """State of all that tests run."""
    files: dict[str, str]
    """State of each file of tests."""
    seconds: dict[str, float]
    """Of each test."""
    tests: dict[str, dict[int, frozenset[str]]]
    """File, line, and the tests that reach it."""

    def breadth(self) -> Counter[str]:
        """How many lines each test reaches: few, and it is about just these."""
        return Counter(test for lines in self.tests.values() for tests in lines.values() for test in tests)


NONE_FAILED = "-"
NOTHING = Reach("", {}, {}, {})


def state_of(root: Path) -> tuple[str, dict[str, str]]:
    """What it depends on: all that tests run, as one; and each file of tests."""
    source = hashlib.sha256()
    for folder in ("src/chairctl", "simulators", "tests/support"):
        for file in sorted((root / folder).rglob("*.py")):
            source.update(file.read_bytes())
    places = [root / test for target in TARGETS for test in target.tests]
    files = [
        file for place in places for file in (sorted(place.rglob("*.py")) if place.is_dir() else [place])
    ]
    tests = {
        str(file.relative_to(root)): hashlib.sha256(file.read_bytes()).hexdigest()[:16] for file in files
    }
    return source.hexdigest()[:16], tests


def load(kept: Path) -> Reach:
    """What was measured last; nothing if it can't be read."""
    try:
        source, files, seconds, tests, lines = json.loads(kept.read_text())
    except (OSError, ValueError):
        return NOTHING
    return Reach(
        source,
        files,
        dict(zip(tests, seconds, strict=True)),
        {
            file: {int(line): frozenset(tests[at] for at in ats) for line, ats in each.items()}
            for file, each in lines.items()
        },
    )


def save(reach: Reach, kept: Path) -> None:
    """Keep it; each test is written once and numbered."""
    numbers = {test: at for at, test in enumerate(reach.seconds)}
    lines = {
        file: {
            line: sorted(numbers[test] for test in tests if test in numbers) for line, tests in each.items()
        }
        for file, each in reach.tests.items()
    }
    content = [reach.source, reach.files, list(reach.seconds.values()), list(numbers), lines]
    kept.write_text(json.dumps(content))


class Changes(NamedTuple):
    """What has changed since the reach was measured."""

    tests: tuple[str, ...]
    """Files of tests that are new or changed."""
    source: bool
    """The source as well: then a test may reach lines that it did not reach before."""


def changes_since(reach: Reach, root: Path) -> Changes:
    """What is not as it was measured."""
    source, files = state_of(root)
    tests = tuple(file for file, digest in files.items() if reach.files.get(file) != digest)
    return Changes(tests, source != reach.source)


def measure(root: Path, kept: Path, paths: tuple[str, ...] = ()) -> None:
    """Run these tests (none: all) in a child, and keep what it finds beside what is known of the others.

    ValueError: one fails even without a mutant.
    """
    told, tell = os.pipe()
    process = os.fork()
    if process == 0:
        try:
            os.write(tell, _measure(root, kept, paths).encode())
        finally:
            os._exit(0)
    os.close(tell)
    os.waitpid(process, 0)
    with os.fdopen(told) as pipe:
        failed = pipe.read()
    if failed != NONE_FAILED:
        raise ValueError(f"without any mutant this fails: {failed or 'the run of all tests'}")


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


def _measure(root: Path, kept: Path, paths: tuple[str, ...]) -> str:
    """The test that fails, or `NONE_FAILED`."""
    import coverage

    os.chdir(root)
    files = [file for target in TARGETS for file in target.files()]
    measured = coverage.Coverage(data_file=None, branch=False, config_file=False, include=files)
    measured.start()
    contexts = Contexts(measured)
    state = state_of(root)
    every = tuple(dict.fromkeys(test for target in TARGETS for test in target.tests))
    result = suite.run(root, Selection(paths or every), {}, (contexts,))
    measured.stop()
    if not result.passed:
        return result.by or "collecting the tests"
    data = measured.get_data()
    tests = {
        str(Path(file).relative_to(root)): {
            line: frozenset(test for test in names if test)
            for line, names in data.contexts_by_lineno(file).items()
        }
        for file in data.measured_files()
    }
    save(_merged(load(kept), Reach(*state, contexts.seconds, tests), paths), kept)
    return NONE_FAILED


def _merged(old: Reach, new: Reach, paths: tuple[str, ...]) -> Reach:
    """The new one, and of the old one what is not of these tests."""
    if not paths:
        return new
    others = {test: time for test, time in old.seconds.items() if test.partition("::")[0] not in paths}
    tests = {file: dict(lines) for file, lines in new.tests.items()}
    for file, lines in old.tests.items():
        each = tests.setdefault(file, {})
        for line, names in lines.items():
            each[line] = each.get(line, frozenset()) | (names & others.keys())
    return Reach(new.source, new.files, {**others, **new.seconds}, tests)
