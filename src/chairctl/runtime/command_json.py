"""Commands as JSON, for recordings and for the local socket."""

from typing import Any

from pydantic import TypeAdapter

from chairctl.domain.commands import (
    Acknowledge,
    Action,
    Arm,
    Attend,
    Command,
    LetMeUp,
    LowerLimit,
    Origin,
    Pause,
    Present,
    Release,
    Resume,
    Run,
    SetOutput,
    SkipStep,
    Stop,
    WindDown,
)

ACTIONS: dict[str, type[Action]] = {
    "stop": Stop,
    "arm": Arm,
    "acknowledge": Acknowledge,
    "run": Run,
    "pause": Pause,
    "resume": Resume,
    "skip_step": SkipStep,
    "set_output": SetOutput,
    "release": Release,
    "present": Present,
    "wind_down": WindDown,
    "attend": Attend,
    "let_me_up": LetMeUp,
    "lower_limit": LowerLimit,
}
_NAMES = {kind: name for name, kind in ACTIONS.items()}
_ADAPTERS: dict[str, TypeAdapter[Any]] = {}


def _adapter(name: str) -> TypeAdapter[Any]:
    if name not in _ADAPTERS:
        _ADAPTERS[name] = TypeAdapter(ACTIONS[name])
    return _ADAPTERS[name]


def prepare() -> None:
    """Build every validator now: the first use of one would take milliseconds of a control turn."""
    for name in ACTIONS:
        _adapter(name)


def to_json(command: Command) -> dict[str, Any]:
    """A command as a JSON object: origin, id, action and the action's own keys."""
    name = _NAMES[type(command.action)]
    fields = _adapter(name).dump_python(command.action, mode="json")
    return {"origin": command.origin.value, "id": command.id, "action": name, **fields}


def from_json(document: dict[str, Any]) -> Command:
    """A command from its JSON object. Raises ValueError with what is wrong."""
    fields = dict(document)
    try:
        origin, command_id, name = Origin(fields.pop("origin")), fields.pop("id"), fields.pop("action")
    except KeyError as missing:
        raise ValueError(f"missing key {missing}") from None
    if not isinstance(command_id, str) or not isinstance(name, str) or name not in ACTIONS:
        raise ValueError(f"unknown action {name!r}")
    return Command(origin, command_id, _adapter(name).validate_python(fields))
