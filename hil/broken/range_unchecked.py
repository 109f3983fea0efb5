"""Levels beyond the greatest are obeyed."""

from start import main

from chairboard.controller import Controller

sound = Controller.unfit


def unfit(self, kind, lease_ms, blocks, now_ms):
    """Nothing is out of range."""
    reason = sound(self, kind, lease_ms, blocks, now_ms)
    return 0 if reason == 8 else reason


Controller.unfit = unfit

main()
