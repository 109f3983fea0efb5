"""`python -m chairctl_proof.model`: the full search, then every red twin with its shortest story.

With `--deep` only the one great search, which takes minutes.
"""

import sys

from chairctl.domain.time import SECOND
from chairctl.runtime import clock
from chairctl_proof.model.full import DEEP, FULL, Part, explore_fully
from chairctl_proof.model.search import Progress, Result, explore
from chairctl_proof.model.twins import TWINS, run


def main() -> int:
    """Print what was found. Returns 0 if no promise breaks and every twin breaks its own."""
    on_progress = _show if sys.stderr.isatty() else None
    if "--deep" in sys.argv[1:]:
        return 0 if _holds(DEEP, explore(DEEP.rules, DEEP.bounds, on_progress=on_progress)) else 1
    began = clock.now()
    results = explore_fully(on_progress)
    seconds = (clock.now() - began) / SECOND
    good = sum(_holds(part, result) for part, result in zip(FULL, results, strict=True)) == len(FULL)
    _say(f"{sum(result.states for result in results)} states in {seconds:.1f} s")
    for twin in TWINS:
        result = run(twin)
        good &= result.violation.startswith(twin.promise)
        _say(f"\nwithout: {'; '.join(sorted(rule.value for rule in twin.without))}\n  {result.violation}")
        for number, step in enumerate(result.story, start=1):
            _say(f"  {number:2} {step}")
    return 0 if good else 1


def _holds(part: Part, result: Result) -> bool:
    """Say what a complete search has found; True if no promise breaks."""
    verdict = result.violation or ("no promise broken" if result.complete else "not complete")
    _say(
        f"{part.words}: {result.states} states ({result.energised} with an output on), "
        f"{result.transitions} transitions, depth {result.depth}, {result.seconds:.1f} s: {verdict}"
    )
    return result.complete and not result.violation and result.energised > 0


def _show(progress: Progress) -> None:
    sys.stderr.write(f"\r{progress.states:>10} states, depth {progress.depth:>3}, {progress.seconds:5.1f} s ")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
