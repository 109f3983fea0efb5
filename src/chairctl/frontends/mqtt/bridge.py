"""The chairs of one daemon on a broker: connects, and goes on for ever; the broker may come and go."""

import asyncio
import contextlib
import logging
import random
import secrets
from collections.abc import Mapping
from typing import Any

from aiomqtt import Client, Message, MqttError
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.subscribeoptions import SubscribeOptions

from chairctl.domain.commands import Origin
from chairctl.domain.safety import Outcome
from chairctl.domain.time import SECOND
from chairctl.frontends.daemon.config import MqttConfig, MqttVersion
from chairctl.frontends.mqtt import decide
from chairctl.frontends.mqtt.connection import ConnectionTrouble, client_for
from chairctl.frontends.mqtt.desk import Desk, Reply
from chairctl.frontends.mqtt.line import PULSE_EVERY, Line, Loss, loss
from chairctl.frontends.mqtt.news import News
from chairctl.frontends.mqtt.orders import id_in, means_stop
from chairctl.frontends.mqtt.outbox import Letter, Outbox
from chairctl.frontends.mqtt.payloads import Answer
from chairctl.frontends.mqtt.topics import OFFLINE, Door, Topics
from chairctl.runtime import clock
from chairctl.texts import Texts

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.25, 10.0
STEADY_S = 1.0
"""A connection that has lasted so long was a good one; the next pause is short again."""
BETWEEN_ORDERS_S = 0.005
"""So that a flood of commands leaves the control turns their time: at most 200 a second."""
GOODBYE_S = 2.0
LOOK_BACK_S = 2.0
CLOSE_S = 6.0

log = logging.getLogger("chairctl.mqtt")


class Bridge:
    """One daemon's line to its broker."""

    def __init__(self, config: MqttConfig, topics: Topics, desks: Mapping[str, Desk], texts: Texts) -> None:
        self.topics = topics
        self.line = Line()
        self.outbox = Outbox()
        self.connected = False
        self.flooded = 0
        self._config = config
        self._desks = desks
        self._texts = texts
        self._news = News(topics, desks, self.outbox, config.home_assistant)
        self._last_trouble = ""
        self._winding_down: set[str] = set()
        self._task: asyncio.Task[None] | None = None
        self._closing = False
        self._reborn = False
        """Home Assistant has started."""

    def open(self) -> None:
        """Begin, and go on until `close`."""
        self._task = asyncio.create_task(self._run())

    async def close(self) -> None:
        """Say the last word and hang up; a broker that does not answer is left after a few seconds."""
        self._closing = True  # hanging up can fail, and its error would hide that this was meant
        if self._task:
            self._task.cancel()
            await asyncio.wait([self._task], timeout=CLOSE_S)

    async def _run(self) -> None:
        """Connect, serve, and connect again, until cancelled."""
        pause_s = FIRST_PAUSE_S
        watch = asyncio.create_task(self._watch_line())
        telling = [asyncio.create_task(self._news.follow(name)) for name in self._desks]
        loop = asyncio.get_running_loop()
        try:
            while True:
                began = loop.time()
                try:
                    await self._connect()
                except (MqttError, OSError, ConnectionTrouble) as trouble:
                    self._say_trouble(trouble)
                finally:
                    self.connected = False
                if self._closing:
                    return
                pause_s = FIRST_PAUSE_S if loop.time() - began > STEADY_S else pause_s
                await asyncio.sleep(pause_s * random.uniform(0.5, 1.5))
                pause_s = min(2 * pause_s, LONGEST_PAUSE_S)
        finally:
            for task in (watch, *telling):
                task.cancel()
            await asyncio.gather(watch, *telling, return_exceptions=True)

    # --- one connection -------------------------------------------------------------------------

    async def _connect(self) -> None:
        client = client_for(self._config, self.topics, self._take_first, self._take_too_many)
        async with client:
            self.line.begin(secrets.token_hex(8))
            await self._subscribe(client)
            self.outbox.anew()
            self._news.all()
            tasks = [
                asyncio.create_task(work)
                for work in (self._work(client), self._send(client), self._beat(client), self._tidy(client))
            ]
            self.connected = True
            self._last_trouble = ""
            log.info(self._texts.say("mqtt_line.connected", host=self._config.host, port=self._config.port))
            try:
                await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            except asyncio.CancelledError:
                await self._say_goodbye(client, tasks)
                raise
            finally:
                for task in tasks:
                    task.cancel()
                ended = await asyncio.gather(*tasks, return_exceptions=True)
            for end in ended:
                if isinstance(end, Exception):
                    raise end

    async def _subscribe(self, client: Client) -> None:
        """Stops first. What the broker does not let us hear is said, and all else goes on."""
        topics = self.topics
        chair = topics.chair("+")
        for topic, is_command in (
            *((topic, False) for topic in topics.stops()),
            (f"{chair}/command", True),
            (f"{chair}/admin", True),
            (topics.pulse, False),
            (topics.birth, False),
        ):
            if self._config.version is MqttVersion.V5:
                # 2: nothing that was retained before; as published: a sender's own "retain" is seen.
                handling = 2 if is_command else 0
                options = SubscribeOptions(qos=1, retainAsPublished=True, retainHandling=handling)
                codes = await client.subscribe(topic, options=options)
            else:
                codes = await client.subscribe(topic, qos=1)
            if any(_is_refusal(code) for code in codes):
                log.warning(self._texts.say("mqtt_line.not_allowed", topic=topic))

    async def _work(self, client: Client) -> None:
        """Carry out what waits, one after the other."""
        async for message in client.messages:
            try:
                self._take(message)
            except Exception:  # one message must not end the line for all others
                log.exception("%s", message.topic)
            await asyncio.sleep(BETWEEN_ORDERS_S)

    async def _send(self, client: Client) -> None:
        """Publish what waits; one at a time, so that a slow broker costs no memory."""
        while True:
            letter = await self.outbox.next()
            try:
                await self._publish(client, letter)
            except BaseException:
                self.outbox.failed(letter)
                raise

    async def _publish(self, client: Client, letter: Letter) -> None:
        properties = None
        if letter.correlation is not None and self._config.version is MqttVersion.V5:
            properties = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]
            properties.CorrelationData = letter.correlation
        await client.publish(letter.topic, letter.payload, 1, letter.retained, properties)

    async def _beat(self, client: Client) -> None:
        while True:
            await client.publish(self.topics.pulse, self.line.pulse(clock.now()))
            await asyncio.sleep(PULSE_EVERY / SECOND)

    async def _tidy(self, client: Client) -> None:
        """Listen for a moment to what was retained of chairs that are gone; then for ever to nothing."""
        for topic in self._news.old():
            await client.subscribe(topic, qos=1)
        await asyncio.sleep(LOOK_BACK_S)
        for topic in self._news.old():
            await client.unsubscribe(topic)
        await asyncio.Event().wait()

    async def _say_goodbye(self, client: Client, tasks: list[asyncio.Task[None]]) -> None:
        """The last true word, before the line closes on purpose (no last will is sent then)."""
        client.timeout = GOODBYE_S
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._news.all()
        self.outbox.keep(self.topics.availability, OFFLINE)
        with contextlib.suppress(MqttError, TimeoutError, OSError):
            async with asyncio.timeout(GOODBYE_S):
                while not self.outbox.is_empty:
                    await self._publish(client, await self.outbox.next())

    # --- messages -------------------------------------------------------------------------------

    def _take_first(self, message: Message) -> bool:
        """Deal at once with stops and pulses; False: the message may wait. Never raises."""
        aim = self.topics.aim(message.topic.value)
        payload = message.payload
        if aim is None:
            self._news.clear(message.topic.value, payload)
            return True
        if aim.door is Door.PULSE:
            self.line.returned(payload, clock.now())
        elif aim.door is Door.BIRTH:
            self._reborn = self._reborn or payload == b"online"
        elif not means_stop(aim.door, payload):
            return aim.chair not in self._desks  # a command for nobody of ours is nobody's
        else:
            for name in self._aimed(aim.chair):
                self._desks[name].host.stop(Origin.REMOTE)
            for name in self._aimed(aim.chair):
                self._desks[name].stopped()
                self._reply_to(message, name)(Answer(id_in(payload), Outcome.ACCEPTED))
        return True

    def _take_too_many(self, message: Message) -> None:
        self.flooded += 1
        aim = self.topics.aim(message.topic.value)
        if aim and aim.chair:
            self._reply_to(message, aim.chair)(self._desks[aim.chair].too_many())

    def _take(self, message: Message) -> None:
        aim = self.topics.aim(message.topic.value)
        if aim is None or aim.chair is None:
            return
        expiry = getattr(message.properties, "MessageExpiryInterval", None)
        fact = decide.Message(aim.door, message.payload, bool(message.retain), expiry)
        proven = self.line.silent_for(clock.now())
        self._desks[aim.chair].take(fact, proven, self._reply_to(message, aim.chair))
        self._news.tell(aim.chair, at_once=True)

    def _aimed(self, chair: str | None) -> list[str]:
        return [name for name in self._desks if chair in (None, name)]

    def _reply_to(self, message: Message, chair: str) -> Reply:
        """Where the answer goes: a topic below the chair's own for answers, never another one.

        Otherwise a sender could have us publish where it may not publish itself.
        """
        own = self.topics.chair(chair, "answer")
        asked: Any = getattr(message.properties, "ResponseTopic", None)
        fits = isinstance(asked, str) and asked.startswith(f"{own}/") and not set(asked) & set("+#")
        topic = asked if fits else own
        correlation = getattr(message.properties, "CorrelationData", None)
        return lambda answer: self.outbox.tell(topic, answer, correlation)

    # --- loss -----------------------------------------------------------------------------------

    async def _watch_line(self) -> None:
        """Without a broker, what nobody at the chair attends is wound down (hazard H66)."""
        started = clock.now()
        while True:
            await asyncio.sleep(PULSE_EVERY / SECOND / 2)
            now = clock.now()
            if self._reborn:  # however often it was born since the last look
                self._reborn = False
                self.outbox.anew()
            silent = self.line.silent_for(now)
            silent = now - started if silent is None else silent
            for name, desk in self._desks.items():
                what = loss(
                    silent, self._config.wind_down_after, live=desk.armed, attended=desk.attended(now)
                )
                if what is Loss.NOTHING:
                    self._winding_down.discard(name)
                elif name not in self._winding_down:
                    self._winding_down.add(name)
                    log.warning(self._texts.say("mqtt_line.wind_down", chair=name))
                    desk.wind_down()

    def _say_trouble(self, trouble: Exception) -> None:
        """Say why there is no broker, once and not at every attempt."""
        if isinstance(trouble, ConnectionTrouble):
            said = self._texts.say(f"mqtt_line.{trouble.code}", path=trouble.path)
        else:
            said = self._texts.say("mqtt_line.lost", host=self._config.host, error=trouble)
        if said != self._last_trouble:
            self._last_trouble = said
            log.warning(said)


def _is_refusal(code: Any) -> bool:
    value = getattr(code, "value", code)
    return isinstance(value, int) and value >= 0x80
