"""A switched socket that speaks MQTT as Tasmota does: cmnd/TOPIC/POWER in, stat/TOPIC/POWER out."""

import threading
from typing import Any, Final

from chairctl_hil.drivers.driver import DriverError

ANSWER_S: Final = 3.0


class MqttPlug:
    """`address` is host:port of the broker. A command counts when the plug has said that it obeyed."""

    def __init__(self, address: str, topic: str) -> None:
        try:
            from paho.mqtt import client
            from paho.mqtt.enums import CallbackAPIVersion
        except ImportError as error:
            raise DriverError("MQTT plugs need paho-mqtt: the extra `hil` (docs/installing.md)") from error
        self._place = f"plug {topic} at {address}"
        self._topic = topic
        self._state: str | None = None
        self._news = threading.Condition()
        self._client: Any = client.Client(CallbackAPIVersion.VERSION2)
        self._client.on_connect = lambda one, *_: one.subscribe(f"stat/{topic}/POWER", 1)
        self._client.on_subscribe = lambda *_: self._note("")
        self._client.on_message = lambda _client, _data, message: self._note(
            message.payload.decode("ascii", "replace")
        )
        host, _, port = address.rpartition(":")
        try:
            self._client.connect(host, int(port))
        except (OSError, ValueError) as error:
            raise DriverError(f"{self._place}: {error}") from error
        self._client.loop_start()
        self._await(lambda: self._state is not None, "the broker does not let us listen")

    def identify(self) -> str:
        """What it says of its state; asking does not switch it."""
        self._state = ""
        self._client.publish(f"cmnd/{self._topic}/POWER", "", 1)
        self._await(lambda: bool(self._state), "it does not answer")
        return f"{self._place} is {self._state}"

    def set(self, *, closed: bool) -> None:
        """Switch it and hear that it did."""
        wanted = "ON" if closed else "OFF"
        self._state = ""
        self._client.publish(f"cmnd/{self._topic}/POWER", wanted, 1)
        self._await(lambda: self._state == wanted, f"it does not say {wanted}")

    def close(self) -> None:
        """Switch it off and leave."""
        try:
            self.set(closed=False)
        finally:
            self._client.disconnect()
            self._client.loop_stop()

    def _note(self, state: str) -> None:
        with self._news:
            self._state = state
            self._news.notify_all()

    def _await(self, done: Any, otherwise: str) -> None:
        with self._news:
            if not self._news.wait_for(done, ANSWER_S):
                raise DriverError(f"{self._place}: {otherwise}")
