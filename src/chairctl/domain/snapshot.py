"""What a frontend may see of a station: one frozen picture, the latest wins."""

from dataclasses import dataclass
from enum import StrEnum

from chairctl.domain.channels import ChannelKind, Output
from chairctl.domain.programme import Text
from chairctl.domain.safety import Reason, SafetyState, Trip
from chairctl.domain.telemetry import Activity, Identity, Measured, OwnScan
from chairctl.domain.time import Duration, Instant


@dataclass(frozen=True, slots=True)
class ChannelView:
    """A channel: wanted, permitted and applied side by side, with the rule that made the difference."""

    name: str
    kind: ChannelKind
    setpoint: Output
    permitted: Output
    applied: int
    measured: Measured
    limit: int
    """Highest level that this channel may have here now."""
    cut_by: str
    """Rule that holds the permitted level below the setpoint; empty: none."""


@dataclass(frozen=True, slots=True)
class SessionView:
    """A running programme."""

    programme: str
    title: Text
    step_title: Text
    step: int
    """Counted from 1."""
    steps: int
    elapsed: Duration
    remaining: Duration
    paused: bool
    adaptations: tuple[Reason, ...]
    """What this chair cannot do of the programme."""
    prompt: Text | None = None
    """What the person does meanwhile."""


class DeviceClass(StrEnum):
    """What a device proves of its own end; `safety/classes.py` says what each means."""

    S0 = "s0"
    S1 = "s1"
    S2 = "s2"
    S3 = "s3"


@dataclass(frozen=True, slots=True)
class LinkView:
    """The line to a device."""

    device: str
    connected: bool
    identity: Identity | None
    garbled: int
    """Stretches of bytes that were no frame."""
    refused: int
    """Frames refused by the device."""
    sent: int = 0
    """Packets handed to the line."""
    kept_back: int = 0
    """Packets that the last gate or a full line kept back."""
    stalled_in: str = ""
    """What kept the control turn waiting when the warden fired last: file, line, function; empty: unknown."""
    device_class: DeviceClass | None = None
    """None: the device has not shown yet what it can do."""
    activity: Activity | None = None
    """What the device does by itself now; None: nothing of note."""
    released: bool = False
    """Let go by a person, for its remote or the maker's app, until somebody takes it back."""
    own_scan: OwnScan | None = None
    """What the device found when it felt along the back by itself; None: nothing, or it does not say."""
    residuals: tuple[str, ...] = ()
    """What no software catches on this device; codes of `safety/classes.py`."""


@dataclass(frozen=True, slots=True)
class ExposureView:
    """What the body got in this session."""

    energised: Duration
    cem43_micro_minutes: int
    """Thermal dose at the hottest pad, in 1e-6 minutes at 43 °C."""
    hottest_pad_tenth_c: int | None


@dataclass(frozen=True, slots=True)
class TallyView:
    """What a session planned and delivered on one channel, in level units times seconds."""

    channel: str
    planned: int
    delivered: int
    peak: int
    """Highest level read back."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A station at one instant."""

    station: str
    at: Instant
    state: SafetyState
    trips: tuple[Trip, ...]
    channels: tuple[ChannelView, ...]
    session: SessionView | None
    ended: Reason | None
    """Why the last session ended; None before the first end and while one runs."""
    links: tuple[LinkView, ...]
    exposure: ExposureView
    tally: tuple[TallyView, ...]
    """Of the session that runs, or else of the last one."""
    presence_due_in: Duration | None = None
    """Time with heat or stimulation until a person is asked to answer; None: not armed."""
    answer_within: Duration | None = None
    """Time left to answer, or everything stops; None: no prompt is due."""
