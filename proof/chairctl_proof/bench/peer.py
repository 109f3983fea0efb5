"""Forwarders of a few lines on MQTT libraries: the same bytes out as ours, and no decision.

`python -m chairctl_proof.bench.peer aiomqtt|uvloop|paho PORT LINE TOPIC_HEX STOP_HEX`: subscribes at the
broker of this computer, and writes the stop to the open descriptor whenever a message comes.
"""

import asyncio
import os
import socket
import sys
from collections.abc import Callable

NODELAY = (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


async def by_aiomqtt(port: int, line: int, topic: str, stop: bytes) -> None:
    """The library that the daemon uses, in the way of its own documents."""
    from aiomqtt import Client

    async with Client("127.0.0.1", port, socket_options=[NODELAY]) as client:
        await client.subscribe(topic)
        async for _ in client.messages:
            os.write(line, stop)


def by_paho(port: int, line: int, topic: str, stop: bytes) -> None:
    """The library below it, with its own thread."""
    from paho.mqtt.client import Client
    from paho.mqtt.enums import CallbackAPIVersion

    client = Client(CallbackAPIVersion.VERSION2)

    def forward(*_: object) -> None:
        os.write(line, stop)

    def subscribe(*_: object) -> None:
        client.subscribe(topic)

    client.on_message = forward
    client.on_connect = subscribe
    client.connect("127.0.0.1", port)
    client.loop_forever()


def main(words: list[str]) -> None:
    """Forward until it is ended."""
    way, port, line, topic, stop = words
    rest = int(port), int(line), bytes.fromhex(topic).decode(), bytes.fromhex(stop)
    if way == "paho":
        by_paho(*rest)
        return
    run: Callable[..., object] = asyncio.run
    if way == "uvloop":
        from uvloop import run  # type: ignore[import-not-found, no-redef]
    run(by_aiomqtt(*rest))


if __name__ == "__main__":
    main(sys.argv[1:])
