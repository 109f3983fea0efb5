"""Runs some of the tests in this process, and tells the first that fails. For a forked child only."""

import gc
import importlib.util
import os
import resource
import sys
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from importlib.machinery import ModuleSpec
from pathlib import Path
from typing import Any, NamedTuple

import hypothesis
import pytest

MOST_MEMORY = 4 << 30
"""A mutant that never stops to append must not take the computer with it (bytes)."""


SELDOM = (100_000, 50, 50)
"""How seldom the garbage collector runs: a child lives for a second."""


class Selection(NamedTuple):
    """Tests to run: those named in `only` (None: all) of these files or folders, `without` some."""

    paths: tuple[str, ...]
    only: frozenset[str] | None = None
    without: frozenset[str] = frozenset()


class Result(NamedTuple):
    """How a run has ended."""

    passed: bool
    by: str
    """The first test that failed; empty: none did."""


class InPlace:
    """An import hook: this file is loaded in place of the real module."""

    def __init__(self, module: str, file: Path) -> None:
        self._module = module
        self._file = file

    def find_spec(self, name: str, _path: object = None, _target: object = None) -> ModuleSpec | None:
        """Only the one module is ours."""
        return importlib.util.spec_from_file_location(name, self._file) if name == self._module else None


class Chosen:
    """A plugin of pytest: runs what is selected, the quickest first, and notes the first failure."""

    def __init__(self, selection: Selection, seconds: Mapping[str, float]) -> None:
        self.by = ""
        self._selection = selection
        self._seconds = seconds

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Select and sort."""
        _, only, without = self._selection
        items[:] = [
            item for item in items if (only is None or item.nodeid in only) and item.nodeid not in without
        ]
        items.sort(key=lambda item: self._seconds.get(item.nodeid, 0.0))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note what failed."""
        if report.failed and not self.by:
            self.by = report.nodeid

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A mutant that can't even be imported is noticed by whoever imports it."""
        if report.failed and not self.by:
            self.by = report.nodeid


def run(
    root: Path, selection: Selection, seconds: Mapping[str, float], plugins: tuple[Any, ...] = ()
) -> Result:
    """Run the selected tests until one fails. Nothing selected counts as passed."""
    _settle(root)
    chosen = Chosen(selection, seconds)
    code = pytest.main(arguments(selection.paths), [chosen, *plugins])
    return Result(code in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}, chosen.by)


def warm_up(root: Path) -> None:
    """Once before the first fork: load what pytest needs, and keep the collector away from all that is there.

    pytest collects garbage several times in each run; in a forked process that costs more than the tests.
    """
    os.chdir(root)
    with open(os.devnull, "w") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
        pytest.main(["--fixtures", *arguments(("tests/conftest.py",))])
    gc.collect()
    gc.freeze()


def arguments(paths: tuple[str, ...]) -> list[str]:
    """Of pytest: quiet, nothing kept; it may complain that hypothesis is loaded already."""
    return ["-q", "-x", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning", *paths]


def _settle(root: Path) -> None:
    """A process that says nothing, is bounded, and draws the same examples each time."""
    os.chdir(root)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    silence = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(silence, stream)
    sys.dont_write_bytecode = True
    gc.set_threshold(*SELDOM)
    hypothesis.settings.register_profile(
        "mutation",
        derandomize=True,
        database=None,
        deadline=None,
        phases=(hypothesis.Phase.explicit, hypothesis.Phase.generate),
    )
    hypothesis.settings.load_profile("mutation")
