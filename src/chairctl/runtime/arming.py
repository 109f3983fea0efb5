"""Arming with patience: what passes by itself in a moment is no refusal."""

import asyncio
from collections.abc import Callable
from typing import Final

from chairctl.domain.safety import Outcome, Reason, Receipt

OPEN_WAIT_S: Final = 15.0
"""How long lines may take to be opened: to find and connect a radio takes its time."""
_TRY_EVERY_S: Final = 0.05
_PASSING: Final = frozenset(
    {"not_connected", "no_warden", "not_identified", "no_telemetry", "not_at_zero", "ledger_pending"}
)
"""Refusals that may pass by themselves in a moment."""


async def armed_in_time(
    ask: Callable[[], Receipt], opening: Callable[[], bool], given_up: Callable[[], bool], timeout_s: float
) -> Receipt:
    """What `ask` says as soon as it is more than a passing refusal, or after the time.

    The time begins when no line is `opening` any more; `given_up`: somebody has stopped it.
    """
    loop = asyncio.get_running_loop()
    until = loop.time() + timeout_s
    open_by = loop.time() + OPEN_WAIT_S
    while True:
        if loop.time() < open_by and opening():
            until = loop.time() + timeout_s
        if given_up():
            return Receipt("", Outcome.REFUSED, (Reason("stopped"),))
        receipt = ask()
        if not {reason.code for reason in receipt.reasons} & _PASSING or loop.time() >= until:
            return receipt
        await asyncio.sleep(_TRY_EVERY_S)
