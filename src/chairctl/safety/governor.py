"""Limits and rise of one channel together: from what is wanted to what is permitted."""

from chairctl.domain.ceilings import HEAT_SET_LEAST
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
        self._slew = Slew(profile.rise_per_s)
        self._wish = _NOT_ASKED
        self._highest = OFF
        self._rule = ""
        self._settled = False

    def permit(self, wish: Output, elapsed: Duration) -> tuple[Output, str]:
        """What is permitted `elapsed` after the last turn, and the rule that cut it (empty: none)."""
        if wish is not self._wish:
            self._wish = wish
            self._highest, self._rule = limit(self._profile, wish)
            self._settled = False
        if self._settled:
            return self._highest, self._rule
        highest = self._highest
        level = self._slew.toward(highest.level, elapsed)
        if level == highest.level:
            self._settled = True
            return highest, self._rule
        if level == 0 or (self.kind is ChannelKind.HEAT and level < HEAT_SET_LEAST.value):
            return OFF, self._rule or "rise"
        return Output(level, highest.mode), self._rule or "rise"

    def forbid(self, wish: Output, rule: str) -> tuple[Output, str]:
        """Nothing is permitted, because of `rule`; it cuts only a wish for something."""
        self.fall()
        return OFF, rule if getattr(wish, "level", 0) else ""

    def fall(self) -> None:
        """Start again from zero."""
        self._slew.fall()
        self._wish = _NOT_ASKED
