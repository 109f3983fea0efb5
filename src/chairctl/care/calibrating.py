"""Calibration: one channel after the other rises slowly, and the person marks what they feel.

The first mark is "just felt", the second "strong but comfortable"; it ends that channel. What is stored can
only lower what a channel may do for this person.
"""

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Final, NamedTuple

from chairctl.care.people import Calibration
from chairctl.domain.channels import ChannelKind, Technique
from chairctl.domain.commands import Action, LowerLimit, SkipStep, Stop
from chairctl.domain.programme import EvidenceTopic, Programme, Step, Target, Text
from chairctl.domain.snapshot import Snapshot
from chairctl.domain.time import SECOND
from chairctl.profiles.device import DeviceProfile

NAME: Final = "calibration"
RISE_S: Final = 40
STAY_S: Final = 5
"""At the highest level that is allowed, for who has not marked anything yet."""
REST_S: Final = 4
_KINDS: Final = {
    ChannelKind.ROLLER: EvidenceTopic.MASSAGE_CHAIR,
    ChannelKind.AIR: EvidenceTopic.MASSAGE_CHAIR,
    ChannelKind.VIBRATION: EvidenceTopic.MASSAGE_CHAIR,
    ChannelKind.STIMULATION: EvidenceTopic.TENS,
}
"""What is felt as more or less strong; heat is a temperature."""


class Press(StrEnum):
    """What a key means."""

    MARK = "mark"
    NEXT = "next"
    STOP = "stop"


class Tried(NamedTuple):
    """A channel that is tried, and the highest level it may have."""

    name: str
    kind: ChannelKind
    max_level: int
    share_permille: int
    """Of what the device may at most."""


def channels_of(profile: DeviceProfile, limits: Iterable[LowerLimit]) -> tuple[Tried, ...]:
    """The channels of a device that can be calibrated, within these limits; those at 0 are left out."""
    lowered = {lower.channel: lower.max_level for lower in limits}
    tried = []
    for channel in profile.channels:
        name, kind, _ = channel.channel
        most = min(lowered.get(name, channel.max_level), channel.max_level)
        if kind in _KINDS and most > 0:
            tried.append(Tried(name, kind, most, most * 1000 // channel.max_level))
    return tuple(tried)


def programme_of(tried: tuple[Tried, ...], zones: Iterable[str], say: Callable[[str], Text]) -> Programme:
    """For each channel a slow rise and a rest; `say` gives the text of a code in both languages."""
    zone = "lumbar" if "lumbar" in zones else "full"
    steps = []
    for one in tried:
        target = Target(
            one.kind,
            one.name,
            one.share_permille,
            technique=Technique.ROLLING,
            zone=zone,
            speed_permille=300,
        )
        rise = (RISE_S + STAY_S) * SECOND
        title, prompt = say(f"calibrate.step.{one.kind}"), say("calibrate.prompt")
        steps.append(Step(title, rise, RISE_S * SECOND, (target,), prompt))
        steps.append(Step(say("calibrate.step.rest"), REST_S * SECOND, 0, ()))
    evidence = tuple(dict.fromkeys(_KINDS[one.kind] for one in tried))
    return Programme(NAME, say("calibrate.title"), say("calibrate.summary"), tuple(steps), evidence=evidence)


class Calibrating:
    """One calibration of one person on one device."""

    def __init__(self, device: str, tried: tuple[Tried, ...]) -> None:
        self._device = device
        self._tried = tried
        self._at = -1
        """Which channel rises; -1: none yet."""
        self._felt = self._reached = 0
        self._done: dict[str, Calibration] = {}
        self._passed = False
        """This channel is over: marked twice, or skipped."""

    @property
    def marks(self) -> tuple[Calibration, ...]:
        """What has been marked completely so far."""
        return tuple(self._done.values())

    @property
    def felt(self) -> tuple[Tried, int] | None:
        """The channel that rises now, and the level that was just felt (0: not marked yet)."""
        return None if self._at < 0 or self._passed else (self._tried[self._at], self._felt)

    def attend(self, snapshot: Snapshot, press: Press | None) -> Action | None:
        """What to ask for after this picture and key. A stop comes before everything else."""
        if press is Press.STOP:
            return Stop()
        session = snapshot.session
        if session is None:
            return None
        self._follow(session.step)
        if self.felt is None:
            return None
        name = self._tried[self._at].name
        applied = next((view.applied for view in snapshot.channels if view.name == name), 0)
        self._reached = max(self._reached, applied)
        if press is Press.NEXT:
            self._passed, self._felt = True, 0
            return SkipStep()
        if press is Press.MARK and applied and not self._felt:
            self._felt = applied
        elif press is Press.MARK and self._felt:
            self._note(applied)
            return SkipStep()
        return None

    def result(self, snapshot: Snapshot) -> tuple[Calibration, ...]:
        """What is to be stored; nothing of one that was stopped or tripped."""
        finished = snapshot.ended is not None and snapshot.ended.code == "finished"
        return self.marks if finished and not snapshot.trips else ()

    def _follow(self, step: int) -> None:
        """Steps take turns: a rise, a rest. Who lets it rise to its end is comfortable with all of it."""
        at, rests = divmod(step - 1, 2)
        if self._at >= 0 and not self._passed and (at > self._at or rests):
            if self._felt:
                self._note(self._reached)
            self._passed = True
        if at != self._at and not rests:
            self._at, self._felt, self._reached, self._passed = at, 0, 0, False

    def _note(self, comfortable: int) -> None:
        name = self._tried[self._at].name
        self._done[name] = Calibration(self._device, name, self._felt, max(self._felt, comfortable))
        self._passed = True
