"""Who wants what: a person's hand wins over a remote, and both win over the programme.

A hand-held setpoint lives for `HAND_LIMIT` at most, so that nothing stays on because somebody forgot it.
"""

from typing import NamedTuple

from chairctl.domain.channels import OFF, Output, OutputImage
from chairctl.domain.time import MINUTE, SECOND, Duration, Instant
from chairctl.session.player import Player

HAND_LIMIT: Duration = 10 * MINUTE

WIND_DOWN: Duration = SECOND
"""How long it takes to end gently: hazard H66 leaves a second after five of silence."""


class _Held(NamedTuple):
    output: Output
    until: Instant
    by_person: bool


class Setpoints:
    """What is wanted of every channel of one station."""

    def __init__(self, channel_names: tuple[str, ...]) -> None:
        self._names = channel_names
        self._all_off: OutputImage = (OFF,) * len(channel_names)
        self._held: dict[str, _Held] = {}
        self.player: Player | None = None
        self.is_persons = False
        """Whether a person, and no remote, has started what plays."""
        self.paused_by_person = False
        """Whether a person has paused; then no remote goes on."""
        self._zero_at: Instant | None = None
        """When winding down is over; None: nothing winds down."""

    def hold(self, channel: str, output: Output, now: Instant, *, by_person: bool) -> bool:
        """Hold a channel by hand or by remote; False: a person holds it already and wins."""
        held = self._held.get(channel)
        if held and held.by_person and not by_person:
            return False
        self._held[channel] = _Held(output, now + HAND_LIMIT, by_person)
        return True

    def release(self, channel: str, *, by_person: bool) -> bool:
        """Give a channel back to the programme; False: a person holds it and wins."""
        held = self._held.get(channel)
        if held and held.by_person and not by_person:
            return False
        self._held.pop(channel, None)
        return True

    def play(self, player: Player, *, by_person: bool) -> None:
        """Start a run; a remote that starts one leaves what a person holds."""
        self._held = {} if by_person else {name: held for name, held in self._held.items() if held.by_person}
        self.player = player
        self.is_persons = by_person
        self.paused_by_person = False

    def clear(self) -> None:
        """Nobody wants anything."""
        self._held.clear()
        self.player = None
        self.is_persons = self.paused_by_person = False
        self._zero_at = None

    def wind_down(self, now: Instant) -> None:
        """From now on less and less is wanted; asked again, it goes on as before."""
        if self._zero_at is None:
            self._zero_at = now + WIND_DOWN

    def is_wound_down(self, now: Instant) -> bool:
        """Whether winding down is over."""
        return self._zero_at is not None and now >= self._zero_at

    def image(self, now: Instant) -> OutputImage:
        """What is wanted at `now`."""
        image = self.player.image(now) if self.player else self._all_off
        if self._held:
            image = self._with_held(image, now)
        if self._zero_at is None:
            return image
        left = max(0, min(self._zero_at - now, WIND_DOWN))
        levels = [output.level * left // WIND_DOWN for output in image]
        return tuple(
            Output(level, output.mode) if level else OFF for level, output in zip(levels, image, strict=True)
        )

    def _with_held(self, image: OutputImage, now: Instant) -> OutputImage:
        self._held = {name: held for name, held in self._held.items() if now < held.until}
        if self.player and self.player.paused:
            return image  # a pause holds for the hand as well
        return tuple(
            self._held[name].output if name in self._held else output
            for name, output in zip(self._names, image, strict=True)
        )

    def next_deadline(self, now: Instant) -> Instant | None:
        """The next instant at which what is wanted changes by itself."""
        planned = self.player.next_deadline(now) if self.player else None
        if not self._held and self._zero_at is None:
            return planned
        ends = [held.until for held in self._held.values()]
        ends += [end for end in (planned, self._zero_at) if end is not None]
        return min(ends)
