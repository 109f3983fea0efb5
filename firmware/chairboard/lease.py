"""The lease: outputs live until the telemetry that the host answered is `lease_ms` old (rules 4, 5, 7)."""

CAP_MS = 300


class Lease:
    """The nonces that were sent lately, and when the outputs end."""

    def __init__(self) -> None:
        self._sent: list[tuple[int, int]] = []
        self.end_ms = 0

    def issue(self, nonce: int, now_ms: int) -> None:
        """Telemetry with this nonce goes out now."""
        self._sent = [one for one in self._sent if now_ms - one[1] <= CAP_MS]
        self._sent.append((nonce, now_ms))

    def anchor(self, nonce: int, now_ms: int) -> int:
        """When telemetry with this nonce was sent; -1: never, too long ago, or before outputs were zeroed."""
        for known, sent_ms in self._sent:
            if known == nonce and now_ms - sent_ms <= CAP_MS:
                return sent_ms
        return -1

    def renew(self, anchor_ms: int, lease_ms: int) -> None:
        """A frame was accepted."""
        self.end_ms = anchor_ms + lease_ms

    def void(self, now_ms: int) -> None:
        """Outputs are zero: nothing that was asked for before may bring anything back."""
        self._sent = []
        self.end_ms = now_ms

    def is_over(self, now_ms: int) -> bool:
        """Whether the outputs have to end."""
        return now_ms >= self.end_ms
