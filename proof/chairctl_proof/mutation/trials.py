"""Puts mutants on trial, some at a time: first the tests that are likely to notice, then the others."""

import select
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from chairctl_proof.mutation.child import Child, Ending, Stage
from chairctl_proof.mutation.mutant import Mutant, mutated
from chairctl_proof.mutation.suite import Selection
from chairctl_proof.mutation.targets import module_of

CONFIRM_S = 60.0
"""Time for one test to fail once more."""


@dataclass(slots=True)
class Trial:
    """A mutant (None: the file as it is), and the stages that it has still to pass."""

    file: str
    source: str
    """As it was when the mutants were made; the file may be edited while they are on trial."""
    mutant: Mutant | None
    stages: deque[Stage]
    twice: bool = False
    """Whether a test has to fail twice: those in real time may fail by chance on a busy computer."""
    ending: Ending = field(default=Ending.SURVIVED)
    by: str = ""
    """The test that noticed."""


def run_trials(
    root: Path, trials: Iterable[Trial], seconds: Mapping[str, float], parallel: int
) -> Iterator[Trial]:
    """Give each as soon as it has ended; at most `parallel` processes at a time."""
    waiting = deque(trials)
    running: list[tuple[Child, Trial]] = []
    while waiting or running:
        while waiting and len(running) < parallel:
            running.append(_start(root, waiting.popleft(), seconds))
        nearest = min(child.left_s for child, _ in running)
        ended, _, _ = select.select([child.pipe for child, _ in running], [], [], nearest)
        for entry in list(running):
            child, trial = entry
            in_time = child.pipe in ended
            if not in_time and child.left_s > 0:
                continue
            running.remove(entry)
            if _goes_on(trial, *child.end(in_time=in_time)):
                running.append(_start(root, trial, seconds))
            else:
                yield trial


def _goes_on(trial: Trial, ending: Ending, by: str) -> bool:
    """Note how a stage has ended; whether there is another one."""
    if ending is Ending.KILLED and trial.twice and by != trial.by and "::" in by:
        again = Selection((by.partition("::")[0],), frozenset({by}))
        trial.stages.appendleft(Stage(again, CONFIRM_S))
    elif ending is Ending.KILLED or ending is Ending.TIMED_OUT:
        trial.stages.clear()
    trial.ending, trial.by = ending, by
    return bool(trial.stages)


def _start(root: Path, trial: Trial, seconds: Mapping[str, float]) -> tuple[Child, Trial]:
    changed = mutated(trial.source, trial.mutant.index if trial.mutant else None)
    return Child(root, module_of(trial.file), changed, trial.stages.popleft(), seconds), trial
