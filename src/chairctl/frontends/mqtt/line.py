"""Whether the line to the broker is alive, and how old at most what comes over it can be; pure.

The daemon sends itself a pulse. TCP keeps the order, so whatever arrives after a pulse has come back
left the broker after that pulse was sent: no message can be older, on the way here, than the newest
pulse that has returned. A frozen broker, which accepts everything and delivers nothing, shows as well.
"""

from enum import Enum, auto

from chairctl.domain.time import SECOND, Duration, Instant

PULSE_EVERY: Duration = SECOND // 2


class Line:
    """What the pulses of one connection say."""

    def __init__(self) -> None:
        self.proven_at: Instant | None = None
        """When the newest pulse left that has come back, on any connection; None: never."""
        self._nonce = ""

    def begin(self, nonce: str) -> None:
        """A new connection: pulses of the old one count no more."""
        self._nonce = nonce

    def pulse(self, now: Instant) -> bytes:
        """What to send to oneself."""
        return f"{self._nonce} {now}".encode()

    def returned(self, payload: bytes, now: Instant) -> None:
        """A pulse came back; one that is not ours counts for nothing."""
        nonce, _, sent = payload[:100].decode("ascii", "replace").partition(" ")
        if nonce != self._nonce or not sent.isdigit() or not sent.isascii():
            return
        at = int(sent)
        if at <= now and (self.proven_at is None or at > self.proven_at):
            self.proven_at = at

    def silent_for(self, now: Instant) -> Duration | None:
        """How long nothing has been proven; None: nothing ever was."""
        return None if self.proven_at is None else now - self.proven_at


class Loss(Enum):
    """What the loss of the broker means for a session."""

    NOTHING = auto()
    WIND_DOWN = auto()


def loss(silent: Duration, limit: Duration, *, live: bool, attended: bool) -> Loss:
    """Hazard H66: without a broker only what somebody at the chair attends goes on.

    `silent` counts from the newest proof, or from the start where there never was one.
    """
    return Loss.WIND_DOWN if live and not attended and silent > limit else Loss.NOTHING
