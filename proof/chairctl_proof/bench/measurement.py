"""One measured thing beside its floor, what it is meant to be, and what came of it."""

from enum import StrEnum
from typing import NamedTuple

from chairctl_proof.bench.spread import Spread


class Verdict(StrEnum):
    """Whether a target is held."""

    HELD = "held"
    MISSED = "missed"
    BELOW_FLOOR = "below the floor"
    """The floor itself is beyond the target: nothing could hold it on this computer, at this moment."""
    TOO_FEW = "too few trials"


class Target(NamedTuple):
    """`of`: `ratio` of the medians to the floor's, or a quantile in the unit; `most`: at most this."""

    of: str
    most: float


class Measurement(NamedTuple):
    """Costs only: less is better."""

    name: str
    unit: str
    subject: Spread
    floor: Spread | None = None
    floor_is: str = ""
    """What the floor does."""
    targets: tuple[Target, ...] = ()
    guard: float | None = None
    """The ratio from which on something is broken, whatever the computer; None: not guarded."""
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """Of the medians; None: there is no floor."""
        if self.floor is None or self.floor.p50 <= 0:
            return None
        return self.subject.p50 / self.floor.p50

    def verdict(self, target: Target) -> Verdict:
        """What became of a target."""
        if target.of == "ratio":
            ratio = self.ratio
            return Verdict.HELD if ratio is not None and ratio <= target.most else Verdict.MISSED
        value = self.subject.at(target.of)
        if value is None:
            return Verdict.TOO_FEW
        if value <= target.most:
            return Verdict.HELD
        lowest = self.floor.at(target.of) if self.floor else None
        return Verdict.BELOW_FLOOR if lowest is not None and lowest > target.most else Verdict.MISSED

    @property
    def is_broken(self) -> bool:
        """Whether the guard is exceeded."""
        return self.guard is not None and self.ratio is not None and self.ratio > self.guard


class Curve(NamedTuple):
    """How a cost grows: `unit` over `along`, and the exponent n of cost ~ size^n."""

    name: str
    along: str
    unit: str
    points: tuple[tuple[float, float], ...]
    exponent: float
    most: float
    """The exponent that it is meant not to exceed."""
    guard: float
    """The exponent from which on something is broken."""
    note: str = ""

    @property
    def is_broken(self) -> bool:
        """Whether the guard is exceeded."""
        return self.exponent > self.guard


class Table(NamedTuple):
    """What is told and not judged: where the time goes, what is imported."""

    name: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


Finding = Measurement | Curve | Table
