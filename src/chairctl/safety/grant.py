"""One grant: what the allowance asks, what the ledger answers, and how much of it there is.

More than 10 s are never prepaid and unspent. Dose and charge are prepaid for the worst that 10 s can
bring below the trips; each next grant replaces what was prepaid by what was really spent.
"""

from typing import NamedTuple, TypeAlias

from chairctl.domain.ceilings import SESSION_S
from chairctl.domain.safety import Reason
from chairctl.domain.time import SECOND, Duration, Instant
from chairctl.safety.account import CHARGE_DAY, PART_DAY_S, Entry, PartUse, Standing

QUANTUM: Duration = 10 * SECOND
"""The most that is ever prepaid and unspent (figure F9)."""
DOSE_QUANTUM = 166_667
"""Dose prepaid at a time (1e-6 CEM43 min): 10 s at the 43 °C at which the heat trips (computed)."""
CHARGE_QUANTUM = 22_500
"""Charge prepaid at a time (µC): 10 s at 60 mA, 250 µs, 150 Hz (computed)."""


class Request(NamedTuple):
    """What the ledger is asked to write. `energised` more is wanted; the rest is spent so far, rounded up."""

    number: int
    run: int
    """0: a run is to begin."""
    closing: bool
    energised: Duration
    spent: Duration
    cem43_micro_minutes: int
    charge_micro_coulomb: int
    parts: tuple[PartUse, ...]
    stimulated: tuple[str, ...]
    """Parts that charge can reach."""


class Quantum(NamedTuple):
    """What the ledger has made durable, as answer to request `number`."""

    number: int
    run: int
    at: Instant
    """When it was written; it holds for `GRANT_VALID` from then on."""
    energised: Duration
    cem43_micro_minutes: int
    """Dose that is prepaid, on top of what the request had as spent."""
    exhausted: tuple[str, ...]
    """Parts that have got all they may in 24 h."""


class Refusal(NamedTuple):
    """Nothing was granted, and why."""

    number: int
    reason: Reason


Answer: TypeAlias = Quantum | Refusal


class Prepaid(NamedTuple):
    """What a run has in the ledger with the next quantum, and what of it is new."""

    energised: Duration
    cem43_micro_minutes: int
    charge_micro_coulomb: int
    parts: tuple[PartUse, ...]
    granted: Duration
    granted_cem43_micro_minutes: int
    exhausted: tuple[str, ...]


def prepay(request: Request, own: Entry | None, left: Standing) -> Prepaid | Reason:
    """What may be granted, or why nothing; `own` is the run as it stands in the ledger."""
    if left.refusal:
        return left.refusal
    before = max(own.energised if own else 0, request.spent)
    granted = min(request.energised, QUANTUM, left.energised - before)
    if request.energised > 0 and granted <= 0:
        return Reason("session_limit", limit=SESSION_S.value)
    balance = before + granted - request.spent
    dose = max(0, min(DOSE_QUANTUM, left.cem43_micro_minutes - request.cem43_micro_minutes))
    parts, exhausted = [], []
    for part in request.parts:
        time, charge = left.parts.get(part.name, (0, 0))
        more = CHARGE_QUANTUM if part.name in request.stimulated else 0
        is_over = time + part.energised + balance > PART_DAY_S.value * SECOND
        if is_over or charge + part.charge_micro_coulomb + more > CHARGE_DAY.value:
            exhausted.append(part.name)
            parts.append(part)
            continue
        energised, charge = part.energised + balance, part.charge_micro_coulomb + more
        parts.append(part._replace(energised=energised, charge_micro_coulomb=charge))
    return Prepaid(
        before + granted,
        request.cem43_micro_minutes + dose,
        sum(part.charge_micro_coulomb for part in parts),
        tuple(parts),
        granted,
        dose,
        tuple(exhausted),
    )
