"""What happens in the middle of a session, and what is looked at afterwards."""

import time
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from chairctl_proof.families.session import Session
from chairctl_proof.realtime.chair import boot_clock

GIVE_UP_S: Final = 6.0
"""The slowest honest stop steps a bed's massage down in 1.5 s; what is later than this is never."""
STILL_S: Final = 20.0
WATCHED_S: Final = 2.0
"""So long nothing may begin again by itself."""
WHOLE_S: Final = 90.0
"""A whole session, and the time that a device takes to begin, are over by then."""


class Outcome(NamedTuple):
    """One trial. Times are ms from the event; None: never."""

    zero_ms: float | None
    still_ms: float | None
    said: tuple[str, ...] = ()
    """What the host said, as `said_in` has it."""
    exit_code: int | None = None
    at_rest: bool | None = None
    """What the host said of the outputs at its end; None: it could not tell."""
    flaws: tuple[str, ...] = ()
    """What must not be."""


def stop(session: Session) -> Outcome:
    """`chairctl stop` from another process: from its start, that of Python included."""
    at = boot_clock()
    stopper = session.stop_from_elsewhere()
    outcome = _looked_at(session, at)
    code = stopper.wait(GIVE_UP_S * 3)
    truthful = (code == 0) == (outcome.zero_ms is not None)
    return outcome if truthful else _flawed(outcome, f"chairctl stop ended with {code}")


def ctrl_c(session: Session) -> Outcome:
    """From the signal on."""
    at = boot_clock()
    session.interrupt()
    return _looked_at(session, at)


def killed(session: Session) -> Outcome:
    """SIGKILL; the warden, where there is one, is left."""
    at = boot_clock()
    session.kill()
    return _looked_at(session, at)


def link_loss(session: Session) -> Outcome:
    """The cable is pulled, or the device is out of reach; plugged in again nothing begins."""
    at = boot_clock()
    session.chair.tell(unplug=True)
    outcome = _looked_at(session, at)
    session.chair.tell(plug=True)
    return _stays(session, outcome)


def reconnect(session: Session) -> Outcome:
    """As before; then a person arms again. From the start of that host, if something still runs."""
    session.chair.tell(unplug=True)
    _, before = session.ended()
    session.chair.tell(plug=True)
    time.sleep(WATCHED_S)
    at = boot_clock()
    session.begin()
    zero_at = session.chair.zero_at(at, session.family.energised_within_s)
    again = None if zero_at is None else session.energised_at()
    said = said_in(before)
    if again is None:
        code, end = session.ended()
        return Outcome(_since(at, zero_at), None, (*said, "then", *said_in(end)), code, end.get("at_rest"))
    session.interrupt()
    code, end = session.ended()
    flaws = () if session.chair.zero_at(again, GIVE_UP_S) else ("it did not stop again",)
    return Outcome(_since(at, zero_at), None, (*said, "then armed again"), code, end.get("at_rest"), flaws)


def stale(session: Session) -> Outcome:
    """The line stays open, and nothing that the device says arrives any more."""
    at = boot_clock()
    session.chair.tell(line="mute")
    outcome = _looked_at(session, at)
    session.chair.tell(line="whole")
    return _stays(session, outcome)


def reboot(session: Session) -> Outcome:
    """The device's supply fails for a moment; nothing begins again."""
    at = boot_clock()
    session.chair.tell(reboot=True)
    return _stays(session, _looked_at(session, at))


def to_the_end(session: Session) -> Outcome:
    """A whole session: it has to end with 0, at rest. From the end of the host, which comes after zero."""
    code, end = session.ended(WHOLE_S)
    at = boot_clock()
    zero_at = at if session.chair.was_zero(at) else session.chair.zero_at(at, GIVE_UP_S)
    flaws = () if (code, end.get("at_rest")) == (0, True) else (f"ended with {code}",)
    return Outcome(_since(at, zero_at), None, said_in(end), code, end.get("at_rest"), flaws)


EVENTS: Final[dict[str, Callable[[Session], Outcome]]] = {
    event.__name__: event for event in (to_the_end, stop, ctrl_c, killed, link_loss, reconnect, stale, reboot)
}


def _looked_at(session: Session, at: int) -> Outcome:
    zero_at = session.chair.zero_at(at, GIVE_UP_S)
    code, end = session.ended()
    still_at = None if zero_at is None else session.chair.still_at(at, STILL_S)
    flaws: tuple[str, ...] = ()
    if end.get("at_rest") is True and zero_at is None:
        flaws += ("it said at rest, and was not",)
    if code is None:
        flaws += ("the host went on",)
    return Outcome(_since(at, zero_at), _since(at, still_at), said_in(end), code, end.get("at_rest"), flaws)


def _stays(session: Session, outcome: Outcome) -> Outcome:
    """Whether what has ended begins again by itself."""
    since = boot_clock()
    time.sleep(WATCHED_S)
    if outcome.zero_ms is None or session.chair.stayed_zero(since):
        return outcome
    return _flawed(outcome, "it began again by itself")


def _flawed(outcome: Outcome, flaw: str) -> Outcome:
    return outcome._replace(flaws=(*outcome.flaws, flaw))


def _since(at: int, then: int | None) -> float | None:
    return None if then is None else (then - at) / 1e6


def said_in(end: Mapping[str, Any]) -> tuple[str, ...]:
    """From the last line of a host: the codes of a refusal, else of the trips, else of why it ended."""
    if end.get("refusal"):
        return tuple(reason["code"] for reason in end["refusal"]["reasons"])
    snapshot = end.get("snapshot") or {}
    trips = tuple(trip["reason"]["code"] for trip in snapshot.get("trips", ()))
    ended = snapshot.get("ended")
    return trips or ((ended["code"],) if ended else ())
