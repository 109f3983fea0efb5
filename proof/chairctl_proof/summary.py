"""From verdicts to figures: F6, F7, F10 and F12."""

from collections.abc import Mapping, Sequence
from typing import Final

from chairctl.domain.time import MILLISECOND, SECOND
from chairctl_proof.figure import Figure
from chairctl_proof.oracle import limits
from chairctl_proof.scenarios.heat import BURNS
from chairctl_proof.scenarios.table import SCENARIOS
from chairctl_proof.trial import Verdict

HEAT_FAULTS: Final = ("H40", "H41", "H42", "H43", "H44", "H45", "H46", "H47")
STUCK: Final = {"H40-idle": 500 * MILLISECOND}
"""The heater that nobody asks for, and when it begins after the injection."""
CUT_WITHIN_S: Final = 10.0


def figures_of_scenarios(verdicts: Sequence[Verdict], twins: Mapping[str, Verdict | None]) -> list[Figure]:
    """What the trials of all scenarios and of their red twins say."""
    return [_heat(verdicts, twins), _stuck(verdicts, twins), _single(verdicts, twins), _red(twins)]


def _failures(verdicts: Sequence[Verdict]) -> tuple[str, ...]:
    return tuple(f"{v.repeat_line}: {'; '.join(v.flaws)}" for v in verdicts if not v.safe)


def _red_twins_failed(keys: set[str], twins: Mapping[str, Verdict | None]) -> bool | None:
    told = [twins[key] is not None for key in keys if key in twins]
    return all(told) if told else None


def _heat(verdicts: Sequence[Verdict], twins: Mapping[str, Verdict | None]) -> Figure:
    mine = [verdict for verdict in verdicts if SCENARIOS[verdict.key].hazard in HEAT_FAULTS]
    skin_c = max((verdict.skin_c for verdict in mine), default=0.0)
    dose = max((verdict.dose_cem43 for verdict in mine), default=0.0)
    held = bool(mine) and skin_c <= limits.SKIN_C and dose <= limits.DOSE_CEM43
    burnt = twins.get(BURNS.key)
    has_burnt = burnt and burnt.skin_c > limits.SKIN_C and burnt.dose_cem43 > limits.DOSE_CEM43
    too_hot = [v for v in mine if v.skin_c > limits.SKIN_C or v.dose_cem43 > limits.DOSE_CEM43]
    return Figure(
        "F6", "true skin in every single heat fault; with one sensor a slow drift is not seen, only survived",
        "at most 45.0 °C and 2 CEM43", f"{skin_c:.2f} °C, {dose:.3f} CEM43", held, len(mine),
        bool(has_burnt) if BURNS.key in twins else None,
        _failures(too_hot),
    )  # fmt: skip


def _stuck(verdicts: Sequence[Verdict], twins: Mapping[str, Verdict | None]) -> Figure:
    mine = [verdict for verdict in verdicts if verdict.key in STUCK]
    times = [v.cut_after - STUCK[v.key] for v in mine if v.cut_after is not None]
    slowest_s = max(times, default=0) / SECOND
    held = bool(mine) and len(times) == len(mine) and slowest_s <= CUT_WITHIN_S
    return Figure(
        "F7", "heater that is off but heats, until its supply is cut", "at most 10 s",
        f"max {slowest_s:.2f} s, {len(times)}/{len(mine)} cut", held, len(mine),
        _red_twins_failed(set(STUCK), twins), _failures(mine),
    )  # fmt: skip


def _single(verdicts: Sequence[Verdict], twins: Mapping[str, Verdict | None]) -> Figure:
    safe = sum(verdict.safe for verdict in verdicts)
    keys = {verdict.key for verdict in verdicts}
    hazards = {SCENARIOS[key].hazard for key in keys}
    return Figure(
        "F10", "single faults in virtual time", "all safe",
        f"{safe:,}/{len(verdicts):,} safe; {len(keys)} scenarios, {len(hazards)} hazards",
        safe == len(verdicts), len(verdicts), _red_twins_failed(keys, twins), _failures(verdicts),
    )  # fmt: skip


def _red(twins: Mapping[str, Verdict | None]) -> Figure:
    failed = sum(verdict is not None for verdict in twins.values())
    silent = tuple(f"the red twin of {key} was never seen to fail" for key, v in twins.items() if v is None)
    return Figure(
        "F12", "red twins that fail", "all", f"{failed}/{len(twins)}", not silent, len(twins),
        failed == len(twins), silent,
    )  # fmt: skip
