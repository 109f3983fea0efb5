"""What a scenario is: a hazard, what is injected, what has to happen, and which layer is to be missed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random

from chairctl.domain.time import MILLISECOND, SECOND, Duration
from chairctl.profiles.device import DeviceProfile
from chairctl_proof.injection import Fault
from chairctl_proof.scenarios.patches import Patch, nothing_patched
from chairctl_simulators.devices.chairlink.setup import ChairSetup


@dataclass(frozen=True, slots=True)
class Scenario:
    """One hazard in one form. Proven if every seed is safe, and a seed of its red twin is not.

    Safe means: the oracle has no complaint, the true outputs are zero `within` the time after the
    injection (None: the session may go on) and stay so, and one of the `reactions` has been given: the
    code of a trip, or of the reason why arming was refused.
    """

    hazard: str
    text: str
    layer: str
    """Of SAFETY.md: the one that the twin lacks."""
    faults: Callable[[Random], list[Fault]]
    twin: Patch | None
    """None: no layer of software catches it, which the table says."""
    within: Duration | None
    variant: str = ""
    reactions: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    """Trips that must not come: a layer before them has to have caught it."""
    given: Patch = nothing_patched
    """Layers that are out of action with and without the twin, so that one alone has to catch it."""
    graces: Mapping[str, Duration] = field(default_factory=dict)
    stop_within: Duration = 50 * MILLISECOND
    watch: Duration = 1_500 * MILLISECOND
    """How long it is observed after that."""
    warden: bool = False
    setup: ChairSetup | None = None
    profile: Callable[[DeviceProfile], DeviceProfile] | None = None
    """Makes another profile of the reference chair's."""
    pad_below_c: float = 0.3
    """How far below its target the pad is at first."""
    long: bool = False
    """Minutes of session for each seed: campaigns take fewer of them."""
    goes_on: bool = False
    """The session must not end: nothing has happened that is a reason to."""

    @property
    def key(self) -> str:
        """What a repeat line names."""
        return f"{self.hazard}-{self.variant}" if self.variant else self.hazard


def at(milliseconds: int, kind: str, **params: object) -> Fault:
    """A fault, some ms after the injection begins."""
    return Fault(milliseconds * MILLISECOND, kind, params)


def always(*faults: Fault) -> Callable[[Random], list[Fault]]:
    """The same faults for every seed."""
    return lambda _chance: list(faults)


MS = MILLISECOND
S = SECOND
