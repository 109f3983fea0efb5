"""What is told over the broker, as types; the JSON schemas in docs/mqtt are made from them.

Levels are percent of what the device may do at most, temperatures °C, times s.
"""

from dataclasses import dataclass
from typing import Literal

from chairctl.domain.channels import ChannelKind, Technique
from chairctl.domain.safety import Outcome, Priority, SafetyState
from chairctl.domain.snapshot import DeviceClass
from chairctl.frontends.mqtt.policy import Policy


@dataclass(frozen=True, slots=True)
class Why:
    """A reason: its code, and the same in the language of the daemon."""

    code: str
    text: str
    channel: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a command."""

    id: str | None
    """The command's own; null: it had none that could be read."""
    outcome: Outcome | Literal["waits"]
    """`waits`: a person at the chair has to confirm it first."""
    reasons: tuple[Why, ...] = ()
    limited_to: float | None = None
    """What a level was lowered to: °C of a pad, else percent; null: it was not, or by the kernel alone."""
    first: "Answer | None" = None
    """What was answered the first time to a command that came twice."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """A trip: it stays until a person at the chair has read it."""

    code: str
    text: str
    remedy: str
    hazard: str
    priority: Priority
    age_s: int


@dataclass(frozen=True, slots=True)
class ChannelState:
    """One channel."""

    kind: ChannelKind
    wanted: float
    permitted: float
    applied: float
    limit: float
    """The highest that it may have now: of the device, the person, the limits set here."""
    cut_by: str = ""
    """What holds `permitted` below `wanted`; empty: nothing."""
    technique: Technique | None = None
    zone: str | None = None
    temperature: float | None = None
    """Of the pad."""


@dataclass(frozen=True, slots=True)
class LinkState:
    """One device."""

    connected: bool
    device_class: DeviceClass | None
    model: str = ""
    garbled: int = 0
    refused: int = 0


@dataclass(frozen=True, slots=True)
class SessionState:
    """A programme that runs."""

    programme: str
    title: str
    step: int
    steps: int
    step_title: str
    remaining_s: int
    paused: bool


@dataclass(frozen=True, slots=True)
class ChairState:
    """The retained document of a chair; true while its daemon is online."""

    schema: Literal["chairctl/state/1"]
    site: str
    chair: str
    daemon: str
    state: SafetyState
    policy: Policy
    arming: str
    """Names this arming; empty: not armed."""
    alarms: tuple[Alarm, ...]
    session: SessionState | None
    ended: Why | None
    """Why the last session ended."""
    chosen: str | None
    """The programme that a `run` without a name starts."""
    asks: str | None
    """What waits for somebody at the chair to confirm it."""
    answer_within_s: int | None
    """Somebody has to say within this time that all is well; null: nobody is asked."""
    energised_s: int
    heat_dose: float
    """CEM43, minutes at 43 °C."""
    device_class: DeviceClass | None
    """The weakest of the devices'."""
    channels: dict[str, ChannelState]
    links: dict[str, LinkState]


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened, told once and not retained."""

    event_type: Literal["alarm", "ended", "asks"]
    """The name is what Home Assistant expects."""
    code: str
    text: str
    at: str
    """RFC 3339."""
    hazard: str = ""
    priority: Priority | None = None
