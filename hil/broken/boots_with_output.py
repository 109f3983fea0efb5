"""After a reboot it goes on with an output by itself."""

from start import main

from chairboard.controller import Controller

sound = Controller.boot


def boot(self, now_ms):
    """As if nothing had happened."""
    said = sound(self, now_ms)
    self.armed = True
    self.outputs.contactor = 1
    self.channels[2].drive((400,), now_ms)
    self.lease.end_ms = now_ms + 700
    return said


Controller.boot = boot

main()
