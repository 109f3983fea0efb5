"""The kinds of value that profile files hold, as pydantic validators with errors that can be mended.

A quantity is written in the unit of its key (41.0 for `set_max_c`) and becomes an integer in the fixed
unit of the core (410 tenths). The conversion is exact: what does not fit the step is refused.
"""

import re
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, LiteralString, NamedTuple

from pydantic import PlainValidator
from pydantic_core import PydanticCustomError

from chairctl.domain.ceilings import Ceiling
from chairctl.profiles.problems import shown, suggestion

_NAME = re.compile(r"[a-z][a-z0-9_-]{0,47}")


def is_name(text: str) -> bool:
    """Whether a device, a profile or a programme may be called like this."""
    return _NAME.fullmatch(text) is not None


class Unit(NamedTuple):
    """A unit as files write it."""

    symbol: str
    factor: int
    """How many fixed units of the core make one of these."""
    step: Decimal
    """The finest difference a file may write."""

    def text(self, fixed: int) -> str:
        """A value in fixed units, written in this unit."""
        return str((Decimal(fixed) / self.factor).quantize(self.step))


PERMILLE = Unit("‰", 1, Decimal(1))
PERMILLE_PER_S = Unit("‰/s", 1, Decimal(1))
PERCENT = Unit("%", 10, Decimal("0.1"))
CELSIUS = Unit("°C", 10, Decimal("0.1"))
CELSIUS_PER_S = Unit("°C/s", 10, Decimal("0.1"))
MILLIAMPERE = Unit("mA", 10, Decimal("0.1"))
MOTOR_MILLIAMPERE = Unit("mA", 1, Decimal(1))
VOLT = Unit("V", 1_000, Decimal("0.1"))
MILLIAMPERE_PER_S = Unit("mA/s", 10, Decimal("0.1"))
MICROSECOND = Unit("µs", 1, Decimal(1))
HERTZ = Unit("Hz", 10, Decimal("0.1"))
SQUARE_CM = Unit("cm²", 100, Decimal("0.01"))
MILLIMETRE = Unit("mm", 1, Decimal(1))
MILLISECOND = Unit("ms", 1, Decimal(1))
SECOND = Unit("s", 1, Decimal(1))
SECOND_IN_MS = Unit("s", 1_000, Decimal("0.1"))
WHOLE_HERTZ = Unit("Hz", 1, Decimal(1))
MINUTE = Unit("min", 60, Decimal(1))
TIMES = Unit("×", 1, Decimal(1))


def number(unit: Unit, least: int, ceiling: Ceiling) -> PlainValidator:
    """A quantity from `least` to `ceiling` (both in fixed units), as an integer in fixed units."""
    span = {"least": unit.text(least), "most": unit.text(ceiling.value), "unit": unit.symbol}

    def validate(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise fault("profile.not_a_number", value=written_value(value), **span)
        params = {"value": str(value), **span}
        if value % unit.step:
            raise fault("profile.too_fine", step=str(unit.step), **params)
        fixed = int(value * unit.factor)
        if fixed > ceiling.value:
            raise fault("profile.above_ceiling", source=ceiling.source, **params)
        if fixed < least:
            raise fault("profile.below_least", **params)
        return fixed

    return PlainValidator(validate)


def choice(words: type[StrEnum]) -> PlainValidator:
    """One of the words of an enumeration."""

    def validate(value: object) -> StrEnum:
        if isinstance(value, str) and value in list(words):
            return words(value)
        known = [word.value for word in words]
        raise fault("profile.not_a_choice", value=written_value(value), **suggestion(str(value), known))

    return PlainValidator(validate)


def _validate_flag(value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise fault("profile.not_a_flag", value=written_value(value))


Flag = Annotated[bool, PlainValidator(_validate_flag)]
"""`true` or `false`."""


def text(most: int) -> PlainValidator:
    """One visible line of 1 to `most` characters."""

    def validate(value: object) -> str:
        if not isinstance(value, str):
            raise fault("profile.not_a_text", value=written_value(value))
        if not 1 <= len(value.strip()) <= most:
            raise fault("profile.text_length", length=str(len(value.strip())), most=str(most))
        if not value.isprintable():
            raise fault("profile.text_hidden")
        return value.strip()

    return PlainValidator(validate)


def _validate_name(value: object) -> str:
    if isinstance(value, str) and is_name(value):
        return value
    raise fault("profile.not_a_name", value=written_value(value))


Name = Annotated[str, PlainValidator(_validate_name)]
"""A name that is safe in a file name, a topic and a command line."""


def fault(code: LiteralString, **params: str) -> PydanticCustomError:
    """The error that carries a code of the texts and its parameters through pydantic."""
    return PydanticCustomError(code, code, params)


def written_value(value: object) -> str:
    """A value as a file writes it, short."""
    if isinstance(value, dict):
        return "{...}"
    if isinstance(value, list):
        return "[...]"
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    return shown(f'"{value}"' if isinstance(value, str) else str(value))
