"""A remote: a client of the broker that is not ours, with what it has heard."""

import json
import threading
import time
from collections.abc import Callable
from typing import Any, Self

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.subscribeoptions import SubscribeOptions

CHAIR = "chairctl/home/lounge"
AT_REST = ("safe", "tripped")
"""Where a stop leads: a busy computer may have been late as well, and tripped."""
DAEMON = "chairctl/home/_daemon/pi"


class Remote:
    """Connected at once; `heard` are topic, payload, retained, in the order of arrival."""

    def __init__(
        self,
        port: int,
        *topics: str,
        user: str = "",
        password: str = "",
        set_up: Callable[[mqtt.Client], object] | None = None,
        patience_s: float = 5,
    ) -> None:
        self.heard: list[tuple[str, bytes, bool]] = []
        self.codes: list[Any] = []
        self._news = threading.Condition()
        self._count = 0
        self.client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)
        if user:
            self.client.username_pw_set(user, password)
        if set_up:
            set_up(self.client)
        self.client.on_message = self._hear
        ready = threading.Event()
        self.client.on_subscribe = lambda *_: ready.set()
        self.client.on_connect = lambda client, *_: client.subscribe(
            [(topic, SubscribeOptions(qos=1)) for topic in topics or (f"{CHAIR}/#", f"{DAEMON}/#")]
        )
        self.client.connect("127.0.0.1", port)
        self.client.loop_start()
        assert ready.wait(patience_s), "nobody answered"

    def __enter__(self) -> Self:
        """Connected."""
        return self

    def __exit__(self, *_: object) -> None:
        """Hang up."""
        self.client.disconnect()
        self.client.loop_stop()

    def say(
        self, topic: str, payload: object, *, retain: bool = False, **properties: object
    ) -> mqtt.MQTTMessageInfo:
        """Publish; keywords are properties of MQTT 5."""
        data = payload if isinstance(payload, bytes | str) else json.dumps(payload)
        given = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]
        for name, value in properties.items():
            setattr(given, name, value)
        info = self.client.publish(topic, data, 1, retain, given)
        info.wait_for_publish(5)
        return info

    def ask(self, door: str = "command", **order: Any) -> dict[str, Any]:
        """Send a command, dated now and with a new id unless given; its answer."""
        self._count += 1
        order = {"id": f"r{self._count}-{time.monotonic_ns()}", "at": time.time(), **order}
        before = len(self.heard)
        self.say(f"{CHAIR}/{door}", {key: value for key, value in order.items() if value is not None})
        return self.answer(order["id"], since=before)

    def answer(self, order_id: object, *, since: int = 0) -> dict[str, Any]:
        """The first answer to an id."""
        topic = f"{CHAIR}/answer"

        def fits(heard: tuple[str, bytes, bool]) -> bool:
            return heard[0].startswith(topic) and json.loads(heard[1])["id"] == order_id

        found: dict[str, Any] = json.loads(self.wait(fits, since=since)[1])
        return found

    def state(self, **wanted: Any) -> dict[str, Any]:
        """The newest state, once it has these values."""

        def fits(heard: tuple[str, bytes, bool]) -> bool:
            if heard[0] != f"{CHAIR}/state":
                return False
            document = json.loads(heard[1])
            return all(document[key] == value for key, value in wanted.items())

        newest = [index for index, one in enumerate(self.heard) if one[0] == f"{CHAIR}/state"][-1:]
        found: dict[str, Any] = json.loads(self.wait(fits, since=newest[0] if newest else 0)[1])
        return found

    def rests(self) -> None:
        """Wait until the newest state is one of rest."""
        newest = [index for index, one in enumerate(self.heard) if one[0] == f"{CHAIR}/state"][-1:]

        def fits(heard: tuple[str, bytes, bool]) -> bool:
            return heard[0] == f"{CHAIR}/state" and json.loads(heard[1])["state"] in AT_REST

        self.wait(fits, since=newest[0] if newest else 0)

    def wait(
        self, fits: Callable[[tuple[str, bytes, bool]], bool], *, since: int = 0, seconds: float = 8
    ) -> tuple[str, bytes, bool]:
        """The first thing heard, from number `since` on, that fits."""
        until = time.monotonic() + seconds
        with self._news:
            while True:
                for one in self.heard[since:]:
                    if fits(one):
                        return one
                assert self._news.wait(until - time.monotonic()), self.heard[-8:]

    def wait_for(self, topic: str, payload: str, *, since: int = 0, seconds: float = 8) -> None:
        """Wait until a topic says something."""
        self.wait(lambda one: one[0] == topic and one[1] == payload.encode(), since=since, seconds=seconds)

    def _hear(self, _client: mqtt.Client, _data: Any, message: mqtt.MQTTMessage) -> None:
        with self._news:
            self.heard.append((message.topic, bytes(message.payload), bool(message.retain)))
            self._news.notify_all()


def codes(answer: dict[str, Any]) -> list[str]:
    """The reasons in an answer."""
    return [reason["code"] for reason in answer["reasons"]]
