"""One row of the table: a figure, what was measured, and whether its red twin was seen to fail."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Row:
    """A figure of SAFETY.md. Texts are codes of the catalogue below `prove.`; figures fill them."""

    id: str
    held: bool | None
    """None: it was not run."""
    trials: int = 0
    safe: int = 0
    twin_failed: bool | None = None
    """Whether the same without the layer was seen to fail; None: there is no twin, or it was not run."""
    measured: str = "nothing"
    """Code below `prove.measured`."""
    figures: Mapping[str, float | int | str] = field(default_factory=dict)
    failures: tuple[str, ...] = ()
    """One line for each trial that was not safe: the command that repeats it, and why."""
    seconds: float = 0.0

    @property
    def good(self) -> bool:
        """Nothing speaks against it: what was run held, and its twin failed."""
        return self.held is not False and self.twin_failed is not False


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is run. `figures` are the ids of what is run at all."""

    figures: frozenset[str]
    stops: int
    kills: int
    stalls: int
    """Of each of the four kinds."""
    losses: int
    """Of each of the five kinds."""
    busy_per_core: tuple[int, ...]
    """The loads under which the trials of F1 to F4 are run."""
    ledger_kills: int
    states: int | None
    """Of the model; None: all."""
    soak_s: int
    busy_soak_s: int
    alarms: int
    mutants: int
    """0: all."""
    whole_campaign: bool


ALL = frozenset(f"F{number}" for number in range(1, 17))

QUICK = Sizes(
    figures=ALL, stops=30, kills=10, stalls=3, losses=2, busy_per_core=(0,), ledger_kills=10,
    states=100_000, soak_s=6, busy_soak_s=0, alarms=3, mutants=6, whole_campaign=False,
)  # fmt: skip
"""A sample for any laptop."""

FULL = Sizes(
    figures=ALL, stops=10_000, kills=1_000, stalls=1_000, losses=1_000, busy_per_core=(0, 4),
    ledger_kills=1_000, states=None, soak_s=3_600, busy_soak_s=300, alarms=300, mutants=0,
    whole_campaign=True,
)  # fmt: skip
"""The size that SAFETY.md states its figures for."""
