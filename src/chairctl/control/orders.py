"""Carries out commands by changing what is wanted, and answers each with a receipt.

No command turns into bytes here; it changes a setpoint or asks the kernel.
"""

from typing import assert_never

from chairctl.domain.commands import (
    Acknowledge,
    Arm,
    Attend,
    Command,
    LetMeUp,
    LowerLimit,
    Origin,
    Pause,
    Present,
    Release,
    Resume,
    Run,
    SetOutput,
    SkipStep,
    Stop,
    WindDown,
    Wish,
)
from chairctl.domain.safety import Outcome, Reason, Receipt
from chairctl.domain.time import Instant
from chairctl.profiles.device import DeviceProfile
from chairctl.safety.kernel import Kernel
from chairctl.safety.limits import well_formed
from chairctl.safety.states import LIVE
from chairctl.session.plan import fit
from chairctl.session.player import Player
from chairctl.session.setpoints import Setpoints

ACCEPTED = (Outcome.ACCEPTED, ())
Answer = tuple[Outcome, tuple[Reason, ...]]


class Orders:
    """The commands of one station."""

    def __init__(self, profiles: tuple[DeviceProfile, ...], kernel: Kernel, setpoints: Setpoints) -> None:
        self._profiles = profiles
        self._kernel = kernel
        self._setpoints = setpoints
        self._indexes = {profile.channel.name: index for index, profile in enumerate(kernel.channels)}

    def obey(self, command: Command, now: Instant) -> Receipt:
        """Carry out a command at `now`; refusals are answers."""
        if isinstance(command.action, Stop):  # before every other thought
            self._kernel.stops += 1
            self.end(Reason("stopped", detail=command.origin.value))
            return Receipt(command.id, Outcome.ACCEPTED)
        outcome, reasons = self._answer(command.action, command.origin, now)
        return Receipt(command.id, outcome, reasons)

    def end(self, reason: Reason) -> None:
        """Nobody wants anything any more, and everything goes to zero."""
        self._setpoints.clear()
        self._kernel.stop(reason)

    def _answer(self, wish: Wish, origin: Origin, now: Instant) -> Answer:
        if isinstance(wish, LowerLimit):
            return self._limit(wish, origin)
        if isinstance(wish, Arm | Acknowledge | LetMeUp | Present | Attend):
            return self._judge(wish, origin, now)
        if self._kernel.state not in LIVE:
            return _refused(Reason("not_armed"))
        match wish:
            case Run():
                return self._run(wish, origin, now)
            case SetOutput():
                return self._hold(wish, origin, now)
            case Release():
                if wish.channel not in self._indexes:
                    return _refused(Reason("no_such_channel", wish.channel))
                released = self._setpoints.release(wish.channel, by_person=origin is not Origin.REMOTE)
                return ACCEPTED if released else _refused(Reason("held_by_person", wish.channel))
            case Pause() | Resume() | SkipStep():
                return self._move_on(wish, origin, now)
            case WindDown():
                self._setpoints.wind_down(now)
                return ACCEPTED
            case _:
                assert_never(wish)

    def _judge(
        self, wish: Arm | Acknowledge | LetMeUp | Present | Attend, origin: Origin, now: Instant
    ) -> Answer:
        """What only a person who is there may say."""
        if origin is Origin.REMOTE or (isinstance(wish, LetMeUp) and origin is not Origin.CHAIR):
            return _refused(Reason("only_at_the_chair"))
        kernel = self._kernel
        reasons: tuple[Reason, ...] = ()
        if isinstance(wish, Arm):
            reasons = kernel.arm(now)
        elif isinstance(wish, Acknowledge):
            reasons = kernel.acknowledge(now)
        elif isinstance(wish, LetMeUp):
            reasons = kernel.let_up(now)
        elif kernel.state not in LIVE:
            reasons = (Reason("not_armed"),)
        elif isinstance(wish, Attend):
            kernel.attendance.renew(now)
        else:
            kernel.presence.answer()
        return _refused(*reasons) if reasons else ACCEPTED

    def _run(self, wish: Run, origin: Origin, now: Instant) -> Answer:
        if wish.programme.steps and wish.programme.is_guided:
            return _refused(Reason("guided"))
        by_person = origin is not Origin.REMOTE
        if self._setpoints.is_persons and not by_person:
            return _refused(Reason("persons_session"))
        plan = fit(wish.programme, self._profiles, wish.sitter)
        if not plan.energises:
            why = Reason("nothing_left" if plan.adaptations else "empty_programme")
            return _refused(why, *plan.adaptations)
        self._setpoints.play(Player(plan, now), by_person=by_person)
        return (Outcome.LIMITED, plan.adaptations) if plan.adaptations else ACCEPTED

    def _limit(self, wish: LowerLimit, origin: Origin) -> Answer:
        index = self._indexes.get(wish.channel)
        if index is None:
            return _refused(Reason("no_such_channel", wish.channel))
        if type(wish.max_level) is not int or wish.max_level < 0:
            return _refused(Reason("malformed", wish.channel))
        if origin is Origin.REMOTE and wish.max_level > self._kernel.limiter.limit_of(index):
            return _refused(Reason("only_at_the_chair"))
        in_force = self._kernel.limit_level(index, wish.max_level)
        if in_force == wish.max_level:
            return ACCEPTED
        return Outcome.LIMITED, (Reason("limit_stands", wish.channel, wish.max_level, in_force),)

    def _hold(self, wish: SetOutput, origin: Origin, now: Instant) -> Answer:
        index = self._indexes.get(wish.channel)
        if index is None:
            return _refused(Reason("no_such_channel", wish.channel))
        if not well_formed(self._kernel.channels[index], wish.output):
            return _refused(Reason("malformed", wish.channel))
        by_person = origin is not Origin.REMOTE
        if not self._setpoints.hold(wish.channel, wish.output, now, by_person=by_person):
            return _refused(Reason("held_by_person", wish.channel))
        permitted, rule = self._kernel.limiter.limited(index, wish.output)
        if not rule:
            return ACCEPTED
        return Outcome.LIMITED, (Reason(f"cut_{rule}", wish.channel, permitted.level, wish.output.level),)

    def _move_on(self, wish: Pause | Resume | SkipStep, origin: Origin, now: Instant) -> Answer:
        player, by_person = self._setpoints.player, origin is not Origin.REMOTE
        if player is None:
            return _refused(Reason("no_programme"))
        if isinstance(wish, Pause):
            self._setpoints.paused_by_person = by_person or self._setpoints.paused_by_person
            player.pause(now)
        elif self._setpoints.paused_by_person and not by_person:
            return _refused(Reason("paused_by_person"))
        elif isinstance(wish, Resume):
            self._setpoints.paused_by_person = False
            player.resume(now)
        else:
            player.skip(now)
        return ACCEPTED


def _refused(*reasons: Reason) -> Answer:
    return Outcome.REFUSED, reasons
