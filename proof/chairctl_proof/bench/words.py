"""Measured values in words, as the page and the terminal show them."""

from math import inf

from chairctl_proof.bench.measurement import Measurement, Target, Verdict
from chairctl_proof.bench.spread import Spread

QUANTILES = {"p50": "p50", "p99": "p99", "p999": "p99.9", "most": "max"}
SIGNS = {
    Verdict.HELD: "yes",
    Verdict.MISSED: "**no**",
    Verdict.BELOW_FLOOR: "no: nor does the floor",
    Verdict.TOO_FEW: "too few trials",
}


def number(value: float | None) -> str:
    """Three digits that count; `-` for what there are too few values of, `never` for what never came."""
    if value is None:
        return "-"
    if value == inf:
        return "never"
    if value == 0:
        return "0"
    if abs(value) < 1:
        return f"{value:.2g}"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.{1 if abs(value) >= 10 else 2}f}"


def target(one: Target, unit: str) -> str:
    """What is meant to hold."""
    if one.of == "ratio":
        return f"ratio ≤ {number(one.most)}"
    return f"{QUANTILES[one.of]} ≤ {number(one.most)} {unit}".rstrip()


def verdicts(found: Measurement) -> str:
    """What became of its targets."""
    return ", ".join(SIGNS[found.verdict(one)] for one in found.targets)


def quantiles(found: Spread) -> list[str]:
    """p50, p99, p99.9, max."""
    if found.trials == 1:
        return [number(found.p50), "-", "-", "-"]
    return [number(found.at(name)) for name in QUANTILES]
