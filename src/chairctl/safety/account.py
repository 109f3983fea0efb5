"""What a person and a chair still have: judged from the entries of the ledger, clocks included.

A *run* is from arming to the end of it. Runs with less than a whole rest between them are one
*session*: who stops early, crashes or starts the program anew goes on with what is left. Ages come from
two clocks, so a wall clock that jumps can neither shorten a rest nor lengthen it beyond a whole one.
"""

from typing import NamedTuple

from chairctl.domain.ceilings import HEAT_DOSE, LEASE_MS, SESSION_S, Ceiling
from chairctl.domain.safety import Reason
from chairctl.domain.time import MILLISECOND, MINUTE, SECOND, Duration, Instant

GUEST = "guest"
"""The person without a name: every guest of a chair counts as the same one."""

DAY: Duration = 24 * 60 * MINUTE

REST_S = Ceiling(1_800, "s", "at least 30 min after a session, chair makers' pages", "found")
SESSIONS_A_DAY = Ceiling(3, "sessions in 24 h", "chair makers' pages", "found")
HEAT_DOSE_DAY = Ceiling(
    4_000_000, "1e-6 CEM43 min in 24 h", "default envelope: two sessions' worth", "chosen"
)
PART_DAY_S = Ceiling(5_400, "s in 24 h", "three sessions of 30 min on one part of the body", "chosen")
CHARGE_DAY = Ceiling(12_150_000, "µC in 24 h", "90 min at 60 mA, 250 µs, 150 Hz, one phase", "chosen")

REST: Duration = REST_S.value * SECOND
GRANT_VALID: Duration = MINUTE
"""A grant that is not renewed is worth nothing after this; so an entry left open ended by then."""
KEPT_BACK: Duration = (LEASE_MS.value + 200) * MILLISECOND
"""Prepaid but never spent: a device goes on for its lease, and the turn that ends it takes time, too."""
_SESSION: Duration = SESSION_S.value * SECOND + KEPT_BACK
"""What a session may prepay: all of its minutes, and what is kept back."""
LEAST_SESSION: Duration = SECOND
"""A session with less left than this is over."""


class Stamp(NamedTuple):
    """An instant on both clocks: UTC (ns), since boot (ns), and which boot (None: not told here)."""

    wall: int
    boot: Instant
    boot_id: str | None


class PartUse(NamedTuple):
    """What one part got: a site of the body, or a channel where no site is named."""

    name: str
    energised: Duration
    cem43_micro_minutes: int
    charge_micro_coulomb: int


class Entry(NamedTuple):
    """One run on one device, as the ledger keeps it; while it is open, with what is prepaid."""

    run: int
    device: str
    session: int
    person: str
    stamp: Stamp
    """Of the last thing that was written about it."""
    closed: bool
    energised: Duration
    cem43_micro_minutes: int
    charge_micro_coulomb: int
    parts: tuple[PartUse, ...]


class Subject(NamedTuple):
    """Who uses what: a person, and every device of the station."""

    person: str
    devices: tuple[str, ...]


class Standing(NamedTuple):
    """What is left for a run."""

    refusal: Reason | None
    """Why nothing may begin or go on."""
    session: int | None
    """The session that the run belongs to; None: a new one."""
    energised: Duration
    cem43_micro_minutes: int
    parts: dict[str, tuple[Duration, int]]
    """Time and charge (µC) that each part has got in 24 h, this run left out."""


def age(then: Stamp, now: Stamp) -> Duration:
    """How long ago at least.

    Within one boot the lower of both clocks counts, and a wall clock that stands before the entry counts
    for nothing. Across boots only the wall clock knows; but this boot is younger than the entry.
    """
    by_wall = now.wall - then.wall
    if then.boot_id is None or now.boot_id is None:
        return max(0, by_wall)
    if then.boot_id != now.boot_id:
        return max(by_wall, now.boot)
    by_boot = max(0, now.boot - then.boot)
    return by_boot if by_wall < 0 else min(by_wall, by_boot)


def since_end(entry: Entry, now: Stamp) -> Duration:
    """How long ago at least a run ended; one that was never closed may have gone on a while."""
    return max(0, age(entry.stamp, now) - (0 if entry.closed else GRANT_VALID))


def sessions_today(entries: tuple[Entry, ...], person: str, now: Stamp) -> int:
    """How many sessions the person had in the last 24 h, one that goes on among them."""
    mine = [entry for entry in entries if entry.person == person and entry.energised > 0]
    return len({entry.session for entry in mine if since_end(entry, now) < DAY})


def in_minutes(left: Duration) -> int:
    """A time to wait in seconds, rounded up to whole minutes."""
    return -(-left // MINUTE) * 60


def stand(
    entries: tuple[Entry, ...], imposed: tuple[tuple[str, Stamp], ...], subject: Subject, run: int, now: Stamp
) -> Standing:
    """What is left for `run` (0: one that is about to begin).

    `entries` are those of the person (a guest: on these devices) and of the devices; `imposed` are rests
    that are due because the ledger was broken, with the cause.
    """
    others = {entry.run: entry for entry in entries if entry.run != run and entry.energised > 0}.values()
    mine = [entry for entry in others if entry.person == subject.person]
    own = next((entry for entry in entries if entry.run == run), None)
    refusal, session = (None, own.session) if own else _beginning(list(others), mine, imposed, subject, now)
    before = [entry for entry in mine if entry.session == session]
    today = [entry for entry in mine if since_end(entry, now) < DAY]
    session_dose = HEAT_DOSE.value - sum(entry.cem43_micro_minutes for entry in before)
    day_dose = HEAT_DOSE_DAY.value - sum(entry.cem43_micro_minutes for entry in today)
    parts: dict[str, tuple[Duration, int]] = {}
    for entry in today:
        for part in entry.parts:
            time, charge = parts.get(part.name, (0, 0))
            parts[part.name] = (time + part.energised, charge + part.charge_micro_coulomb)
    return Standing(
        refusal,
        session,
        max(0, _SESSION - sum(entry.energised for entry in before)),
        max(0, min(session_dose, day_dose)),
        parts,
    )


def _beginning(
    others: list[Entry],
    mine: list[Entry],
    imposed: tuple[tuple[str, Stamp], ...],
    subject: Subject,
    now: Stamp,
) -> tuple[Reason | None, int | None]:
    """Why no run may begin now, and the session that it would go on with."""
    for cause, stamp in imposed:
        left = REST - age(stamp, now)
        if left > 0:
            return Reason(f"ledger_{cause}", limit=in_minutes(min(left, REST))), None
    recent = [entry for entry in others if since_end(entry, now) < REST]
    if recent:
        rest = Reason("ledger_rest", limit=in_minutes(max(REST - since_end(entry, now) for entry in recent)))
        if any(entry.person != subject.person for entry in recent):
            return rest, None
        session = max(entry.session for entry in recent)
        used = sum(entry.energised for entry in mine if entry.session == session)
        return (rest, None) if _SESSION - used < LEAST_SESSION else (None, session)
    newest: dict[int, Duration] = {}
    for entry in mine:
        newest[entry.session] = min(since_end(entry, now), newest.get(entry.session, DAY))
    ages = sorted(newest.values())[: SESSIONS_A_DAY.value]
    if len(ages) == SESSIONS_A_DAY.value and ages[-1] < DAY:
        return Reason("ledger_day_sessions", actual=len(ages), limit=in_minutes(DAY - ages[-1])), None
    return None, None
