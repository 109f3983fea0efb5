"""A nonce stays good for ever."""

from start import main

from chairboard.lease import Lease


def issue(self, nonce, now_ms):
    """Forget nothing."""
    self._sent.append((nonce, now_ms))


def anchor(self, nonce, now_ms):
    """Whatever was ever sent counts as sent just now."""
    return now_ms if any(known == nonce for known, _ in self._sent) else -1


Lease.issue = issue
Lease.anchor = anchor

main()
