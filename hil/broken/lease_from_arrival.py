"""The lease begins when a frame arrives, not when the telemetry was sent that it answers."""

from start import main

from chairboard.controller import Controller
from chairboard.lease import Lease

Lease.now_ms = 0
Lease.renew = lambda self, anchor_ms, lease_ms: setattr(self, "end_ms", self.now_ms + lease_ms)
sound = Controller._answer


def answer(self, found, now_ms):
    """Know the time of arrival."""
    self.lease.now_ms = now_ms
    return sound(self, found, now_ms)


Controller._answer = answer

main()
