"""The lease never ends."""

from start import main

from chairboard.lease import Lease

Lease.is_over = lambda self, now_ms: False

main()
