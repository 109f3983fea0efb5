"""Where the commands of remotes for one chair are decided and answered."""

import secrets
from collections.abc import Callable
from typing import Any, NamedTuple

from chairctl.domain.commands import Origin, WindDown
from chairctl.domain.safety import Outcome, Reason, Receipt
from chairctl.domain.sitter import ANYBODY
from chairctl.domain.time import SECOND, Duration, Instant
from chairctl.frontends.attach.wish import Say, Wish
from chairctl.frontends.mqtt.decide import Confirm, Message, Refused, Seen, Standing, StopNow, decide
from chairctl.frontends.mqtt.entity import Shown
from chairctl.frontends.mqtt.fulfil import Fulfilment
from chairctl.frontends.mqtt.orders import AnyOrder, LetMeUp, Run, id_in
from chairctl.frontends.mqtt.payloads import Answer, ChairState
from chairctl.frontends.mqtt.policy import Rules
from chairctl.frontends.mqtt.sitting import Sitting
from chairctl.frontends.mqtt.state import Around, Teller
from chairctl.frontends.mqtt.topics import Topics
from chairctl.frontends.plain import plain
from chairctl.runtime import clock
from chairctl.runtime.host import StationHost
from chairctl.safety.states import LIVE
from chairctl.session.plan import fit
from chairctl.texts import Texts

CONFIRM_WITHIN: Duration = 30 * SECOND
"""For how long a wish waits for somebody at the chair."""

Reply = Callable[[Answer], None]


def _nobody(_: dict[str, Any]) -> None:
    """Nobody waits to hear it."""


class Waiting(NamedTuple):
    """A wish that waits for somebody at the chair."""

    number: int
    order: AnyOrder
    until: Instant
    stops: int
    """How often the station had been stopped when it came: any stop since has refused it."""
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
        self._wishes = 0

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
        """What waits for somebody at the chair; after a stop, whoever asked for it, nothing does."""
        if self._waiting and self._was_stopped_since(self._waiting):
            self._refuse_waiting("stopped")
        elif self._waiting and now >= self._waiting.until:
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

    def wish(self) -> Wish | None:
        """What waits for somebody at the chair, as that person is asked about it."""
        now = clock.now()
        order, waiting = self.asks(now), self._waiting
        if waiting is None or not isinstance(order, Run | LetMeUp):
            return None
        programme = order.programme if isinstance(order, Run) else None
        return Wish(waiting.number, order.action, programme, waiting.until - now)

    def waiting(self) -> str | None:
        """What waits for somebody at the chair: an action, and the programme that it is about."""
        wish = self.wish()
        return wish.text if wish else None

    def confirm(self, number: int | None = None, told: Say = _nobody) -> bool:
        """A person at the chair agrees to the wish of this number, or to what waits; False: it does not.

        `told` hears {"agreed": receipt} once it is carried out, or {"not_started": text}.
        """
        waiting = self._named(number)
        if waiting is None:
            return False
        self._waiting = None
        self._doing.begin(self._carry_out_confirmed(waiting, told))
        return True

    def decline(self, number: int | None = None) -> bool:
        """A person at the chair does not want the wish of this number, or what waits; False: it does not."""
        if self._named(number) is None:
            return False
        self._refuse_waiting("declined_at_chair")
        self.host.take_turn()  # so that every screen sees it at once
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
        self._wishes += 1
        stops = self.host.station.kernel.stops
        self._waiting = Waiting(self._wishes, order, now + CONFIRM_WITHIN, stops, reply)
        self.host.take_turn()  # so that every screen sees it at once
        return Answer(order.id, "waits", (self._doing.why("confirm_at_the_chair"),))

    def _refuse_waiting(self, code: str) -> None:
        waiting, self._waiting = self._waiting, None
        if waiting:
            answer = self._doing.refusal(waiting.order.id, code)
            self._seen.note(waiting.order.id, answer)
            waiting.reply(answer)

    def _was_stopped_since(self, waiting: Waiting) -> bool:
        return self.host.station.kernel.stops != waiting.stops

    def _named(self, number: int | None) -> Waiting | None:
        """What waits, if it has this number."""
        self.asks(clock.now())
        waiting = self._waiting
        return waiting if waiting and number in (None, waiting.number) else None

    async def _carry_out_confirmed(self, waiting: Waiting, told: Say) -> None:
        order = waiting.order
        if isinstance(order, Run) and (answer := self._doing.unfit(order)):
            said: dict[str, Any] = {"not_started": answer.reasons[0].text}
        else:
            receipt = await self._confirmed(waiting)
            answer, said = self._doing.answer(order, receipt), {"agreed": plain(receipt)}
        self._seen.note(order.id, answer)
        waiting.reply(answer)
        told(said)

    async def _confirmed(self, waiting: Waiting) -> Receipt:
        """What the host says to it; a stop that came since the yes was faster."""
        if self._was_stopped_since(waiting):
            return Receipt(waiting.order.id, Outcome.REFUSED, (Reason("stopped"),))
        if not isinstance(waiting.order, Run):
            return await self._doing.let_up()
        receipt = await self.host.arm()
        return receipt if receipt.outcome is Outcome.REFUSED else self._doing.start(waiting.order)
