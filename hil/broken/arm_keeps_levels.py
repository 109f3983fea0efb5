"""ARM with a level puts it out."""

from start import main

from chairboard.controller import Controller

sound = Controller.unfit


def unfit(self, kind, lease_ms, blocks, now_ms):
    """An ARM may bring its level along."""
    reason = sound(self, kind, lease_ms, blocks, now_ms)
    return 0 if reason == 9 else reason


Controller.unfit = unfit

main()
