"""The thermostat switches the heater on and never off again."""

from start import main

from chairboard.heat import Heat

sound = Heat.scan


def scan(self, now_ms):
    """Once heated, always heated."""
    was = self._out.heater_permille
    found = sound(self, now_ms)
    if self._target and was:
        self._out.heater_permille = was
    return found


Heat.scan = scan

main()
