"""The bends of a back, fitted to how far it stays behind the rollers.

A back stands out at the sacrum, is hollow at the lumbar curve and stands out again between the shoulder
blades. Between two bends it runs like a smooth step. For given heights of the bends the depths follow by
least squares; the heights are searched, held to the proportions of an average back as far as the readings
leave it open.
"""

from itertools import pairwise
from typing import NamedTuple

_STEPS_MM = (24.0, 12.0, 6.0, 3.0, 1.5)
_NEAREST_MM = 25.0
MOST_LOOKS = 2_000


class Sample(NamedTuple):
    """How far the back stays behind at a height (part of the rollers' reach), and how much that counts."""

    height_mm: float
    recess: float
    weight: float


class Expected(NamedTuple):
    """Where a bend is on an average back of this size, and how much people differ (one sigma, mm)."""

    height_mm: float
    sigma_mm: float


class Bends(NamedTuple):
    """Heights (mm), from the seat up, and how far the back stays behind there."""

    heights_mm: tuple[float, ...]
    recesses: tuple[float, ...]
    curvature: tuple[float, ...]
    """How fast the misfit grows around each inner bend (per mm²): what flat readings leave open is small."""

    def recess_at(self, height_mm: float) -> float:
        """The fitted back at a height."""
        index, part = _between(height_mm, self.heights_mm)
        return self.recesses[index] * part + self.recesses[index + 1] * (1 - part)


def fit_bends(
    samples: list[Sample], expected: tuple[Expected, ...], bottom_mm: float, top_mm: float
) -> Bends:
    """The bends that fit best; `expected` are those between the two ends."""
    heights = [bottom_mm, *(one.height_mm for one in expected), top_mm]
    cost, recesses = _cost(samples, heights, expected)
    looks = 0
    for step in _STEPS_MM:
        better = True
        while better and looks < MOST_LOOKS:
            better = False
            for index in range(1, len(heights) - 1):
                for way in (-step, step):
                    tried = [*heights[:index], heights[index] + way, *heights[index + 1 :]]
                    if min(high - low for low, high in pairwise(tried)) < _NEAREST_MM:
                        continue
                    looks += 1
                    new_cost, new_recesses = _cost(samples, tried, expected)
                    if new_cost < cost - 1e-9:
                        cost, heights, recesses, better = new_cost, tried, new_recesses, True
    curvature = tuple(
        _curvature(samples, heights, expected, index, cost) for index in range(1, len(heights) - 1)
    )
    return Bends(tuple(heights), tuple(recesses), curvature)


def _curvature(
    samples: list[Sample], heights: list[float], expected: tuple[Expected, ...], index: int, cost: float
) -> float:
    apart = _STEPS_MM[2]
    around = 0.0
    for way in (-apart, apart):
        moved = [*heights[:index], heights[index] + way, *heights[index + 1 :]]
        around += _cost(samples, moved, expected)[0]
    return max(1e-6, (around - 2 * cost) / (2 * apart * apart))


def _cost(
    samples: list[Sample], heights: list[float], expected: tuple[Expected, ...]
) -> tuple[float, list[float]]:
    misfit, recesses = _depths(samples, heights)
    for height, usual in zip(heights[1:-1], expected, strict=True):
        misfit += ((height - usual.height_mm) / usual.sigma_mm) ** 2
    return misfit, recesses


def _depths(samples: list[Sample], heights: list[float]) -> tuple[float, list[float]]:
    """The weighted misfit that is left with the best depths, and these."""
    size = len(heights)
    matrix = [[1e-9 if row == column else 0.0 for column in range(size)] for row in range(size)]
    right = [0.0] * size
    whole = 0.0
    for height, recess, weight in samples:
        index, part = _between(height, heights)
        rest = 1 - part
        matrix[index][index] += weight * part * part
        matrix[index][index + 1] += weight * part * rest
        matrix[index + 1][index] += weight * part * rest
        matrix[index + 1][index + 1] += weight * rest * rest
        right[index] += weight * part * recess
        right[index + 1] += weight * rest * recess
        whole += weight * recess * recess
    depths = _solved(matrix, right)
    return whole - sum(depth * value for depth, value in zip(depths, right, strict=True)), depths


def _between(height: float, heights: tuple[float, ...] | list[float]) -> tuple[int, float]:
    """Between which two bends a height lies, and the part that the lower one has in it."""
    last = len(heights) - 2
    for index in range(last + 1):
        if height <= heights[index + 1] or index == last:
            way = (height - heights[index]) / (heights[index + 1] - heights[index])
            way = min(max(way, 0.0), 1.0)
            return index, 1 - way * way * (3 - 2 * way)
    raise AssertionError(heights)  # there are at least two


def _solved(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Each bend touches its neighbours only, so the matrix has three diagonals."""
    size = len(right)
    diagonal, values = [matrix[row][row] for row in range(size)], right[:]
    for row in range(1, size):
        share = matrix[row][row - 1] / diagonal[row - 1]
        diagonal[row] -= share * matrix[row - 1][row]
        values[row] -= share * values[row - 1]
    for row in reversed(range(size)):
        if row < size - 1:
            values[row] -= matrix[row][row + 1] * values[row + 1]
        values[row] /= diagonal[row]
    return values
