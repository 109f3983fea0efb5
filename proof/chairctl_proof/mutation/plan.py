"""In which order the tests are tried on a mutant."""

from collections import deque
from collections.abc import Iterable, Mapping
from pathlib import Path

from chairctl_proof.mutation.child import Stage
from chairctl_proof.mutation.mutant import Mutant
from chairctl_proof.mutation.reach import Changes, Reach
from chairctl_proof.mutation.suite import Selection
from chairctl_proof.mutation.targets import ROOT, target_of

FIRST = 40
"""So many of the tests that reach the line are tried first: those that reach little else."""
SPARE_S = 8.0
TIMES_AS_LONG = 5
"""A mutant may take so much longer than the tests take without it."""
UNTIMED_S = 2.0
"""A test, or a file of new ones, that was never timed."""
UNKNOWN_S = 120.0
"""Time for tests of which not even the number is known."""


def stages(
    file: str,
    mutant: Mutant | None,
    reach: Reach,
    breadth: Mapping[str, int],
    changed: Changes,
    killer: str = "",
    near: bool = False,
) -> deque[Stage]:
    """The test that killed it before, those that reach its line, those that are new, and all others.

    `changed` is what is not as it was when the reach was measured. If the source is the same, tests that do
    not run the line are left out. `near`: only the first of these. A line outside of functions is run by
    whoever imports it, so there nothing is left out.
    """
    target = target_of(file)
    lines = reach.tests.get(file, {})
    # Of a statement over several lines only some may be seen; the last one before tells as much.
    line = max((line for line in lines if line <= mutant.line), default=0) if mutant else 0
    reaching = lines.get(line, frozenset())
    outside = mutant is None or not mutant.in_function or not reaching
    if outside:
        reaching = frozenset().union(*lines.values())
    first = frozenset(sorted(reaching, key=lambda test: (breadth[test], test))[:FIRST])
    if mutant is None:
        likely = _named_like(file, target.tests) or target.at_import or target.tests
        return deque([_some(first, reach) if first else Stage(Selection(likely), UNKNOWN_S)])
    found = deque([_some(frozenset({killer}), reach)] if killer and _exists(killer) else [])
    if outside and target.at_import:
        found.append(Stage(Selection(target.at_import), UNKNOWN_S))
    new = tuple(test for test in changed.tests if test.startswith(target.tests))
    if new:
        found.append(Stage(Selection(new), _limit(new, reach)))
    if first:
        found.append(_some(first, reach))
    elif named := _named_like(file, target.tests):
        found.append(Stage(Selection(named), UNKNOWN_S))
    if near:
        return found
    if reaching - first:
        found.append(_some(reaching - first, reach))
    if changed.source or outside or not target.by_line:
        rest = Selection(target.tests, without=reaching)
        found.append(Stage(rest, _limit(reach.seconds, reach) if reach.seconds else UNKNOWN_S))
    return found


def _named_like(file: str, places: tuple[str, ...]) -> tuple[str, ...]:
    """Files of tests that bear the name of this file: the likely ones where nothing is measured."""
    word = Path(file).stem
    folders = [ROOT / place for place in places]
    tests = [test for folder in folders if folder.is_dir() for test in sorted(folder.glob("test_*.py"))]
    return tuple(str(test.relative_to(ROOT)) for test in tests if word in test.stem)


def _some(tests: frozenset[str], reach: Reach) -> Stage:
    there = frozenset(test for test in tests if _exists(test))
    paths = tuple(sorted({_file(test) for test in there}))
    return Stage(Selection(paths, there), _limit(there, reach))


def _file(test: str) -> str:
    return test.partition("::")[0]


def _exists(test: str) -> bool:
    return (ROOT / _file(test)).exists()


def _limit(tests: Iterable[str], reach: Reach) -> float:
    return SPARE_S + TIMES_AS_LONG * sum(reach.seconds.get(test, UNTIMED_S) for test in tests)
