"""The current is half as much again as it was set to."""

from start import main

from chairboard.stimulation import Stimulation

sound = Stimulation._set


def put(self):
    """A wrong resistor."""
    sound(self)
    self._out.stimulation_tenth_ma = self._ramp.level * 3 // 2


Stimulation._set = put

main()
