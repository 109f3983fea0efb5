"""Many measured values in five numbers."""

from collections.abc import Sequence
from math import ceil, inf
from typing import NamedTuple

ENOUGH = {"p50": 1, "p99": 100, "p999": 1_000, "most": 1}
"""Values that a quantile needs to be more than the greatest one under another name."""


class Spread(NamedTuple):
    """How many, the value that half, 99 % and 99.9 % do not exceed, and the greatest; a miss is infinite."""

    trials: int
    p50: float
    p99: float
    p999: float
    most: float

    def at(self, name: str) -> float | None:
        """A quantile by its name; None: there are too few values for it."""
        value: float = getattr(self, name)
        return value if self.trials >= ENOUGH[name] else None


def quantile(values: Sequence[float], share: float) -> float:
    """The smallest of the values that at least this share of them does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, ceil(share * len(ordered)) - 1)]


def spread(values: Sequence[float]) -> Spread:
    """Of one value or more. Raises ValueError."""
    if not values:
        raise ValueError("nothing was measured")
    p50, p99, p999 = (quantile(values, share) for share in (0.5, 0.99, 0.999))
    return Spread(len(values), p50, p99, p999, max(values))


def missed() -> float:
    """What a trial counts that never came to its end."""
    return inf
