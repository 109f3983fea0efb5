"""One run: which mutants, what is known of them already, and the trials of the others."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from chairctl_proof.mutation import reach as reaches
from chairctl_proof.mutation.child import Ending
from chairctl_proof.mutation.equivalent import argued
from chairctl_proof.mutation.mutant import Mutant, mutants
from chairctl_proof.mutation.outcome import Outcome
from chairctl_proof.mutation.plan import stages
from chairctl_proof.mutation.results import Results
from chairctl_proof.mutation.suite import warm_up
from chairctl_proof.mutation.targets import ROOT, TARGETS, is_loaded, preload, target_of
from chairctl_proof.mutation.trials import Trial, run_trials

KEPT = ROOT / ".mutation"
UNCHANGED = reaches.Changes((), source=False)


class Wanted(NamedTuple):
    """What is to be run."""

    files: tuple[str, ...] = ()
    """Only files whose path contains one of these; empty: all."""
    sample: int = 0
    """So many, drawn with `seed`; 0: all."""
    seed: int = 1
    anew: bool = False
    """Run what is known already once more."""
    parallel: int = 2
    near: bool = False
    """Only with the tests nearest to each line: a quick look; what survives it is not kept."""


Progress = Callable[[int, int, Outcome], None]


def all_mutants(wanted: Wanted) -> list[Mutant]:
    """The mutants that are meant, in the order of files and lines."""
    files = [file for target in TARGETS for file in target.files()]
    if wanted.files:
        files = [file for file in files if any(part in file for part in wanted.files)]
    found = [mutant for file in files for mutant in mutants(ROOT, file)]
    if wanted.sample and wanted.sample < len(found):
        found = random.Random(wanted.seed).sample(found, wanted.sample)
    return found


def run(wanted: Wanted, progress: Progress, say: Callable[[str], None]) -> Outcome:
    """Put them on trial. ValueError: a test fails without any mutant, so that kills would mean nothing."""
    preload()
    warm_up(ROOT)
    if is_loaded():
        raise ValueError("chairctl.safety is imported already, so no mutant could take its place")
    KEPT.mkdir(exist_ok=True)
    reach, changed = _reach(wanted, say)
    breadth = reach.breadth()
    results = Results(KEPT / "results.jsonl")
    chosen = all_mutants(wanted)
    outcome = Outcome(argued())
    known_tests = frozenset(reach.seconds)
    open_ones = []
    for mutant in chosen:
        known = None if wanted.anew or wanted.sample else results.counts(mutant, known_tests)
        if known:
            outcome.endings[mutant] = known.ending
        else:
            open_ones.append(mutant)
    open_ones.sort(key=lambda mutant: mutant.name in outcome.argued)  # these meet all tests: last
    files = sorted({mutant.file for mutant in open_ones})
    _prove_that_the_unchanged_survive(files, reach, wanted)
    outcome.unchanged_survive = len(files)
    sources = {mutant.file: (ROOT / mutant.file).read_text() for mutant in chosen}
    trials = [
        Trial(
            mutant.file,
            sources[mutant.file],
            mutant,
            stages(mutant.file, mutant, reach, breadth, changed, results.killer(mutant), wanted.near),
            target_of(mutant.file).real_time,
        )
        for mutant in open_ones
    ]
    progress(len(outcome.endings), len(chosen), outcome)
    for mutant, ending, by in _tried(trials, reach, wanted):
        outcome.endings[mutant] = ending
        if not (wanted.near and ending is Ending.SURVIVED):
            results.add(mutant, ending, by)
        progress(len(outcome.endings), len(chosen), outcome)
    return outcome


def _reach(wanted: Wanted, say: Callable[[str], None]) -> tuple[reaches.Reach, reaches.Changes]:
    """What tests reach, of changed tests measured anew; of all of them if the source has changed as well.

    For a sample or a quick look that minute would be longer than what is looked at. Without it every mutant
    of a file meets every test, which takes ten times as long.
    """
    kept = KEPT / "reach.json"
    reach = reaches.load(kept)
    changed = reaches.changes_since(reach, ROOT)
    if changed.source and (wanted.sample or wanted.near):
        return reach, changed
    if changed != UNCHANGED:
        say("running tests once, to see which test reaches which line")
        reaches.measure(ROOT, kept, () if changed.source else changed.tests)
        reach, changed = reaches.load(kept), UNCHANGED
    return reach, changed


def _tried(trials: list[Trial], reach: reaches.Reach, wanted: Wanted) -> Iterator[tuple[Mutant, Ending, str]]:
    for trial in run_trials(ROOT, trials, reach.seconds, wanted.parallel):
        if trial.mutant:
            yield trial.mutant, trial.ending, trial.by


def _prove_that_the_unchanged_survive(files: list[str], reach: reaches.Reach, wanted: Wanted) -> None:
    """The twin: the same way with no change in the code must end with no test failing."""
    twins = [
        Trial(file, (ROOT / file).read_text(), None, stages(file, None, reach, reach.breadth(), UNCHANGED))
        for file in files
    ]
    for twin in run_trials(ROOT, twins, reach.seconds, wanted.parallel):
        if twin.ending is not Ending.SURVIVED:
            raise ValueError(f"{Path(twin.file).name} is {twin.ending} with no change in it: {twin.by}")
