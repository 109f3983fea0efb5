"""What the tests of a rig have found, as values that go into a report."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Figure:
    """A measured value against its limit; the greatest, where there were several trials."""

    name: str
    value: float
    limit: float
    unit: str
    trials: int = 1
    values: list[float] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether it is within its limit."""
        return self.value <= self.limit


@dataclass
class Curve:
    """A trace over time: seconds and value."""

    name: str
    unit: str
    limit: float
    points: list[tuple[float, float]]


@dataclass
class Result:
    """One test."""

    test: str
    """Its sentence, with the case in brackets."""
    file: str
    hazards: list[str]
    outcome: str = "not run"
    """passed, failed or skipped"""
    why: str = ""
    seconds: float = 0.0
    figures: list[Figure] = field(default_factory=list)
    curves: list[Curve] = field(default_factory=list)
    evidence: dict[str, bool] = field(default_factory=dict)
    states: list[dict[str, Any]] = field(default_factory=list)
    rig_late_ms: float = 0.0
    """How late the rig's own timers were at worst: latencies are no better than this."""
    trace: str = ""
    """File of the record, for a test that failed."""
