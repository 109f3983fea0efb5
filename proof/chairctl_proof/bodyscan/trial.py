"""One scan of one simulated body in virtual time: kernel, codec, line and chair in the loop, oracle on."""

from random import Random
from typing import Any, Final, NamedTuple

from chairctl.control.assembly import assemble
from chairctl.domain.back import BackMap
from chairctl.domain.commands import Arm, LowerLimit, Run
from chairctl.domain.programme import Text
from chairctl.domain.safety import Reason
from chairctl.domain.time import MILLISECOND, SECOND, Duration, Instant
from chairctl.safety.states import LIVE
from chairctl.session.bodyscan.routine import FIRM_PERMILLE, Course, course_of, programme_of
from chairctl.session.bodyscan.scanner import Scanner
from chairctl_proof.line import Line
from chairctl_proof.oracle.oracle import Oracle
from chairctl_proof.stage import reference_profile
from chairctl_proof.virtual import VirtualSession
from chairctl_simulators.devices.chairlink.chair import SimulatedChair
from chairctl_simulators.devices.chairlink.setup import ChairSetup
from chairctl_simulators.plant.body import Body
from chairctl_simulators.plant.people import person
from chairctl_simulators.plant.roller import Roller

LOOK: Final[Duration] = 50 * MILLISECOND
LONGEST: Final[Duration] = 400 * SECOND
NEAR_MM: Final = 20
"""A stiff spot counts as found this near."""
N_PER_PERMILLE: Final = 0.09


class Move(NamedTuple):
    """The person moves: when (after the start), and how they sit from then on (mm higher, mm forward)."""

    at: Duration
    slid_mm: int = 0
    leaned_mm: int = 0
    faults: tuple[tuple[str, Any], ...] = ()
    """What breaks at the same instant, by the names of `Faults`."""


class Scan(NamedTuple):
    """What came of a trial."""

    body: Body
    outcome: BackMap | Reason
    ended: str
    took: Duration
    """From the start to the end."""
    greatest_n: float
    """Force on the person."""
    flaws: tuple[str, ...]
    """What the oracle found."""

    def errors_mm(self, slid_mm: int = 0) -> dict[str, float]:
        """By landmark, how far the map is off the truth; empty without a map."""
        if isinstance(self.outcome, Reason) or self.body.spine is None:
            return {}
        truth = self.body.spine
        return {
            place.name: place.height_mm - getattr(truth, place.name) - slid_mm
            for place in self.outcome.places
        }


def scan(
    seed: int, moves: tuple[Move, ...] = (), *, body: Body | None = None, starts_mm: float = 100.0
) -> Scan:
    """Scan the body of a seed (or another one), whose person may move meanwhile."""
    profile = reference_profile()
    course = course_of(profile)
    assert isinstance(course, Course)
    sits = body or person(seed)
    chair = SimulatedChair(seed, ChairSetup(body=sits))
    roller = next(plant for plant in chair._plants if isinstance(plant, Roller))  # noqa: SLF001
    roller.position_mm = starts_mm
    oracle = Oracle()
    session = VirtualSession(assemble("scan", (profile,)), chair, line=Line(seed), oracle=oracle)
    scanner = Scanner(course)
    session.plug()
    session.run_for(200 * MILLISECOND)
    session.ask(LowerLimit(course.channel, FIRM_PERMILLE))
    session.ask(Arm())
    began: Instant = session.now
    session.ask(Run(programme_of(course, profile, lambda code: Text(code, code))))
    waiting = list(moves)
    greatest = 0.0
    while session.station.kernel.state in LIVE and session.now - began < LONGEST:
        session.run_for(LOOK)
        while waiting and session.now - began >= waiting[0].at:
            move = waiting.pop(0)
            changes = {"slid_mm": move.slid_mm, "leaned_mm": move.leaned_mm, **dict(move.faults)}
            chair.set_faults(chair.faults.changed(changes), session.now)
        greatest = max(greatest, roller.force_n())
        action = scanner.attend(session.station.snapshot(session.now))
        if action:
            session.ask(action)
    took = session.now - began
    session.run_for(SECOND)
    picture = session.station.snapshot(session.now)
    return Scan(
        sits,
        scanner.result(picture),
        picture.ended.code if picture.ended else "",
        took,
        greatest,
        tuple(map(str, oracle.complaints)),
    )


def some_move(seed: int) -> tuple[Move, ...]:
    """Somebody shifts in the seat: leans forward for a second, and sits higher or lower from then on."""
    chance = Random(f"move {seed}")
    at = chance.randint(14 * SECOND, 112 * SECOND)  # while the rollers feel
    slid = chance.choice((-1, 1)) * chance.randint(25, 60)
    return Move(at, 0, chance.randint(15, 50)), Move(at + SECOND, slid, 0)
