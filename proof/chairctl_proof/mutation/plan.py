"""In which order the tests are tried on a mutant."""

from collections import deque
from pathlib import Path

from chairctl_proof.mutation.child import Stage
from chairctl_proof.mutation.mutant import Mutant
from chairctl_proof.mutation.reach import Reach
from chairctl_proof.mutation.suite import Selection
from chairctl_proof.mutation.targets import ROOT, target_of

FIRST = 40
"""So many of the tests that reach the line are tried first: those beside the code, the quickest first."""
SPARE_S = 8.0
TIMES_AS_LONG = 5
"""A mutant may take so much longer than the tests take without it."""
UNKNOWN_S = 120.0
"""Time for tests that were never timed."""


def stages(file: str, mutant: Mutant | None, reach: Reach, *, fresh: bool, killer: str = "") -> deque[Stage]:
    """The test that killed it before, those that reach its line, those named like its file, all others.

    `fresh`: the reach was measured with this source and these tests. Then the others are left out: they
    do not run the line. A line outside of functions is run by whoever imports it, so nothing is left out.
    """
    target = target_of(file)
    known: set[str] = set()
    found: deque[Stage] = deque()

    def add(tests: frozenset[str]) -> None:
        if tests - known:
            paths = tuple(sorted({test.partition("::")[0] for test in tests}))
            paths = tuple(path for path in paths if (ROOT / path).exists())
            only = tests - known
            known.update(only)
            if paths:
                found.append(Stage(Selection(paths, only), _limit(only, reach)))

    lines = reach.tests.get(file, {})
    # Of a statement over several lines only some may be seen; the last one before tells as much.
    line = max((line for line in lines if line <= mutant.line), default=0) if mutant else 0
    reaching = lines.get(line, frozenset())
    outside = mutant is None or not mutant.in_function or not reaching
    if outside:
        reaching = frozenset().union(*lines.values()) if lines else frozenset()
    if killer:
        add(frozenset({killer}))
    if outside and mutant and target.at_import:
        found.append(Stage(Selection(target.at_import), UNKNOWN_S))
    add(frozenset(_nearest(reaching, target.tests[0], reach)[:FIRST]))
    if mutant is None:
        return found or deque([Stage(Selection(target.tests), UNKNOWN_S)])
    if not fresh:
        named = _named_like(file, target.tests[0])
        if named:
            found.append(Stage(Selection(named, without=frozenset(known)), UNKNOWN_S))
    add(reaching)
    if not fresh or outside or not target.by_line:
        limit = _limit(frozenset(reach.seconds), reach)
        found.append(Stage(Selection(target.tests, without=frozenset(known)), limit))
    return found


def _nearest(tests: frozenset[str], beside: str, reach: Reach) -> list[str]:
    return sorted(tests, key=lambda test: (not test.startswith(beside), reach.seconds.get(test, 0), test))


def _named_like(file: str, folder: str) -> tuple[str, ...]:
    """Test files that bear the name of the source file, or of its folder and it."""
    path = Path(file)
    return tuple(
        str(test.relative_to(ROOT))
        for test in sorted((ROOT / folder).glob("test_*.py"))
        if path.stem in test.stem or (path.parent.name == "interlocks" and "interlock" in test.stem)
    )


def _limit(tests: frozenset[str], reach: Reach) -> float:
    if not reach.seconds:
        return UNKNOWN_S
    return SPARE_S + TIMES_AS_LONG * sum(reach.seconds.get(test, 1.0) for test in tests)
