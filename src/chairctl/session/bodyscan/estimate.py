"""From four sweeps to a map of the back, or why there is none.

Pressed at two levels, a back answers with stiffness times what is left of the level behind its hollows; two
answers at one height give both. Proportions are those of an average back (textbook anatomy, recalled), not
measured on anybody; people differ from them, and the stated uncertainty holds that.
"""

from itertools import pairwise
from math import sqrt
from statistics import median
from typing import NamedTuple

from chairctl.domain.back import MOST_SPOTS, OUTLINE_STEP_MM, BackMap, StiffSpot
from chairctl.domain.safety import Reason
from chairctl.domain.spine import SpineMap
from chairctl.session.bodyscan.shape import Bends, Expected, Sample, fit_bends
from chairctl.session.bodyscan.sweep import BIN_MM, Curve, Sweep, smoothed, together

FREE_MM = 60
"""At the top of their travel the rollers touch nobody: this much of it shows the idle current."""
LEAST_CONTACT_MA = 20.0
_NOISE_MA = 8.0
_UNEVENNESS = 3.0
"""Breath, ripple and skin count as so many times the variance of the noise."""
_EDGE_TO_SHOULDER_MM = 9.0
"""Rollers lose half of their hold this much below the shoulder line: it is round."""
_SHOULDER_ABOVE_SEAT_MM = 566.0
_SACRUM, _HOLLOW, _BLADES = (83.0, 12.0), (208.0, 14.0), (440.0, 14.0)
"""Bends of an average back (mm above the seat) and how much people differ (one sigma)."""
_VERTEBRA_MM, _SACRUM_TO_L5_MM, _L1_TO_T_MM, _T_TO_SHOULDER_MM = 35.0, 55.0, 158.0, 130.0
_BLADES_ABOVE_T_MM = 4.0
_SCATTER_MM = (2.5, 2.0, 2.0, 2.5, 3.5, 6.5, 4.2)
"""How much people differ from these proportions, by landmark from L5 to the shoulders (one sigma, chosen)."""
_NINE_IN_TEN = 1.645

_SPOT_EXCESS = 0.12
_SPOT_APART_MM = 30
_SPOT_REACH_MM = 15
_AROUND_MM = 70


class Felt(NamedTuple):
    """The sweeps at two levels (‰ of the greatest force)."""

    light: tuple[Sweep, ...]
    firm: tuple[Sweep, ...]
    light_permille: int
    firm_permille: int
    top_mm: int


def estimate(felt: Felt) -> BackMap | Reason:
    """The map. `scan_unclear`: the readings do not show a back from the seat to the shoulders."""
    idle, free = _idle_ma(felt)
    light, firm = together(felt.light, idle), together(felt.firm, idle)
    firms = smoothed(firm, 25)
    held = sorted(firms[number] for number in firms if 100 <= number * BIN_MM <= 400)
    plateau = median(held) if held else 0.0
    if plateau < LEAST_CONTACT_MA or abs(free) > plateau / 4:
        return Reason("scan_unclear", detail="contact")
    edge = _edge_mm(smoothed(firm, 15), plateau / 2)
    if edge is None or not 400 <= edge <= felt.top_mm - FREE_MM:
        return Reason("scan_unclear", detail="shoulders")
    shoulder = edge + _EDGE_TO_SHOULDER_MM
    bends = _bends(felt, light, firm, shoulder, edge - 40)
    _, sacrum, hollow, blades, _ = bends.heights_mm
    if bends.recess_at(hollow) - min(bends.recess_at(sacrum), bends.recess_at(blades)) < 0.01:
        return Reason("scan_unclear", detail="hollow")
    try:
        spine = _spine(sacrum, hollow, blades, shoulder)
    except ValueError:
        return Reason("scan_unclear", detail="order")
    spots = _stiff_spots(felt, light, firm, bends, (sacrum, edge - 30))
    return BackMap(spine, _within(bends), spots, _outline(bends, edge))


def _idle_ma(felt: Felt) -> tuple[float, float]:
    """The current of rollers that touch nobody, and by how much that still depends on the level."""
    ends = felt.top_mm - FREE_MM, felt.top_mm
    means = []
    for sweeps in (felt.light, felt.firm):
        found = [sweep.mean_ma(*ends) for sweep in sweeps]
        means.append(sum(mean * count for mean, count in found) / max(1, sum(count for _, count in found)))
    return (means[0] + means[1]) / 2, means[1] - means[0]


def _edge_mm(firms: dict[int, float], half: float) -> float | None:
    """Where, from above, the back begins to hold the rollers with half of what it does below."""
    numbers = sorted(firms, reverse=True)
    for above, number in pairwise(numbers):
        if firms[number] > half >= firms[above]:
            part = (firms[number] - half) / (firms[number] - firms[above])
            return (number + part + 0.5) * BIN_MM
    return None


def _bends(felt: Felt, light: Curve, firm: Curve, shoulder: float, top_mm: float) -> Bends:
    low, high = felt.light_permille / 1000, felt.firm_permille / 1000
    lights, firms = smoothed(light, 25), smoothed(firm, 25)
    samples = []
    for number in sorted(light.keys() & firm.keys()):
        height = (number + 0.5) * BIN_MM
        if height > top_mm:
            break
        stiffness = max(firms[number] - lights[number], LEAST_CONTACT_MA / 2) / (high - low)
        recess = low - lights[number] / stiffness
        by_light, by_firm = firms[number], max(lights[number], 5.0)
        per_ma = 1 / (stiffness * stiffness * (high - low))
        variance = (by_light * per_ma * _NOISE_MA) ** 2 / light[number].readings
        variance += (by_firm * per_ma * _NOISE_MA) ** 2 / firm[number].readings
        samples.append(Sample(height, recess, 1 / (variance * _UNEVENNESS)))
    size = shoulder / _SHOULDER_ABOVE_SEAT_MM
    expected = tuple(Expected(height * size, sigma) for height, sigma in (_SACRUM, _HOLLOW, _BLADES))
    return fit_bends(samples, expected, -20.0, top_mm + 5)


def _spine(sacrum: float, hollow: float, blades: float, shoulder: float) -> SpineMap:
    """Landmarks from the bends: each from those that are near, in the proportions of the person's size."""
    size = shoulder / _SHOULDER_ABOVE_SEAT_MM
    third = (hollow + sacrum + (_SACRUM_TO_L5_MM + 2 * _VERTEBRA_MM) * size) / 2
    vertebrae = [third + step * _VERTEBRA_MM * size for step in (-2, -1, 0, 1, 2)]
    from_blades = blades - _BLADES_ABOVE_T_MM
    from_below, from_above = vertebrae[4] + _L1_TO_T_MM * size, shoulder - _T_TO_SHOULDER_MM * size
    t_line = (from_blades + from_below + from_above) / 3
    return SpineMap(*(round(height) for height in (*vertebrae, t_line, shoulder)))


def _within(bends: Bends) -> tuple[int, int, int, int, int, int, int]:
    """What people differ by, and what the fit leaves open, together."""
    fit = [sqrt(1 / curvature) for curvature in bends.curvature]
    lumbar, upper = sqrt(fit[0] ** 2 + fit[1] ** 2) / 2, fit[2] / 3
    open_mm = (*(lumbar,) * 5, upper, 0.0)
    within = [
        round(_NINE_IN_TEN * sqrt(one * one + scatter * scatter))
        for one, scatter in zip(open_mm, _SCATTER_MM, strict=True)
    ]
    l5, l4, l3, l2, l1, t_line, shoulder = within
    return l5, l4, l3, l2, l1, t_line, shoulder


def _stiff_spots(
    felt: Felt, light: Curve, firm: Curve, bends: Bends, ends: tuple[float, float]
) -> tuple[StiffSpot, ...]:
    """Where the back is harder than around it: the answer over what is left of the levels."""
    whole = (felt.light_permille + felt.firm_permille) / 1000
    hardness: Curve = {}
    for number in sorted(light.keys() & firm.keys()):
        height = (number + 0.5) * BIN_MM
        if ends[0] - _AROUND_MM <= height <= ends[1]:
            left = max(whole - 2 * bends.recess_at(height), 0.02)
            hardness[number] = light[number]._replace(ma=(light[number].ma + firm[number].ma) / left)
    near = smoothed(hardness, _SPOT_REACH_MM)
    excess = {number: near[number] / _usual(near, number) - 1 for number in near}
    found: list[StiffSpot] = []
    for number in sorted(excess, key=lambda one: -excess[one]):
        height = round((number + 0.5) * BIN_MM)
        if excess[number] < _SPOT_EXCESS or len(found) == MOST_SPOTS:
            break
        apart = all(abs(height - spot.height_mm) >= _SPOT_APART_MM for spot in found)
        if apart and ends[0] <= height <= ends[1]:
            found.append(StiffSpot(height, round(1000 * excess[number])))
    return tuple(sorted(found, key=lambda spot: spot.height_mm))


def _usual(near: dict[int, float], number: int) -> float:
    """How hard the back is around a place."""
    reach = _AROUND_MM // BIN_MM
    around = [near[one] for one in range(number - reach, number + reach + 1) if one in near]
    return max(median(around), 1.0)


def _outline(bends: Bends, edge: float) -> tuple[int, ...]:
    return tuple(
        max(0, round(1000 * bends.recess_at(height))) for height in range(0, int(edge), OUTLINE_STEP_MM)
    )
