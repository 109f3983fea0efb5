"""A roller that does not move goes on pressing."""

from start import main

from chairboard.roller import Roller

sound = Roller.scan
Roller.scan = lambda self, now_ms: sound(self, now_ms) & ~8

main()
