"""What a bed of two halves has: motors that run while a key is down, and massage that is stepped by keys.

Each knows what the last report said and which of our keys that report could not show yet.
"""

from typing import NamedTuple

from chairctl.domain.channels import ChannelKind
from chairctl.domain.time import SECOND, Duration, Instant
from chairctl.profiles.device import ChannelProfile
from chairctl.protocols.keeson.frames import (
    GREATEST_MASSAGE,
    GREATEST_POSITION,
    RELEASE,
    Key,
    Status,
)

SHOWN_WITHIN: Duration = SECOND
"""A press that no report shows by then is lost."""

FULL = 1_000
"""The greatest massage (‰)."""


class Place(NamedTuple):
    """Which keys belong to a channel, and which fields of the report."""

    kind: ChannelKind
    more: Key
    less: Key
    is_head: bool


PLACES = {
    "head": Place(ChannelKind.POSTURE, Key.HEAD_UP, Key.HEAD_DOWN, is_head=True),
    "feet": Place(ChannelKind.POSTURE, Key.FEET_UP, Key.FEET_DOWN, is_head=False),
    "head_massage": Place(ChannelKind.VIBRATION, Key.HEAD_MASSAGE_PLUS, Key.HEAD_MASSAGE_MINUS, is_head=True),
    "feet_massage": Place(
        ChannelKind.VIBRATION, Key.FOOT_MASSAGE_PLUS, Key.FOOT_MASSAGE_MINUS, is_head=False
    ),
}
"""By the name that the profile gives the channel: only these have keys and a report."""


def massage_step(level: int) -> int:
    """The highest step (0 to 6) that is not above a level (‰)."""
    return max(step for step in range(GREATEST_MASSAGE + 1) if massage_level(step) <= level)


def massage_level(step: int) -> int:
    """The level (‰) of a step (0 to 6)."""
    return FULL * step // GREATEST_MASSAGE


class Massage:
    """The closed loop of one massage motor, in steps."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self.forget()

    def forget(self) -> None:
        """Nothing is known of it."""
        self.step = 0
        self.fell = False
        """It fell further than our keys let it: its timer has ended, or a hand turned it down."""
        self._on_the_way = 0
        """Steps that were pressed and no report has shown yet; plus is up."""
        self._pressed_at: Instant = 0

    @property
    def applied(self) -> int:
        """The level that the bed reports (‰)."""
        return massage_level(self.step)

    def take(self, status: Status, now: Instant) -> None:
        """A report of `now`."""
        step = status.head_massage if self._place.is_head else status.feet_massage
        change, self.step = step - self.step, step
        self.fell = change < min(0, self._on_the_way)
        left = self._on_the_way - change
        if left * self._on_the_way <= 0 or now - self._pressed_at >= SHOWN_WITHIN:
            left = 0
        self._on_the_way = left

    def press(self, wanted: int, now: Instant) -> Key:
        """The key that brings it nearer to the wanted step, if one may be pressed now.

        One press at a time; but down to nothing as many as there are steps, and never one more.
        """
        at_once = wanted == 0 and self.step + self._on_the_way > 0 >= self._on_the_way
        if wanted == self.step or (self._on_the_way and not at_once):
            return RELEASE
        up = wanted > self.step
        self._on_the_way += 1 if up else -1
        self._pressed_at = now
        return self._place.more if up else self._place.less


class Motor:
    """One motor that runs while its key is down."""

    def __init__(self, place: Place, full: int) -> None:
        self._place = place
        self._full = full
        """The level of a motor that runs: it has one speed (‰)."""
        self.forget()

    def forget(self) -> None:
        """Nothing is known of it."""
        self._direction = 0
        """Of the key that is down; 0: none is."""
        self._moves = False
        self._has_moved = False
        """Since the key is down."""
        self._position: int | None = None

    def take(self, status: Status) -> None:
        """A report has come."""
        self._moves = status.head_moves if self._place.is_head else status.feet_moves
        self._position = status.head_position if self._place.is_head else status.feet_position
        self._has_moved = self._has_moved or (self._moves and self._direction != 0)

    @property
    def applied(self) -> int:
        """The level that counts as applied (‰): a motor that is told to go and is at its end has done so."""
        return self._full if self._moves or self._is_at_end else 0

    @property
    def _is_at_end(self) -> bool:
        """Whether its key is down, but it stands: it is at an end, or something is in its way."""
        if self._moves or not self._direction:
            return False
        end = GREATEST_POSITION if self._direction > 0 else 0
        return self._has_moved or self._position == end

    def key(self, direction: int) -> Key:
        """The key to be down now; none once it has come to an end, until it was let go."""
        if direction != self._direction:
            self._direction, self._has_moved = direction, False
        if not direction or self._is_at_end:
            return RELEASE
        return self._place.more if direction > 0 else self._place.less


def part_of(profile: ChannelProfile) -> Motor | Massage | None:
    """What stands for a channel; None: the bed has nothing that fits its name, kind and steps."""
    place = PLACES.get(profile.channel.name)
    if place is None or place.kind is not profile.channel.kind:
        return None
    if place.kind is ChannelKind.POSTURE:
        return Motor(place, profile.max_level) if profile.grid == (profile.max_level,) else None
    steps = {massage_level(step) for step in range(1, GREATEST_MASSAGE + 1)}
    return Massage(place) if profile.grid and steps.issuperset(profile.grid) else None
