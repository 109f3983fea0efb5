"""May this message do anything? Facts of the message, the standing of the chair, and a policy; no I/O.

STOP comes before every question. Everything else has to be meant for now: not retained, at most two
seconds old, over a line that is proven alive, never seen before, within the policy, and bound to
somebody who is at the chair.
"""

from typing import NamedTuple, TypeAlias

from chairctl.domain.time import SECOND, Duration
from chairctl.frontends.mqtt.orders import (
    ADMIN_ONLY,
    AnyOrder,
    Choose,
    LetMeUp,
    OrderError,
    Release,
    Run,
    Take,
    instant_ns,
    means_stop,
    read_order,
)
from chairctl.frontends.mqtt.payloads import Answer
from chairctl.frontends.mqtt.policy import Policy
from chairctl.frontends.mqtt.topics import Door

FRESH: Duration = 2 * SECOND
"""What is older is refused; so is what claims to come from later than this ahead."""

MOST_SEEN = 512
"""Ids that are remembered; in two seconds far fewer can be carried out."""


class Message(NamedTuple):
    """One message as it came."""

    door: Door
    payload: bytes
    retained: bool = False
    expires_in_s: int | None = None
    """What the broker says is left of its life (MQTT 5); None: nothing was said."""


class Standing(NamedTuple):
    """How the chair and the line stand at this moment."""

    policy: Policy
    wall_ns: int
    """Now, since 1970: only ever used to refuse."""
    line_proven: Duration | None
    """How long ago something left here that the broker has sent back since; None: never yet."""
    armed: bool
    arming: str
    """Which arming this is."""
    at_chair: Duration | None
    """How long ago a person at the chair did something; None: never."""
    presence_window: Duration


class Refused(NamedTuple):
    """Nothing happens; a code of the texts `remote.refused`, and a detail."""

    code: str
    detail: str = ""
    id: str | None = None


class StopNow(NamedTuple):
    """Everything to zero."""


class Granted(NamedTuple):
    """The chair may be asked for this; the kernel still judges it."""

    order: AnyOrder


class Confirm(NamedTuple):
    """A person at the chair has to confirm it first."""

    order: AnyOrder


Verdict: TypeAlias = StopNow | Granted | Confirm | Refused


class Seen:
    """The ids that came lately, at most `MOST_SEEN`, with what was answered to each."""

    def __init__(self) -> None:
        self._answers: dict[str, Answer] = {}

    def answer_to(self, order_id: str) -> Answer | None:
        """What was answered to an id; None: it is new."""
        return self._answers.get(order_id)

    def note(self, order_id: str, answer: Answer) -> None:
        """Remember an answer; the oldest is forgotten."""
        self._answers[order_id] = answer
        if len(self._answers) > MOST_SEEN:
            del self._answers[next(iter(self._answers))]


def decide(message: Message, standing: Standing, seen: Seen) -> Verdict:
    """What becomes of a message. Never raises, whatever the message."""
    if means_stop(message.door, message.payload):
        return StopNow()
    try:
        order = read_order(message.payload)
    except OrderError as error:
        return Refused("retained" if message.retained else error.code, error.detail, error.id)
    if message.retained:
        return Refused("retained", id=order.id)
    if seen.answer_to(order.id) is not None:
        return Refused("duplicate", id=order.id)
    if code := _not_fresh(message, order, standing):
        return Refused(code, id=order.id)
    if code := _forbidden(message.door, order, standing):
        return Refused(code, id=order.id)
    if isinstance(order, LetMeUp) or (isinstance(order, Run) and not standing.armed):
        return Confirm(order)
    return Granted(order)


def _not_fresh(message: Message, order: AnyOrder, standing: Standing) -> str:
    """Why a message may be older than two seconds; empty: it is not."""
    if standing.line_proven is None or standing.line_proven > FRESH:
        return "line_unproven"
    if order.at is None:
        if message.expires_in_s is None:
            return "undated"
        return "" if message.expires_in_s * SECOND <= FRESH else "expires_late"
    age = standing.wall_ns - instant_ns(order.at)
    if age > FRESH:
        return "stale"
    return "from_the_future" if age < -FRESH else ""


def _forbidden(door: Door, order: AnyOrder, standing: Standing) -> str:
    """Why policy or presence forbid it; empty: they do not."""
    if isinstance(order, ADMIN_ONLY) and door is not Door.ADMIN:
        return "admin_only"
    if standing.policy is Policy.STOP_ONLY:
        return "stop_only"
    if order.arming is not None and order.arming != standing.arming:
        return "other_arming"
    if isinstance(order, Run | LetMeUp) and standing.policy is not Policy.FULL:
        return "adjust_only"
    if isinstance(order, Choose | Release | Take | LetMeUp):
        return ""  # they move nothing, or only once somebody confirms
    if not standing.armed:
        return "" if isinstance(order, Run) else "not_armed"
    if standing.at_chair is None or standing.at_chair > standing.presence_window:
        return "nobody_there"
    return ""
