"""What comes from the broker: a stop is obeyed in the callback that reads it, the rest waits, bounded.

aiomqtt takes a class of queue; this one looks at a message before it queues it. So a stop never stands
behind anything, and no number of other messages can fill memory or push a stop out.
"""

import asyncio
from collections.abc import Callable

from aiomqtt import Message

MOST_WAITING = 64
"""Messages that may wait; what comes on top is refused unread."""


class Inbox(asyncio.Queue[Message]):
    """The queue of one connection. `first` says whether it has dealt with a message at once."""

    def __init__(self, first: Callable[[Message], bool], too_many: Callable[[Message], None]) -> None:
        super().__init__(MOST_WAITING)
        self._first = first
        self._too_many = too_many

    def put_nowait(self, item: Message) -> None:
        """Take a message; never raises, never grows."""
        if self._first(item):
            return
        if self.full():
            self._too_many(item)
            return
        super().put_nowait(item)
