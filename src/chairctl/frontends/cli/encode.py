"""`chairctl encode`: the bytes of a message. They are shown, and never sent."""

import json
import sys
from collections.abc import Callable, Sequence
from inspect import signature
from typing import Any, NamedTuple, get_args, get_type_hints

from chairctl.domain.evidence import Evidence
from chairctl.frontends.cli.exit_code import ExitCode
from chairctl.frontends.cli.table import columns
from chairctl.profiles.problems import shown
from chairctl.runtime.evidence import BrokenEvidenceError, evidence_for, families
from chairctl.texts import Texts

MESSAGE = "message"


class Parameter(NamedTuple):
    """A field of a message that can be given."""

    name: str
    kind: type
    """int, str or bytes."""
    allowed: Any
    """What it may be, or for bytes how many: a container."""
    default: Any


class EncodeError(Exception):
    """The words can't be encoded; the code and parameters of the text."""

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def encode(texts: Texts, family: str, words: Sequence[str], *, as_json: bool) -> int:
    """Show the bytes of a message, or without words what there is; an exit code."""
    try:
        evidence = evidence_for(family)
    except BrokenEvidenceError as error:
        return _fail(EncodeError("broken", detail=shown(str(error), 200)), texts)
    if evidence is None:
        return _fail(EncodeError("no_such_family", name=shown(family), known=", ".join(families())), texts)
    if not words:
        _list(evidence, texts)
        return ExitCode.FINISHED
    try:
        message, data = make(evidence, words)
    except EncodeError as error:
        return _fail(error, texts)
    print(json.dumps({"family": family, "message": message, "data": data.hex()}) if as_json else data.hex())
    return ExitCode.FINISHED


def parameters(make_message: Callable[..., bytes]) -> dict[str, Parameter]:
    """The fields that a message takes."""
    plain = getattr(make_message, "func", make_message)
    hints = get_type_hints(plain, include_extras=True)
    found = {}
    for name, parameter in signature(make_message).parameters.items():
        kind, allowed = get_args(hints[name])
        found[name] = Parameter(name, kind, allowed, parameter.default)
    return found


def make(evidence: Evidence, words: Sequence[str]) -> tuple[str, bytes]:
    """The message that is meant and its bytes. Raises EncodeError."""
    given: dict[str, str] = {}
    for word in words:
        name, is_pair, value = word.partition("=")
        if not is_pair or name in given:
            raise EncodeError("twice" if is_pair else "no_pair", name=shown(name))
        given[name] = value
    message = given.pop(MESSAGE, None)
    if message is None:
        raise EncodeError("no_message", known=", ".join(evidence.MESSAGES))
    if message not in evidence.MESSAGES:
        raise EncodeError("no_such_message", name=shown(message), known=", ".join(evidence.MESSAGES))
    make_message = evidence.MESSAGES[message]
    known = parameters(make_message)
    values = {}
    for name, value in given.items():
        if name not in known:
            raise EncodeError(
                "no_such_field", name=shown(name), message=message, known=", ".join(known) or "-"
            )
        values[name] = _value(known[name], value)
    return message, make_message(**values)


def _value(parameter: Parameter, text: str) -> Any:
    """A value of the right kind within what is allowed. Raises EncodeError."""
    fits: Any = text
    try:
        if parameter.kind is int:
            fits = int(text, 0)
        elif parameter.kind is bytes:
            fits = bytes.fromhex(text)
    except ValueError:
        fits = None
    measure = len(fits) if isinstance(fits, bytes) else fits
    if measure is None or measure not in parameter.allowed:
        raise EncodeError(
            f"bad_{parameter.kind.__name__}",
            name=parameter.name,
            value=shown(text),
            allowed=_allowed(parameter.allowed),
        )
    return fits


def _allowed(allowed: Any) -> str:
    """A container in words."""
    if isinstance(allowed, range):
        return f"{allowed.start}…{allowed.stop - 1}"
    return ", ".join(map(str, allowed))


def _list(evidence: Evidence, texts: Texts) -> None:
    """Every message, its fields, what they may be and what they are unless told."""
    for message, make_message in evidence.MESSAGES.items():
        print(f"{MESSAGE}={message}")
        rows = [
            [
                f"{one.name}=",
                one.default.hex() if isinstance(one.default, bytes) else str(one.default),
                texts.say(f"evidence.field_{one.kind.__name__}", allowed=_allowed(one.allowed)),
            ]
            for one in parameters(make_message).values()
        ]
        for line in columns(rows) if rows else []:
            print(f"    {line}")


def _fail(error: EncodeError, texts: Texts) -> int:
    print(f"chairctl: {texts.say(f'evidence.{error.code}', **error.params)}", file=sys.stderr)
    return ExitCode.USAGE
