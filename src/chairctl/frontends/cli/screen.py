"""What a session shows while it runs, and the thread that keeps a slow screen away from the control turn."""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from chairctl.domain.commands import Action, LowerLimit
from chairctl.domain.programme import Programme
from chairctl.domain.safety import Receipt
from chairctl.domain.sitter import ANYBODY, Sitter
from chairctl.domain.snapshot import Snapshot
from chairctl.frontends.cli.exit_code import ExitCode
from chairctl.frontends.cli.words import Kinds
from chairctl.profiles.device import DeviceProfile

CLOSE_WAIT_S = 2.0


class Companion(Protocol):
    """Follows a session with a purpose of its own, and may ask for the next step or the end.

    Its programme is made for the person already, so nothing else scales it.
    """

    @property
    def limits(self) -> tuple[LowerLimit, ...]:
        """What it lowers, beside the person's own limits."""

    @property
    def failed(self) -> bool:
        """Whether nothing came of a session that ran to its end; known after `ended`."""

    def attend(self, snapshot: Snapshot) -> Action | None:
        """What to ask for after this picture; called in the turn of the session, so it must not wait."""

    def sketch(self, width: int) -> list[str]:
        """Lines for a live screen of so many columns; called from the thread that draws."""

    def ended(self, ending: "Ending") -> list[str]:
        """Keep what came of it; the lines that say so."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is about to run."""

    programme: Programme
    profile: DeviceProfile
    address: str
    recording: Path | None
    limits: tuple[LowerLimit, ...] = ()
    """What the person allows, where that is less than the device."""
    sitter: Sitter = ANYBODY
    """To whom the programme is fitted."""
    companion: Companion | None = None

    @property
    def kinds(self) -> Kinds:
        """The kind of every channel."""
        return {profile.channel.name: profile.channel.kind for profile in self.profile.channels}


@dataclass(frozen=True, slots=True)
class Felt:
    """What the simulated person really got: hottest skin (°C; None: no pad), and whether all is off now."""

    hottest_skin_c: float | None
    outputs_zero: bool


@dataclass(frozen=True, slots=True)
class Ending:
    """How a session ended."""

    code: ExitCode | int
    snapshot: Snapshot
    at_rest: bool | None
    """Whether all outputs were read back zero at the end; None: the device was not heard."""
    refusal: Receipt | None = None
    """The answer that kept the session from starting."""
    line_problem: tuple[str, str] | None = None
    """Code and address of a line that could not be opened."""
    signal: str = ""
    felt: Felt | None = None
    recording_problem: str = ""
    """Why the recording is incomplete: empty, `disk`, `full` or `slow`."""


class Screen(Protocol):
    """One way to show a session. Any method may raise OSError when nobody can see it any more."""

    def start(self, plan: Plan) -> None:
        """The session is about to begin."""

    def connected(self, snapshot: Snapshot) -> None:
        """The devices are known, and what they can prove."""

    def receipt(self, receipt: Receipt) -> None:
        """The answer to the wish to run."""

    def picture(self, snapshot: Snapshot) -> None:
        """How it goes; may be skipped."""

    def end(self, ending: Ending) -> None:
        """It is over."""


class ScreenThread:
    """Draws on a screen from a thread of its own: a terminal that is held or gone delays nobody.

    Pictures that come faster than they can be drawn are skipped, everything else is kept.
    """

    def __init__(self, screen: Screen) -> None:
        self.screen = screen
        self.gone = False
        """Nobody can see the screen any more."""
        self.error: Exception | None = None
        """A mistake of ours in drawing, which is a reason to stop as well."""
        self._waiting: deque[Callable[[], None]] = deque()
        self._newest: Snapshot | None = None
        self._something = threading.Event()
        self._ending = False
        self._thread = threading.Thread(target=self._draw, daemon=True)
        self._thread.start()

    def show(self, draw: Callable[[], None]) -> None:
        """Draw in turn."""
        self._waiting.append(draw)
        self._something.set()

    def picture(self, snapshot: Snapshot) -> None:
        """Draw the newest picture when there is time."""
        self._newest = snapshot
        self._something.set()

    def close(self) -> bool:
        """Draw what waits; whether all of it could be drawn in time."""
        self._ending = True
        self._something.set()
        self._thread.join(CLOSE_WAIT_S)
        return not self._thread.is_alive() and not self.gone

    def _draw(self) -> None:
        try:
            while not self._ending or self._waiting:
                self._something.wait()
                self._something.clear()
                while self._waiting:
                    self._waiting.popleft()()
                newest, self._newest = self._newest, None
                if newest is not None and not self._ending:
                    self.screen.picture(newest)
        except OSError:
            self.gone = True
        except Exception as error:
            self.gone, self.error = True, error
