"""What is told of the chairs, and when: at once what matters, once a second what merely moves."""

import asyncio
import logging
from collections.abc import Iterator, Mapping
from dataclasses import replace

from chairctl.domain.time import SECOND, Instant
from chairctl.frontends.daemon.config import HomeAssistantConfig
from chairctl.frontends.mqtt.desk import Desk
from chairctl.frontends.mqtt.discovery import config_of, leftovers
from chairctl.frontends.mqtt.outbox import Outbox
from chairctl.frontends.mqtt.payloads import ChairState, Happening
from chairctl.frontends.mqtt.topics import OFFLINE, ONLINE, Topics
from chairctl.runtime import clock
from chairctl.texts import Texts

LOOK_EVERY_S = 0.25
TELL_EVERY = SECOND

log = logging.getLogger("chairctl.mqtt")


class News:
    """Fills the outbox."""

    def __init__(
        self,
        topics: Topics,
        desks: Mapping[str, Desk],
        outbox: Outbox,
        assistant: HomeAssistantConfig | None,
    ) -> None:
        self._configs = {}
        if assistant:
            in_language = Texts(assistant.language)
            self._configs = {
                topics.config(name): config_of(topics, desk.shown(in_language), in_language)
                for name, desk in desks.items()
            }
        self._topics = topics
        self._desks = desks
        self._outbox = outbox
        self._told: dict[str, tuple[Instant, ChairState]] = {}

    def all(self) -> None:
        """Everything that is retained, as it is now; the daemon's own word comes last."""
        for name in self._desks:
            self.tell(name, at_once=True)
        self._outbox.keep(self._topics.availability, ONLINE)
        for topic, config in self._configs.items():
            self._outbox.keep(topic, config)

    async def follow(self, name: str) -> None:
        """Tell of a chair for as long as it is there; each in its own moment: no turn waits for all."""
        names = list(self._desks)
        await asyncio.sleep(LOOK_EVERY_S * names.index(name) / len(names))
        async for _ in self._desks[name].host.subscribe(LOOK_EVERY_S):
            try:
                self.tell(name)
            except Exception:  # what can't be told once may be told the next time; never be silent for good
                log.exception("%s", name)

    def tell(self, name: str, *, at_once: bool = False) -> None:
        """Tell what is new of a chair; what merely moves, not more than once a second unless `at_once`."""
        now = clock.now()
        desk = self._desks[name]
        state = desk.state(self._topics)
        told_at, before = self._told.get(name, (0, None))
        if before and not at_once and now - told_at < TELL_EVERY and _matters(before) == _matters(state):
            return
        self._told[name] = now, state
        self._outbox.keep(self._topics.state(name), state)
        for device, link in state.links.items():
            self._outbox.keep(self._topics.link(name, device), ONLINE if link.connected else OFFLINE)
        usable = ONLINE if state.links and all(link.connected for link in state.links.values()) else OFFLINE
        for channel in state.channels:
            self._outbox.keep(self._topics.channel(name, channel), usable)
        for happening in happened(before, state, clock.wall().isoformat(timespec="seconds")):
            self._outbox.tell(self._topics.chair(name, "event"), happening)

    def old(self) -> tuple[str, ...]:
        """Where to look, after each connection, for what is left of chairs that are gone."""
        return f"{self._topics.discovery}/device/+/config", self._topics.state("+")

    def clear(self, topic: str, payload: bytes) -> None:
        """Clear what is left, if it is ours."""
        for left in leftovers(topic, payload, self._topics, self._desks.keys(), self._configs):
            self._outbox.keep(left, "")


def _matters(state: ChairState) -> ChairState:
    """A state without what merely moves."""
    session = state.session and replace(state.session, remaining_s=0)
    return replace(
        state,
        session=session,
        alarms=tuple(replace(alarm, age_s=0) for alarm in state.alarms),
        energised_s=0,
        heat_dose=0.0,
        answer_within_s=None if state.answer_within_s is None else 0,
        channels={
            name: replace(channel, wanted=0, permitted=0, applied=0, temperature=None)
            for name, channel in state.channels.items()
        },
        links={name: replace(link, garbled=0, refused=0) for name, link in state.links.items()},
    )


def happened(before: ChairState | None, state: ChairState, at: str) -> Iterator[Happening]:
    """What is new since the state before and worth an alarm or a line."""
    known = {alarm.code for alarm in before.alarms} if before else set()
    for alarm in state.alarms:
        if alarm.code not in known:
            yield Happening("alarm", alarm.code, alarm.text, at, alarm.hazard, alarm.priority)
    if before is None:
        return
    if state.ended and state.ended != before.ended:
        yield Happening("ended", state.ended.code, state.ended.text, at)
    if state.asks and state.asks != before.asks:
        yield Happening("asks", state.asks.split()[0], state.asks, at)
