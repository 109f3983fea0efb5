"""Prepaid time and dose: nothing may be put out that the ledger has not made durable before.

`begin` asks, `request_due` hands out one request at a time, `answered` takes what the ledger says, and
`spend` uses it up. At no time is more than one quantum prepaid and unspent, so a crash costs at most
that; what is spent was always prepaid. If no answer comes, the balance runs out and `permits` is false.

    IDLE --begin--> ASKING --quantum--> OPEN --end--> ENDING --closed--> IDLE
                    ASKING --refusal--> IDLE          OPEN --refusal--> OPEN until the balance is used up
"""

from collections.abc import Iterable, Sequence
from enum import Enum, auto
from typing import NamedTuple

from chairctl.domain.channels import Channel, ChannelKind, OutputImage, StimulationMode
from chairctl.domain.safety import Reason
from chairctl.domain.time import SECOND, Duration, Instant
from chairctl.safety.account import GRANT_VALID, KEPT_BACK, PartUse
from chairctl.safety.grant import QUANTUM, Answer, Refusal, Request

TOP_UP: Duration = QUANTUM // 2
"""With this much left the next request goes out; it fills the balance up to a quantum again."""
RENEWAL: Duration = GRANT_VALID // 2
"""A grant of this age is asked for anew, used or not."""


class Use(NamedTuple):
    """What one part got in one turn; fine units, so that nothing is lost by rounding."""

    part: str
    energised: Duration
    cem43_nano_minutes: int
    charge_nano_coulomb: int


class Phase(Enum):
    """Where an allowance stands."""

    IDLE = auto()
    ASKING = auto()
    OPEN = auto()
    ENDING = auto()


IDLE, ASKING, OPEN, ENDING = Phase


class Allowance:
    """The balance of one station; `parts` are all that it can reach, `stimulated` those by charge."""

    def __init__(self, parts: tuple[str, ...] = (), stimulated: tuple[str, ...] = ()) -> None:
        self.phase: Phase
        self.refusal: Reason | None = None
        """Why the last request got nothing."""
        self.exhausted: frozenset[str]
        """Parts that may get nothing more today."""
        self.balance: Duration
        """Prepaid time that is not spent."""
        self._number = 0
        self._in_flight: Request | None = None
        self._names = parts
        self._stimulated = stimulated
        self._reset()

    def _reset(self) -> None:
        self.phase = IDLE
        self.balance = self.spent = 0
        self._run = self._at = 0
        self._taken_up = self._denied = False
        self.exhausted = frozenset()
        self._dose_nano = self._dose_granted_nano = 0
        self._parts = {name: [0, 0, 0] for name in self._names}
        self._image: OutputImage = ()
        self._image_lasted = 0

    # --- what people ask ------------------------------------------------------------------------

    def begin(self, now: Instant) -> Reason | None:
        """Somebody arms: None as soon as a quantum is there, else why not, or that it is under way."""
        if self.phase is IDLE and self.refusal:
            refusal, self.refusal = self.refusal, None
            return refusal
        if self.phase is IDLE:
            self.phase = ASKING
        if not self.permits(now):
            return Reason("ledger_pending")
        self._taken_up = True
        return None

    def end(self) -> None:
        """Nothing is put out any more; what is not spent goes back."""
        if self.phase in {ASKING, OPEN}:
            self.phase = ENDING
            if not self._run and not self._in_flight:
                self._reset()

    # --- the ledger -----------------------------------------------------------------------------

    def request_due(self, now: Instant) -> Request | None:
        """The next request, once; there is never more than one under way."""
        if self._in_flight or self.phase is IDLE:
            return None
        old = now - self._at >= RENEWAL
        if self.phase is OPEN and old and not self._taken_up:
            self.phase = ENDING  # whoever wanted to arm has gone
        if self.phase is OPEN and (self._denied or not (old or self.balance <= TOP_UP)):
            return None
        self._note_uses()
        closing = self.phase is ENDING
        self._number += 1
        self._in_flight = Request(
            self._number,
            self._run,
            closing,
            0 if closing else QUANTUM - self.balance,
            self.spent,
            _up(self._dose_nano),
            sum(_up(charge) for _, _, charge in self._parts.values()),
            tuple(
                PartUse(name, time, _up(dose), _up(charge))
                for name, (time, dose, charge) in self._parts.items()
            ),
            self._stimulated,
        )
        return self._in_flight

    def answered(self, answer: Answer, now: Instant) -> None:
        """The ledger has answered. An answer to anything but the request under way changes nothing."""
        request = self._in_flight
        if request is None or answer.number != request.number:
            return
        self._in_flight = None
        if request.closing:
            self._reset()
        elif isinstance(answer, Refusal):
            if not self._run:
                wanted = self.phase is ASKING
                self._reset()
                self.refusal = answer.reason if wanted else None
            else:
                self.refusal, self._denied = answer.reason, True
        else:
            self.refusal = None
            self._run, self._at = answer.run, min(answer.at, now)
            self.balance += max(0, min(answer.energised, request.energised))
            self._dose_granted_nano = 1_000 * (
                request.cem43_micro_minutes + max(0, answer.cem43_micro_minutes)
            )
            self.exhausted = frozenset(answer.exhausted)
            if self.phase is ASKING:
                self.phase = OPEN

    # --- the turn -------------------------------------------------------------------------------

    def spend(self, elapsed: Duration, cem43_nano_minutes: int, uses: Iterable[Use]) -> None:
        """Energised for `elapsed`, with this dose at the hottest pad and these parts reached.

        Time beyond the balance is not counted: the devices' leases had ended everything by then.
        """
        time = elapsed if 0 <= elapsed <= self.balance else min(max(0, elapsed), self.balance)
        self.balance -= time
        self.spent += time
        if cem43_nano_minutes > 0:
            self._dose_nano += cem43_nano_minutes
        for use in uses:
            sums = self._parts.setdefault(use.part, [0, 0, 0])
            sums[0] += min(max(0, use.energised), time)
            sums[1] += max(0, use.cem43_nano_minutes)
            sums[2] += max(0, use.charge_nano_coulomb)

    def spend_on(self, image: OutputImage, elapsed: Duration, cem43_nano_minutes: int) -> None:
        """`spend` where each part is a channel of this image; the dose is counted for the body as a whole.

        Turns with one image are added up, and become uses when it changes or a request goes out.
        """
        if image != self._image:
            self._note_uses()
            self._image = image
        before = self.spent
        self.spend(elapsed, cem43_nano_minutes, ())
        self._image_lasted += self.spent - before

    def permits(self, now: Instant) -> bool:
        """Whether anything may be put out at `now`."""
        return self.phase is OPEN and self.balance > KEPT_BACK and 0 <= now - self._at < GRANT_VALID

    def permits_heat(self) -> bool:
        """Whether some of the prepaid thermal dose is left."""
        return self._dose_nano < self._dose_granted_nano

    def why_not(self) -> Reason:
        """Why `permits` has become false: what the ledger said, or that it said nothing in time."""
        return self.refusal or Reason("ledger_late", limit=QUANTUM // SECOND)

    def _note_uses(self) -> None:
        time, self._image_lasted = self._image_lasted, 0
        for name, (level, mode) in zip(self._names, self._image, strict=False):  # no image yet: no names
            if level and time:
                charge = 0
                if isinstance(mode, StimulationMode):
                    charge = charge_nano_coulomb(level, mode.pulse_width_us, mode.rate_tenth_hz, time)
                sums = self._parts[name]
                sums[0] += time
                sums[2] += charge


def allowance_for(channels: Sequence[Channel]) -> Allowance:
    """That of a station with these channels: each is a part."""
    stimulated = [channel.name for channel in channels if channel.kind is ChannelKind.STIMULATION]
    return Allowance(tuple(channel.name for channel in channels), tuple(stimulated))


def charge_nano_coulomb(level_tenth_ma: int, width_us: int, rate_tenth_hz: int, elapsed: Duration) -> int:
    """Charge of one phase of all pulses in `elapsed`, in nC, rounded up."""
    return -(-level_tenth_ma * width_us * rate_tenth_hz * elapsed // 100_000_000_000)


def _up(nano: int) -> int:
    return -(-nano // 1_000)
