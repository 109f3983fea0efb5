"""Levels jump."""

from start import main

from chairboard.ramp import Ramp


def aim(self, target, now_ms):
    """Be there at once."""
    self.target = self.level = target
    self._milli = target * 1000


Ramp.aim = aim

main()
