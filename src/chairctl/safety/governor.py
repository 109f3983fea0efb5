"""Limits and rise of one channel together: from what is wanted to what is permitted."""

from bisect import bisect_right
from dataclasses import replace

from chairctl.domain.ceilings import HEAT_SET_LEAST, STIMULATION_RISE_S
from chairctl.domain.channels import OFF, ChannelKind, Output
from chairctl.domain.time import Duration
from chairctl.profiles.device import ChannelProfile
from chairctl.safety.limits import limit
from chairctl.safety.slew import Slew

_NOT_ASKED = Output(0)
"""Stands for "no wish yet"; no other object is this one, so that no wish, not even None, equals it."""


class Governor:
    """One channel. Remembers its last answer, because most turns wish what the turn before wished."""

    def __init__(self, profile: ChannelProfile) -> None:
        self.name, self.kind, _ = profile.channel
        self._profile = profile
        self.max_level = profile.max_level
        """The highest level that this channel may have now."""
        self._greatest = self._next_limit = profile.max_level
        self._slew = Slew(profile.rise_per_s)
        self._wish = _NOT_ASKED
        self._highest: Output
        self._rule: str
        """What that wish comes to, ramps aside, and the rule that cuts it."""
        self.settled = False
        """The wish of last time is reached, as far as it is permitted: the same answer from now on."""

    def permit(self, wish: Output, elapsed: Duration) -> tuple[Output, str]:
        """What is permitted `elapsed` after the last turn, and the rule that cut it (empty: none)."""
        if wish is not self._wish:
            self._wish = wish
            self._highest, self._rule = self._limit(wish)
            self.settled = False
            if self.kind is ChannelKind.STIMULATION:
                self._slew.slow_down(self._highest.level, STIMULATION_RISE_S.value)
        if self.settled:
            return self._highest, self._rule
        highest = self._highest
        level = self._slew.toward(highest.level, elapsed)
        if level == highest.level:
            self.settled = True
            return highest, self._rule
        level = self._on_grid(level)
        if level == 0 or (self.kind is ChannelKind.HEAT and level < HEAT_SET_LEAST.value):
            return OFF, self._rule or "rise"
        return Output(level, highest.mode), self._rule or "rise"

    def _limit(self, wish: Output) -> tuple[Output, str]:
        """What a wish comes to on a level that the device can do, and the rule that cuts it."""
        highest, rule = limit(self._profile, wish)
        level = self._on_grid(highest.level)
        if level == highest.level:
            return highest, rule
        return (Output(level, highest.mode) if level else OFF), rule or "grid"

    def _on_grid(self, level: int) -> int:
        """The highest level that the device can do and that is not above this one."""
        grid = self._profile.grid
        if not grid:
            return level
        below = bisect_right(grid, level)
        return grid[below - 1] if below else 0

    def limit_to(self, level: int, *, at_once: bool) -> int:
        """Lower the limit now; a raise (never above the profile) waits for the next arming unless `at_once`.

        Returns the limit that is in force.
        """
        self._next_limit = max(0, min(level, self._greatest))
        if at_once or self._next_limit < self.max_level:
            self.take_over_limit()
        return self.max_level

    def limited(self, wish: Output) -> tuple[Output, str]:
        """What a wish comes to, ramps aside, and the rule that cuts it (empty: none)."""
        return self._limit(wish)

    def take_over_limit(self) -> None:
        """What was asked for last is the limit from now on."""
        self.max_level = self._next_limit
        self._profile = replace(self._profile, max_level=self._next_limit)
        self._wish = _NOT_ASKED

    def forbid(self, wish: Output, rule: str) -> tuple[Output, str]:
        """Nothing is permitted, because of `rule`; it cuts only a wish for something."""
        self.fall()
        return OFF, rule if getattr(wish, "level", 0) else ""

    def fall(self) -> None:
        """Start again from zero."""
        self._slew.fall()
        self.settled = False
