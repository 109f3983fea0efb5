"""Everything that a frontend may ask for. A command never reaches a wire; it changes what is wanted."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from chairctl.domain.channels import Output
from chairctl.domain.programme import Programme
from chairctl.domain.sitter import ANYBODY, Sitter


class Origin(StrEnum):
    """Where a command comes from. Only a person at the chair (or a rig's operator) may arm."""

    CHAIR = "chair"
    RIG = "rig"
    REMOTE = "remote"


@dataclass(frozen=True, slots=True)
class Stop:
    """Everything to zero, now. Works in every state and from every origin."""


@dataclass(frozen=True, slots=True)
class Arm:
    """A person at the chair is ready: outputs may be energised."""


@dataclass(frozen=True, slots=True)
class Acknowledge:
    """A person has read the trips; those whose cause is gone are cleared."""


@dataclass(frozen=True, slots=True)
class Run:
    """Start a programme from its first step, fitted to whoever sits there."""

    programme: Programme
    sitter: Sitter = ANYBODY


@dataclass(frozen=True, slots=True)
class Pause:
    """Programme time stands still, outputs ramp to nothing; the station stays armed."""


@dataclass(frozen=True, slots=True)
class Resume:
    """Go on after a pause; levels ramp up from zero."""


@dataclass(frozen=True, slots=True)
class SkipStep:
    """Go to the next step of the programme."""


@dataclass(frozen=True, slots=True)
class SetOutput:
    """Hold a channel at an output by hand; wins over the programme until released."""

    channel: str
    output: Output


@dataclass(frozen=True, slots=True)
class Release:
    """Give a channel back from the hand to the programme."""

    channel: str


@dataclass(frozen=True, slots=True)
class Present:
    """A person at the chair is awake: the answer to the presence prompt."""


@dataclass(frozen=True, slots=True)
class Attend:
    """A screen at the chair watches this session: from now on, its silence for two seconds ends all."""


@dataclass(frozen=True, slots=True)
class LetMeUp:
    """Raise the back for half a second, whatever is locked; sent again and again while a key is held."""


@dataclass(frozen=True, slots=True)
class LowerLimit:
    """Lower the limit of a channel at once. A raise, up to the profile's limit, waits for the next arming."""

    channel: str
    max_level: int


Wish: TypeAlias = (
    Arm
    | Acknowledge
    | Present
    | Attend
    | LetMeUp
    | LowerLimit
    | Run
    | Pause
    | Resume
    | SkipStep
    | SetOutput
    | Release
)
"""What may be refused."""

Action: TypeAlias = Stop | Wish


@dataclass(frozen=True, slots=True)
class Command:
    """An action, who asks for it, and the id under which it is answered."""

    origin: Origin
    id: str
    action: Action
