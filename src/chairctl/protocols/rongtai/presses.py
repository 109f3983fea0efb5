"""One key at a time: pressed, watched for its effect, and pressed again only if that can do no harm."""

from typing import NamedTuple

from chairctl.domain.time import MILLISECOND, SECOND, Duration, Instant
from chairctl.protocols.rongtai.keys import Key
from chairctl.protocols.rongtai.steps import Nature, Step

SPACING: Duration = 200 * MILLISECOND
"""Between two keys, at least."""
EFFECT: Duration = SECOND
"""The effect of a key is seen within this time, or it has none."""
_TRIES = {Nature.SELECT: 3, Nature.TOGGLE: 1, Nature.SOFT: 1}


class _Watched(NamedTuple):
    name: str
    goal: int
    at: Instant
    tries: int


class Presses:
    """What was pressed in this run of the chair, and what came of it."""

    def __init__(self) -> None:
        self.failed = ""
        """Name of the step whose key had no effect."""
        self._watched: _Watched | None = None
        self._settled: dict[str, int] = {}
        """What was reached once. If it is something else later, somebody else wants it so."""

    def forget(self) -> None:
        """The chair rests, or somebody arms anew: nothing is settled."""
        self.failed = ""
        self._watched = None
        self._settled.clear()

    def look(self, found: list[Step], now: Instant) -> bool:
        """What a new status says about the steps; whether a key has just shown its effect."""
        seen = False
        watched = self._watched
        for step in found:
            if step.reading != step.goal:
                continue
            if watched and (step.name, step.goal) == watched[:2]:
                seen, self._watched = now - watched.at <= EFFECT, None
            self._settled[step.name] = step.goal
        return seen

    def next_key(self, found: list[Step], now: Instant) -> Key | None:
        """The key to press now, if any; call it with the spacing kept."""
        tries = 1
        if self._watched:
            watched = self._watched
            if now - watched.at < EFFECT:
                return None
            self._watched = None
            step = next((step for step in found if (step.name, step.goal) == watched[:2]), None)
            if step and watched.tries < _TRIES[step.nature]:
                tries = watched.tries + 1
            elif step and step.nature is not Nature.SOFT:
                self.failed = step.name
            else:
                self._settled[watched.name] = watched.goal
        if self.failed:
            return None
        for step in found:
            if self._settled.get(step.name) != step.goal and step.reading != step.goal:
                self._watched = _Watched(step.name, step.goal, now, tries)
                return step.key
        return None
