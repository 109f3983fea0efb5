"""What may be asked over the broker: the JSON of a command, strictly read.

Every value is absolute: there is no "more" and no "less", so a message that comes twice does nothing
twice. Unknown keys, numbers in quotes and the like are refused, never guessed at.
"""

import json
import math
import re
from datetime import UTC, datetime
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    field_validator,
    model_validator,
)

from chairctl.domain.channels import Technique
from chairctl.domain.time import SECOND
from chairctl.frontends.mqtt.topics import Door

LONGEST_PAYLOAD = 4_096
"""Bytes of a command; what is longer is refused unread (but searched for a stop)."""

_STOP = re.compile(rb"(?i)(?<![a-z0-9])stop(?![a-z0-9])")

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,47}$")]
Id = Annotated[str, Field(pattern=r"^[!-~]{1,64}$", description="Chosen by the sender; each counts once.")]
Percent = Annotated[
    float, Field(ge=0, le=100, allow_inf_nan=False, description="Of what the device may do at most.")
]


class Order(BaseModel):
    """What every command has."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    id: Id
    at: str | float | None = Field(
        default=None,
        description="When it was sent: RFC 3339 with a zone, or seconds since 1970. "
        "Needed unless the message expires within 2 s (MQTT 5).",
    )
    arming: str | None = Field(
        default=None, max_length=64, description="Which arming is meant, from `arming` of the state."
    )

    @field_validator("at")
    @classmethod
    def _is_an_instant(cls, value: str | float | None) -> str | float | None:
        if value is not None:
            instant_ns(value)
        return value


class Run(Order):
    """Start a programme; without a name, the one that was chosen."""

    action: Literal["run"]
    programme: Name | None = None


class Choose(Order):
    """Choose the programme for the next start; moves nothing."""

    action: Literal["choose"]
    programme: Name


class Pause(Order):
    """Programme time stands still and outputs go to nothing."""

    action: Literal["pause"]


class Resume(Order):
    """Go on after a pause that no person at the chair has made."""

    action: Literal["resume"]


class Skip(Order):
    """Go to the next step."""

    action: Literal["skip"]


class Set(Order):
    """Hold a channel at a level, a technique, a zone."""

    action: Literal["set"]
    channel: Name
    percent: Percent | None = None
    temperature_c: Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)] | None = Field(
        default=None, description="Of a heated pad; 0 is off. Above the limit it is lowered to it."
    )
    technique: Technique | None = Field(default=None, strict=False)
    zone: Name | None = None

    @model_validator(mode="after")
    def _asks_for_something(self) -> "Set":
        if (self.percent, self.temperature_c, self.technique, self.zone) == (None,) * 4:
            raise ValueError("one of percent, temperature_c, technique, zone is needed")
        return self


class Follow(Order):
    """Give one channel, or all that a remote holds, back to the programme."""

    action: Literal["follow"]
    channel: Name | None = None


class LowerLimit(Order):
    """Lower the limit of a channel; a remote never raises one."""

    action: Literal["lower_limit"]
    channel: Name
    percent: Percent


class LetMeUp(Order):
    """Raise the back, once a person at the chair confirms."""

    action: Literal["let_me_up"]


class Release(Order):
    """Stop, and let a device go, for its own remote or the maker's app."""

    action: Literal["release"]
    device: Name | None = None


class Take(Order):
    """Open the line to a released device again."""

    action: Literal["take"]
    device: Name | None = None


AnyOrder: TypeAlias = (
    Run | Choose | Pause | Resume | Skip | Set | Follow | LowerLimit | LetMeUp | Release | Take
)
ORDER: TypeAdapter[AnyOrder] = TypeAdapter(Annotated[AnyOrder, Field(discriminator="action")])

ADMIN_ONLY = (Release, Take)
"""Only by the topic `admin`."""


class OrderError(Exception):
    """A payload is no command; `code` says why, `detail` where, `id` under which it is answered."""

    def __init__(self, code: str, detail: str = "", order_id: str | None = None) -> None:
        super().__init__(f"{code} {detail}")
        self.code = code
        self.detail = detail
        self.id = order_id


def means_stop(door: Door, payload: bytes) -> bool:
    """Whether a message is a stop: anything on a stop topic, and the word `stop` anywhere else.

    So a broken, stale or mistyped stop is still one. What only looks like it costs a session, no more.
    """
    if door is Door.STOP:
        return True
    return bool(_STOP.search(payload.replace(b"\0", b"")))  # in UTF-16 as well


def read_order(payload: bytes) -> AnyOrder:
    """The command in a payload. Raises OrderError."""
    if len(payload) > LONGEST_PAYLOAD:
        raise OrderError("too_long", str(LONGEST_PAYLOAD))
    try:
        document: Any = json.loads(payload.decode("utf-8"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise OrderError("no_json") from None
    if not isinstance(document, dict):
        raise OrderError("no_object")
    order_id = _id_of(document)
    try:
        return ORDER.validate_python(document)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        where = ".".join(str(part) for part in first["loc"][-1:])
        raise OrderError("not_a_command", f"{where}: {first['msg']}"[:200].lstrip(": "), order_id) from None
    except (ValueError, RecursionError, OverflowError):
        raise OrderError("not_a_command", order_id=order_id) from None


def instant_ns(at: str | float) -> int:
    """An instant on the wall, in ns since 1970. Raises ValueError where a text is none or has no zone."""
    if isinstance(at, str):
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is None:
            raise ValueError("a time needs a zone, such as Z")
        since = moment - datetime(1970, 1, 1, tzinfo=UTC)
        return (since.days * 86_400 + since.seconds) * SECOND + since.microseconds * 1_000
    if not math.isfinite(at) or not 0 <= at < 2**40:
        raise ValueError("seconds since 1970 are expected")
    return int(at * SECOND)


def id_in(payload: bytes) -> str | None:
    """The id in a payload that may be anything."""
    try:
        document = json.loads(payload[:LONGEST_PAYLOAD])
    except (ValueError, RecursionError):
        return None
    return _id_of(document) if isinstance(document, dict) else None


def _id_of(document: dict[Any, Any]) -> str | None:
    found = document.get("id")
    return found if isinstance(found, str) and 0 < len(found) <= 64 and found.isprintable() else None


def _refuse_constant(word: str) -> float:
    raise ValueError(word)
