"""A sensor that reads nonsense is believed."""

from start import main

from chairboard.heat import Heat

sound = Heat.scan
Heat.scan = lambda self, now_ms: sound(self, now_ms) & ~4

main()
