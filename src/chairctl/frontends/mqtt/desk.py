"""Where the commands of remotes for one chair are decided and answered."""

import secrets
from collections.abc import Callable
from typing import NamedTuple

from chairctl.domain.commands import Origin, WindDown
from chairctl.domain.safety import Outcome
from chairctl.domain.sitter import ANYBODY
from chairctl.domain.time import SECOND, Duration, Instant
from chairctl.frontends.mqtt.decide import Confirm, Message, Refused, Seen, Standing, StopNow, decide
from chairctl.frontends.mqtt.entity import Shown
from chairctl.frontends.mqtt.fulfil import Fulfilment
from chairctl.frontends.mqtt.orders import AnyOrder, LetMeUp, Run, id_in
from chairctl.frontends.mqtt.payloads import Answer, ChairState
from chairctl.frontends.mqtt.policy import Rules
from chairctl.frontends.mqtt.sitting import Sitting
from chairctl.frontends.mqtt.state import Around, Teller
from chairctl.frontends.mqtt.topics import Topics
from chairctl.runtime import clock
from chairctl.runtime.host import StationHost
from chairctl.safety.states import LIVE
from chairctl.session.plan import fit
from chairctl.texts import Texts

CONFIRM_WITHIN: Duration = 30 * SECOND
"""For how long a wish waits for somebody at the chair."""

Reply = Callable[[Answer], None]


class Waiting(NamedTuple):
    """A wish that waits for somebody at the chair."""

    order: AnyOrder
    until: Instant
    reply: Reply


class Desk:
    """The remotes' desk of one chair."""

    def __init__(self, host: StationHost, rules: Rules, sitting: Sitting, texts: Texts) -> None:
        self.host = host
        self.rules = rules
        self.sitting = sitting
        self.refused = 0
        """How many messages were refused; for the metrics."""
        self._doing = Fulfilment(host, rules, sitting, texts)
        self._seen = Seen()
        self._boot = secrets.token_hex(3)
        self._waiting: Waiting | None = None

    # --- what others ask ------------------------------------------------------------------------

    @property
    def teller(self) -> Teller:
        """Draws what is told of this chair."""
        return self._doing.teller

    def state(self, topics: Topics) -> ChairState:
        """What is told of this chair now."""
        around = Around(topics, self.rules.policy, self.arming, self._doing.chosen, self.waiting())
        return self.teller.state(self.host.snapshot(), around)

    @property
    def arming(self) -> str:
        """Names the arming that lasts, or the last one."""
        return f"{self._boot}-{self.host.at_chair.armings}"

    @property
    def armed(self) -> bool:
        """Whether a person has armed the station."""
        return self.host.station.kernel.state in LIVE

    def shown(self, texts: Texts) -> Shown:
        """What Home Assistant is offered: what this chair can do, and a remote may ever ask of it."""
        profiles = self.host.station.profiles
        guests = "guest_stimulation"
        titles = {
            name: getattr(programme.title, texts.language)
            for name, programme in self.rules.programmes.items()
            if not programme.is_guided
            and self.sitting.objection_to(programme) != guests
            and fit(programme, profiles, ANYBODY).energises
        }
        settable = {
            channel.channel.name
            for profile in profiles
            for channel in profile.channels
            if self.sitting.objection_to_channel(channel.channel.kind) != guests
        }
        return Shown(self.host.station.name, profiles, self.rules.policy, titles, frozenset(settable))

    def asks(self, now: Instant) -> AnyOrder | None:
        """What waits for somebody at the chair."""
        if self._waiting and now >= self._waiting.until:
            self._refuse_waiting("nobody_confirmed")
        return self._waiting.order if self._waiting else None

    def attended(self, now: Instant) -> bool:
        """Whether somebody at the chair did something lately."""
        silent = self.host.at_chair.silent_for(now)
        return silent is not None and silent <= self.rules.presence_window

    # --- messages -------------------------------------------------------------------------------

    def stop(self) -> None:
        """Everything to zero, now; whatever waits is refused."""
        self.host.stop(Origin.REMOTE)
        self.stopped()

    def too_many(self) -> Answer:
        """The answer to a command that was not read, because too many wait."""
        self.refused += 1
        return self._doing.refusal(None, "flooded")

    def stopped(self) -> None:
        """The host has been stopped: whatever waits is refused."""
        self._refuse_waiting("stopped")

    def wind_down(self) -> None:
        """End the session gently."""
        self.host.ask(WindDown(), Origin.REMOTE)

    def take(self, message: Message, line_proven: Duration | None, reply: Reply) -> None:
        """Decide a message and carry it out; `reply` gets each answer. Never raises for what came."""
        now = clock.now()
        standing = Standing(
            policy=self.rules.policy,
            wall_ns=clock.wall_ns(),
            line_proven=line_proven,
            armed=self.armed,
            arming=self.arming,
            at_chair=self.host.at_chair.silent_for(now),
            presence_window=self.rules.presence_window,
        )
        verdict = decide(message, standing, self._seen)
        if isinstance(verdict, StopNow):
            self.stop()
            reply(Answer(id_in(message.payload), Outcome.ACCEPTED))
            return
        if isinstance(verdict, Refused):
            self.refused += 1
            first = self._seen.answer_to(verdict.id) if verdict.id else None
            reply(self._doing.refusal(verdict.id, verdict.code, verdict.detail, first))
            return
        order = verdict.order
        if isinstance(verdict, Confirm):
            answer = self._wait(order, now, reply)
        else:
            answer = self._doing.carry_out(order)
        self._seen.note(order.id, answer)
        reply(answer)

    def waiting(self) -> str | None:
        """What waits for somebody at the chair: an action, and the programme that it is about."""
        order = self.asks(clock.now())
        if isinstance(order, Run):
            return f"{order.action} {order.programme}"
        return order.action if order else None

    def confirm(self) -> bool:
        """A person at the chair agrees to what waits; False: nothing does."""
        order, waiting = self.asks(clock.now()), self._waiting
        if order is None or waiting is None:
            return False
        self._waiting = None
        self._doing.begin(self._carry_out_confirmed(order, waiting.reply))
        return True

    async def close(self) -> None:
        """Nothing goes on any more."""
        self._refuse_waiting("stopped")
        await self._doing.close()

    def _wait(self, order: AnyOrder, now: Instant, reply: Reply) -> Answer:
        if isinstance(order, Run):
            if answer := self._doing.unfit(order):
                return answer
            chosen = order.programme or self._doing.chosen
            order = order.model_copy(update={"programme": chosen})  # what is agreed to can't change meanwhile
        self._refuse_waiting("another_wish")
        self._waiting = Waiting(order, now + CONFIRM_WITHIN, reply)
        return Answer(order.id, "waits", (self._doing.why("confirm_at_the_chair"),))

    def _refuse_waiting(self, code: str) -> None:
        waiting, self._waiting = self._waiting, None
        if waiting:
            answer = self._doing.refusal(waiting.order.id, code)
            self._seen.note(waiting.order.id, answer)
            waiting.reply(answer)

    async def _carry_out_confirmed(self, order: AnyOrder, reply: Reply) -> None:
        if isinstance(order, LetMeUp):
            answer = await self._doing.let_up(order)
        else:
            receipt = await self.host.arm()
            armed = receipt.outcome is not Outcome.REFUSED
            answer = self._doing.carry_out(order) if armed else self._doing.answer(order, receipt)
        self._seen.note(order.id, answer)
        reply(answer)
