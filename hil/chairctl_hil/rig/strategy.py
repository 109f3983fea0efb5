"""The states of a rig, and the only ways between them.

    off ──power──► idle ──identify──► ready ──energise──► energised
     ▲              │                   │ ▲                   │
     └──────────────┴──── switch off ───┴─┴─────── rest ──────┘

Every transition is on record. One that fails is never tried again: the rig goes off and stays off, until a
person has looked and starts the run anew.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Final

from chairctl_hil.trace.record import Recorder


class RigState(StrEnum):
    """What is true of the device on the rig."""

    OFF = "off"
    """It has no supply."""
    IDLE = "idle"
    """It has its supply, and nobody has spoken to it."""
    READY = "ready"
    """It has said who it is, and is the one that was expected."""
    ENERGISED = "energised"
    """Its outputs may be other than zero."""


WAYS: Final = {
    (RigState.OFF, RigState.IDLE),
    (RigState.IDLE, RigState.READY),
    (RigState.READY, RigState.ENERGISED),
    (RigState.ENERGISED, RigState.READY),
    *((state, RigState.OFF) for state in (RigState.IDLE, RigState.READY, RigState.ENERGISED)),
}


class TransitionFailed(Exception):  # noqa: N818  (it says what happened)
    """A way between two states did not succeed; it is not tried again."""


class NotClear(Exception):  # noqa: N818  (it says what is missing)
    """A real device may not be energised here and now; the text is a code of the catalogue."""


class Strategy:
    """`steps`: what is done on each way. `clear`: raises NotClear where a device must not be energised."""

    def __init__(
        self,
        steps: dict[tuple[RigState, RigState], Callable[[], object]],
        recorder: Recorder,
        clear: Callable[[], object],
    ) -> None:
        self.state = RigState.OFF
        self.failed: str = ""
        self._steps = steps
        self._recorder = recorder
        self._clear = clear

    def go(self, wanted: RigState) -> None:
        """Go there, by the ways that there are. Raises TransitionFailed and NotClear."""
        if self.failed and wanted is not RigState.OFF:
            raise TransitionFailed(self.failed)
        order = list(RigState)
        while self.state is not wanted:
            if wanted is RigState.OFF or (self.state, wanted) in WAYS:
                self._step(wanted)
            else:
                self._step(order[order.index(self.state) + 1])

    def _step(self, to: RigState) -> None:
        way = (self.state, to)
        if to is RigState.ENERGISED:
            self._clear()
        try:
            self._steps.get(way, lambda: None)()
        except Exception as error:
            words = f"{way[0]} -> {way[1]}: {error}"
            self._recorder.note("state", of=way[0], to=way[1], ok=False, why=str(error))
            first, self.failed = not self.failed, self.failed or words
            self.state = RigState.OFF
            if first and to is not RigState.OFF:
                self._switch_off()
            raise TransitionFailed(words) from error
        self.state = to
        self._recorder.note("state", of=way[0], to=way[1], ok=True)

    def _switch_off(self) -> None:
        """After a failure: whatever state it was, no supply any more."""
        try:
            self._steps.get((RigState.READY, RigState.OFF), lambda: None)()
        except Exception as error:
            self._recorder.note("state", of="?", to=RigState.OFF, ok=False, why=str(error))
        else:
            self._recorder.note("state", of="?", to=RigState.OFF, ok=True)
