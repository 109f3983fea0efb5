"""The nonce is not looked at."""

from start import main

from chairboard.controller import Controller

sound = Controller.untimely


def untimely(self, kind, sequence, epoch, anchor_ms):
    """Every nonce is good."""
    return sound(self, kind, sequence, epoch, max(0, anchor_ms))


Controller.untimely = untimely

main()
