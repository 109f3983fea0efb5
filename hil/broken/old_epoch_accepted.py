"""Frames of another boot are obeyed."""

from start import main

from chairboard.controller import Controller

sound = Controller.untimely


def untimely(self, kind, sequence, epoch, anchor_ms):
    """Every epoch is ours."""
    return sound(self, kind, sequence, self._epoch, anchor_ms)


Controller.untimely = untimely

main()
