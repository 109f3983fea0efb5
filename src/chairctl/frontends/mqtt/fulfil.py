"""Carries out what the desk has granted: from an order of a remote to commands of the host."""

import asyncio
from collections.abc import Coroutine
from typing import Any, assert_never

from chairctl.domain import commands as domain
from chairctl.domain.channels import ChannelKind
from chairctl.domain.commands import Action, Command, Origin
from chairctl.domain.safety import Outcome, Receipt
from chairctl.frontends.mqtt.orders import (
    AnyOrder,
    Choose,
    Follow,
    LetMeUp,
    LowerLimit,
    Pause,
    Release,
    Resume,
    Run,
    Set,
    Skip,
    Take,
)
from chairctl.frontends.mqtt.payloads import Answer, Why
from chairctl.frontends.mqtt.policy import Rules
from chairctl.frontends.mqtt.sitting import Sitting
from chairctl.frontends.mqtt.state import Teller, told
from chairctl.frontends.mqtt.wishes import NoSuchWish, wish_for
from chairctl.runtime.host import StationHost
from chairctl.texts import Texts

LET_UP_EVERY_S, LET_UP_TIMES = 0.25, 12
"""A confirmed "let me up" holds the key for three seconds."""


class Fulfilment:
    """Orders of remotes, on one chair. Every command to the host has the origin `remote`."""

    def __init__(self, host: StationHost, rules: Rules, sitting: Sitting, texts: Texts) -> None:
        self.host = host
        self.teller = Teller(host.station.name, host.station.profiles, texts)
        self.chosen: str | None = None
        self._rules = rules
        self._sitting = sitting
        self._texts = texts
        pairs = ((channel, profile) for profile in host.station.profiles for channel in profile.channels)
        self._channels = {
            channel.channel.name: (index, channel, profile) for index, (channel, profile) in enumerate(pairs)
        }
        self._tasks: set[asyncio.Task[None]] = set()

    def carry_out(self, order: AnyOrder) -> Answer:
        """Do what an order says, as far as the host lets it be done."""
        match order:
            case Run():
                return self.unfit(order) or self.answer(order, self.start(order))
            case Choose():
                if answer := self.unfit(order):
                    return answer
                self.chosen = order.programme
                return Answer(order.id, Outcome.ACCEPTED)
            case Set():
                return self._set(order)
            case Pause():
                return self._ask(order, domain.Pause())
            case Resume():
                return self._ask(order, domain.Resume())
            case Skip():
                return self._ask(order, domain.SkipStep())
            case Follow(channel=channel):
                return self._follow(order, channel)
            case LowerLimit():
                return self._lower(order)
            case Release(device=device) | Take(device=device):
                return self._hand_over(order, device)
            case LetMeUp():
                return self.refusal(order.id, "confirm_at_the_chair")
            case _:
                assert_never(order)

    def unfit(self, order: Run | Choose) -> Answer | None:
        """The refusal of a programme that a remote may not start here; None: it may."""
        name = order.programme or self.chosen
        if name is None:
            return self.refusal(order.id, "nothing_chosen")
        programme = self._rules.programmes.get(name)
        if programme is None:
            return self.refusal(order.id, "no_such_programme", name)
        if objection := self._sitting.objection_to(programme):
            return self.refusal(order.id, objection)
        return None

    def start(self, order: Run) -> Receipt:
        """Start a programme that is not `unfit`."""
        name = order.programme or self.chosen
        assert name
        return self._submit(order, domain.Run(self._rules.programmes[name]))

    def _set(self, order: Set) -> Answer:
        found = self._channels.get(order.channel)
        if found is None:
            return self.refusal(order.id, "no_such_channel", order.channel)
        index, channel, profile = found
        if objection := self._sitting.objection_to_channel(channel.channel.kind):
            return self.refusal(order.id, objection)
        share = self._rules.ceilings_permille.get(order.channel, 1000)
        view = self.host.snapshot().channels[index]
        try:
            wish = wish_for(order, channel, profile.zones, view, channel.max_level * share // 1000)
        except NoSuchWish as refusal:
            return self.refusal(order.id, refusal.code, refusal.detail)
        answer = self._ask(order, domain.SetOutput(order.channel, wish.output))
        if wish.lowered_to is None or answer.outcome is Outcome.REFUSED:
            return answer
        limit = told(channel, wish.lowered_to)
        unit = "°C" if channel.channel.kind is ChannelKind.HEAT else "%"
        why = self.why("ceiling", f"{order.channel} {limit:g} {unit}")
        return Answer(order.id, Outcome.LIMITED, (why, *answer.reasons), limit)

    def _follow(self, order: Follow, channel: str | None) -> Answer:
        if channel is not None:
            return self._ask(order, domain.Release(channel))
        for name in self._channels:  # what a person holds stays
            self._submit(order, domain.Release(name))
        return Answer(order.id, Outcome.ACCEPTED)

    def _lower(self, order: LowerLimit) -> Answer:
        if order.channel not in self._channels:
            return self.refusal(order.id, "no_such_channel", order.channel)
        highest = self._channels[order.channel][1].max_level
        return self._ask(order, domain.LowerLimit(order.channel, int(highest * order.percent / 100)))

    def _hand_over(self, order: Release | Take, device: str | None) -> Answer:
        devices = [device] if device else list(self.host.links)
        if not set(devices) <= self.host.links.keys():
            return self.refusal(order.id, "no_such_device", device or "")
        for name in devices:
            if isinstance(order, Take):
                self.host.take(name)
            else:
                self.host.stop(Origin.REMOTE)
                self.host.release(name)
        return Answer(order.id, Outcome.ACCEPTED)

    async def let_up(self) -> Receipt:
        """Hold the key that a person at the chair has agreed to; a stop ends it."""
        receipt = self.host.ask(domain.LetMeUp())
        stops = self.host.station.kernel.stops
        for _ in range(LET_UP_TIMES):
            if receipt.outcome is Outcome.REFUSED or self.host.station.kernel.stops != stops:
                break
            await asyncio.sleep(LET_UP_EVERY_S)
            if self.host.station.kernel.stops == stops:
                self.host.ask(domain.LetMeUp())
        return receipt

    def begin(self, work: Coroutine[Any, Any, None]) -> None:
        """Let something go on in a task of its own."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Nothing goes on any more."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def answer(self, order: AnyOrder, receipt: Receipt) -> Answer:
        """A receipt of the host as an answer."""
        return Answer(order.id, receipt.outcome, tuple(self.teller.why(one) for one in receipt.reasons))

    def refusal(
        self, order_id: str | None, code: str, detail: str = "", first: Answer | None = None
    ) -> Answer:
        """An answer that says no, by a code of the texts `remote.refused`."""
        return Answer(order_id, Outcome.REFUSED, (self.why(code, detail),), first=first)

    def why(self, code: str, detail: str = "") -> Why:
        """One of our own reasons in words."""
        return Why(code, self._texts.say(f"remote.refused.{code}", detail=detail))

    def _ask(self, order: AnyOrder, action: Action) -> Answer:
        return self.answer(order, self._submit(order, action))

    def _submit(self, order: AnyOrder, action: Action) -> Receipt:
        return self.host.submit(Command(Origin.REMOTE, order.id, action))
