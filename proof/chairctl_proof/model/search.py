"""Breadth-first search through all states: the first broken promise it meets has a shortest story."""

from collections.abc import Callable
from dataclasses import dataclass

from chairctl.domain.time import SECOND
from chairctl.runtime import clock
from chairctl_proof.model.parts import Bounds
from chairctl_proof.model.rules import Rules
from chairctl_proof.model.steps import Steps
from chairctl_proof.model.tables import DEVICE_AT, LOOK, ON


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a search has come."""

    states: int
    depth: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Result:
    """What a search has found."""

    states: int
    """Distinct states visited."""
    energised: int
    """How many of them have an output on: a check that never sees one would prove nothing."""
    transitions: int
    depth: int
    """Steps to the farthest state, or to the violation."""
    complete: bool
    """Whether no state within the bounds was left out."""
    violation: str
    """The promise that is broken; empty: none is."""
    story: tuple[str, ...]
    """Shortest way to the violation, one step each."""
    seconds: float


def explore(
    rules: Rules = Rules(),  # noqa: B008  # immutable
    bounds: Bounds = Bounds(),  # noqa: B008  # immutable
    most_states: int | None = None,
    on_progress: Callable[[Progress], object] | None = None,
) -> Result:
    """Visit every state, or the nearest `most_states`; stop at the first violation."""
    began = clock.now()
    steps = Steps(rules, bounds)
    after = steps.after
    parent: dict[int, int] = {steps.start: -1}
    frontier = [steps.start]
    transitions = energised = depth = 0
    bad = -1
    complete = True
    while frontier and bad < 0:
        if on_progress:
            on_progress(Progress(len(parent), depth, (clock.now() - began) / SECOND))
        reached: list[int] = []
        for state in frontier:
            following = after(state)
            transitions += len(following)
            for one in following:
                if one in parent:
                    continue
                parent[one] = state
                reached.append(one)
                if one & LOOK:
                    energised += one >> DEVICE_AT & ON
                    if steps.fault(one):
                        bad = one
                        break
            if bad >= 0:
                break
        if reached:
            depth += 1
        if most_states is not None and len(parent) >= most_states:
            complete = not reached
            break
        frontier = reached
    return Result(
        len(parent), energised, transitions, depth, complete and bad < 0,
        steps.fault(bad) if bad >= 0 else "", _story(steps, parent, bad), (clock.now() - began) / SECOND,
    )  # fmt: skip


def _story(steps: Steps, parent: dict[int, int], state: int) -> tuple[str, ...]:
    """The steps from the start to a state, in words."""
    story: list[str] = []
    while state >= 0 and parent[state] >= 0:
        before = parent[state]
        words: list[str] = []
        following = steps.after(before, words)
        story.append(words[following.index(state)])
        state = before
    return tuple(reversed(story))
