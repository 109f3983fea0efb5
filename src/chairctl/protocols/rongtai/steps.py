"""From what is wanted to the next key: what differs between a status and a wish, in the order of keys.

What is too much comes first. A strength is chosen before the function it belongs to goes on, as far as
the chair lets itself be told, so that nothing begins stronger than permitted.
"""

from collections.abc import Iterator
from enum import Enum, auto
from typing import NamedTuple

from chairctl.profiles.device import Variant
from chairctl.protocols.rongtai.frames import MANUAL, Scope, State, Status, Technique
from chairctl.protocols.rongtai.keys import Key
from chairctl.protocols.rongtai.readings import air_step, heat_step, is_scanning, roller_step, wheel_step
from chairctl.protocols.rongtai.words import code_of, key_of


class Wanted(NamedTuple):
    """What the chair shall do; 0 is off."""

    technique: Technique
    strength: int
    speed: int
    scope: Scope
    air: int
    heat: int
    wheel: int
    session: int
    """The chair's own timer: 1 to 3 for 10, 20, 30 min."""

    @property
    def anything(self) -> bool:
        """Whether the chair has to be awake for it."""
        return bool(self.technique or self.air or self.heat or self.wheel)


class Nature(Enum):
    """How a key may be pressed again if its effect is not seen."""

    SELECT = auto()  # says what shall be: again, a few times
    TOGGLE = auto()  # never again
    SOFT = auto()  # never again, and no harm if the chair does not show it


class Step(NamedTuple):
    """One thing that shall be `goal` and is `reading`, and the key for it."""

    name: str
    goal: int
    reading: int
    key: Key
    nature: Nature


_SCOPE_KEYS = {
    Scope.FULL: Key.SCOPE_FULL,
    Scope.PARTIAL: Key.SCOPE_PARTIAL,
    Scope.POINT: Key.SCOPE_POINT,
    Scope.NONE: Key.SCOPE_FULL,
}


def must_rest(status: Status, wanted: Wanted) -> bool:
    """Whether the chair has to be switched off: rollers have no other key that ends them."""
    if status.state != State.RUNNING or wanted.technique:
        return False
    return not wanted.anything or status.technique != 0 or is_scanning(status)


def steps(status: Status, wanted: Wanted, variant: Variant) -> list[Step]:
    """Every step that the wish asks for in this state, what has to become less first."""
    if status.state == State.WAITING:
        found = list(_waiting(status, wanted, variant))
    elif status.state == State.RUNNING and not is_scanning(status):
        found = [*_rollers(status, wanted, variant), *_others(status, wanted)]
    else:
        return []
    return sorted(found, key=lambda step: step.reading <= step.goal)


def _waiting(status: Status, wanted: Wanted, variant: Variant) -> Iterator[Step]:
    if not wanted.technique:
        yield from _others(status, wanted)
        return
    if status.has_3d:
        ahead = Key(Key.STRENGTH_1 + wanted.strength - 1)
        yield Step("strength_ahead", wanted.strength, status.strength_3d, ahead, Nature.SOFT)
    yield Step("start", MANUAL, 0, key_of(wanted.technique, variant), Nature.SELECT)


def _rollers(status: Status, wanted: Wanted, variant: Variant) -> Iterator[Step]:
    yield Step("start", MANUAL, MANUAL, Key.KNEAD, Nature.SELECT)
    if not wanted.technique:
        return
    code, key = code_of(wanted.technique, variant), key_of(wanted.technique, variant)
    yield Step("technique", code, status.technique, key, Nature.SELECT)
    if status.has_3d:
        strength = Key(Key.STRENGTH_1 + wanted.strength - 1)
        yield Step("strength", wanted.strength, roller_step(status), strength, Nature.SELECT)
    yield Step("scope", wanted.scope, status.scope, _SCOPE_KEYS[wanted.scope], Nature.SOFT)
    # The speed that a status shows may go along with the rollers, so it proves nothing.
    yield Step("speed", wanted.speed, status.speed, Key(Key.SPEED_1 + wanted.speed - 1), Nature.SOFT)


def _others(status: Status, wanted: Wanted) -> Iterator[Step]:
    air, wheel = air_step(status), wheel_step(status)
    if wanted.air:
        strength = Key(Key.AIR_1 + wanted.air - 1)
        if air:
            yield Step("air_on", 1, 1, Key.AIR_FULL, Nature.TOGGLE)
            yield Step("air", wanted.air, air, strength, Nature.SELECT)
        else:
            yield Step("air_ahead", wanted.air, 0, strength, Nature.SOFT)
            yield Step("air_on", 1, 0, Key.AIR_FULL, Nature.TOGGLE)
    else:
        yield Step("air_on", 0, air, Key.AIR_OFF, Nature.SELECT)
    wheel_key = Key(Key.WHEEL_SLOW + wanted.wheel - 1) if wanted.wheel else Key.WHEEL_OFF
    yield Step("wheel", wanted.wheel, wheel, wheel_key, Nature.SELECT)
    yield Step("heat", wanted.heat, heat_step(status), Key.HEAT, Nature.TOGGLE)
    session = Key(Key.SESSION_10_MIN + wanted.session - 1)
    yield Step("session", wanted.session, status.preset_time, session, Nature.SOFT)
