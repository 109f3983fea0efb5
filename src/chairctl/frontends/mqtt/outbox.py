"""What waits to be told, bounded: of a retained topic only the newest, of the rest the last few hundred."""

import asyncio
import json
from collections import deque
from dataclasses import asdict, is_dataclass
from typing import Any, NamedTuple

MOST_ONCE = 256
"""Answers and events that may wait; when more come, the oldest is dropped and counted."""


class Letter(NamedTuple):
    """Something to publish."""

    topic: str
    payload: bytes
    retained: bool = False
    correlation: bytes | None = None


class Outbox:
    """Letters in the order in which they matter: what is told once first, then what is retained."""

    def __init__(self) -> None:
        self.dropped = 0
        self._once: deque[Letter] = deque()
        self._kept: dict[str, bytes] = {}
        """The newest payload of every retained topic that has to be sent."""
        self._told: dict[str, bytes] = {}
        """What the broker has been told last, or is being told."""
        self._any = asyncio.Event()

    def tell(self, topic: str, payload: object, correlation: bytes | None = None) -> None:
        """Say something once."""
        if len(self._once) >= MOST_ONCE:
            self._once.popleft()
            self.dropped += 1
        self._once.append(Letter(topic, written(payload), correlation=correlation))
        self._any.set()

    def keep(self, topic: str, payload: object) -> None:
        """Let a retained topic say this from now on."""
        data = written(payload)
        if self._kept.get(topic, self._told.get(topic)) != data:
            self._kept[topic] = data
            self._any.set()

    def anew(self) -> None:
        """The broker may have forgotten everything: say all that is retained again."""
        self._kept = {**self._told, **self._kept}
        self._told = {}
        if self._kept:
            self._any.set()

    async def next(self) -> Letter:
        """The next letter, as soon as there is one."""
        while not (self._once or self._kept):
            self._any.clear()
            await self._any.wait()
        if self._once:
            return self._once.popleft()
        topic = next(iter(self._kept))
        self._told[topic] = self._kept.pop(topic)  # it is under way; `failed` takes it back
        return Letter(topic, self._told[topic], retained=True)

    def failed(self, letter: Letter) -> None:
        """It did not arrive; what is retained waits for the next connection, unless there is newer."""
        if letter.retained:
            self._told.pop(letter.topic, None)
            self._kept.setdefault(letter.topic, letter.payload)

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits."""
        return not (self._once or self._kept)


def written(payload: object) -> bytes:
    """A payload as it goes out: text as it is, types as JSON."""
    if isinstance(payload, str):
        return payload.encode()
    document: Any = asdict(payload) if is_dataclass(payload) and not isinstance(payload, type) else payload
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
