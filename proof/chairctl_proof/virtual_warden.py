"""The rules of the warden in virtual time. The real one is a process, and tested as such (tests/warden).

idle ──armed──► watching ──disarmed──► idle
                   │ no beat for 150 ms, or the host has died
                   ▼
                 fired   STOP three times, then again every 20 ms until the chair reads back zero
"""

from chairctl.domain.safety import WardenWord
from chairctl.domain.time import MILLISECOND, SECOND, Duration, Instant
from chairctl_simulators.devices.chairlink.frames import TELEMETRY, FrameReader

SILENCE: Duration = 150 * MILLISECOND
STOP_EVERY: Duration = 20 * MILLISECOND
GIVE_UP: Duration = 3 * SECOND


class VirtualWarden:
    """Watches the beats of one host; `due` says when `work` wants to be called."""

    def __init__(self, panic: bytes, zeros: tuple[int, ...]) -> None:
        self._panic = panic
        self._zeros = zeros
        self._reader = FrameReader()
        self._beat_by: Instant | None = None
        self._fired_at: Instant | None = None
        self._next_stop: Instant = 0
        self._said_cut = False

    def feed(self, now: Instant, *, armed: bool, heard: bool) -> None:
        """A control turn has ended: whether the permit is armed, and whether telemetry was consumed."""
        if self._fired_at is None:
            if not armed:
                self._beat_by = None
            elif heard or self._beat_by is None:
                self._beat_by = now + SILENCE

    def host_died(self, now: Instant) -> None:
        """The end of the pipe: fire at once if anything was armed."""
        if self._beat_by is not None:
            self._beat_by = now

    def due(self) -> Instant | None:
        """When there is something to do."""
        return self._beat_by if self._fired_at is None else self._next_stop

    def work(self, now: Instant) -> tuple[bytes, WardenWord | None]:
        """Bytes for the line, past everything that waits, and news for the host."""
        if self._fired_at is None:
            if self._beat_by is None or now < self._beat_by:
                return b"", None
            self._fired_at, self._beat_by, self._said_cut = now, None, False
            self._next_stop = now + STOP_EVERY
            return self._panic * 3, WardenWord.FIRED
        if now < self._next_stop:
            return b"", None
        self._next_stop = now + STOP_EVERY
        cut = now - self._fired_at > GIVE_UP and not self._said_cut
        self._said_cut = self._said_cut or cut
        return self._panic, WardenWord.CUT_POWER if cut else None

    def listen(self, data: bytes) -> WardenWord | None:
        """What the chair says; after a firing, telemetry that is at zero ends the stopping."""
        for frame in self._reader.feed(data):
            if frame is None or frame.kind != TELEMETRY or self._fired_at is None:
                continue
            # `zeros` count from the start of the body, whose head of ten bytes is not in the payload.
            if not any(frame.payload[at - 10] for at in self._zeros):
                self._fired_at = None
                return WardenWord.ZERO
        return None
