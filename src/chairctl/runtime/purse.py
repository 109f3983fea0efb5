"""A station's way to the ledger: who pays for it, for which devices."""

import asyncio
from collections.abc import Callable, Iterable

from chairctl.runtime.ledger import Ledger
from chairctl.safety.account import Subject
from chairctl.safety.grant import Answer, Request
from chairctl.safety.observed import Observed


class Purse:
    """Of one station; answers come to `deliver`, in the loop that asked."""

    def __init__(self, ledger: Ledger, person: str, deliver: Callable[[Answer], object]) -> None:
        self._ledger = ledger
        self._subject = Subject(person, ())
        self._deliver = deliver

    def belongs_to(self, person: str) -> None:
        """From now on `person` pays; only between two sessions."""
        self._subject = Subject(person, ())

    def ask(self, request: Request, seen: Iterable[Observed]) -> None:
        """Hand it over and go on; a device is known by what it says it is, whatever its profile is called."""
        if not request.run:
            names = (f"{one.identity.model} {one.identity.serial_number}" for one in seen if one.identity)
            self._subject = self._subject._replace(devices=tuple(names))
        loop = asyncio.get_running_loop()

        def bring(answer: Answer) -> None:
            loop.call_soon_threadsafe(self._deliver, answer)

        self._ledger.ask(request, self._subject, bring)
