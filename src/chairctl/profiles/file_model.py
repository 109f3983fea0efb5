"""From a parsed file to a pydantic model, with errors that name file, line, key and remedy."""

from collections.abc import Iterable
from typing import Any, LiteralString, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError, ValidationInfo, model_validator
from pydantic_core import ErrorDetails

from chairctl.profiles.problems import Problem, ProfileErrors, suggestion
from chairctl.profiles.values import written_value
from chairctl.profiles.yaml_events import KeyPath, Tree
from chairctl.profiles.yaml_source import Source


class FileModel(BaseModel):
    """A mapping in a file: unknown keys are errors, nothing is converted by guessing."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _note_known_keys(cls, data: object, info: ValidationInfo) -> object:
        """Remember which keys this mapping may have: an unknown key is answered with the nearest one."""
        assert info.context is not None
        info.context[id(data)] = [field.alias or name for name, field in cls.model_fields.items()]
        return data


class Fault(NamedTuple):
    """A rule between keys that a file breaks."""

    location: KeyPath
    code: LiteralString
    params: dict[str, str]


Model = TypeVar("Model", bound=FileModel)


def schema_of(source: Source, *allowed: str) -> str:
    """What the `schema` key of a file says; raises ProfileErrors if it is not one of `allowed`."""
    schema = source.data.get("schema")
    if isinstance(schema, str) and schema in allowed:
        return schema
    expected = " | ".join(allowed)
    if "schema" not in source.data:
        raise ProfileErrors((source.problem(("schema",), "profile.schema_missing", {"expected": expected}),))
    params = {"value": written_value(schema), "expected": expected}
    raise ProfileErrors((source.problem(("schema",), "profile.schema_wrong", params),))


def read_model(model: type[Model], source: Source, schema: str) -> Model:
    """The file as `model`; `schema` is what its `schema` key must say. Raises ProfileErrors."""
    schema_of(source, schema)
    data = {key: value for key, value in source.data.items() if key != "schema"}
    known: dict[int, list[str]] = {}
    try:
        return model.model_validate(data, context=known)
    except ValidationError as error:
        details = error.errors(include_url=False)
        raise ProfileErrors(_in_order(_problem(source, data, detail, known) for detail in details)) from None


def refuse(source: Source, faults: Iterable[Fault]) -> None:
    """Raise ProfileErrors if there is any fault."""
    problems = _in_order(source.problem(*fault) for fault in faults)
    if problems:
        raise ProfileErrors(problems)


def _in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda problem: (problem.line, problem.column, problem.key)))


def _problem(
    source: Source, data: dict[str, Tree], detail: ErrorDetails, known: dict[int, list[str]]
) -> Problem:
    """One pydantic error as a problem; errors of our own validators already carry code and parameters."""
    location, context = detail["loc"], detail.get("ctx", {})
    match detail["type"]:
        case "missing":
            return source.problem(location, "profile.missing_key", {"key": str(location[-1])})
        case "union_tag_not_found":
            return source.problem((*location, "kind"), "profile.missing_key", {"key": "kind"})
        case "union_tag_invalid":
            kinds = context["expected_tags"].replace("'", "").split(", ")
            value = written_value(detail["input"]["kind"])
            params = {"value": value, **suggestion(context["tag"], kinds)}
            return source.problem((*location, "kind"), "profile.not_a_choice", params)
        case "extra_forbidden":
            keys = known[id(_value_at(data, source.path(location)[:-1]))]
            return source.problem(location, "profile.unknown_key", suggestion(str(location[-1]), keys))
        case "list_type":
            return source.problem(location, "profile.not_a_list", {})
        case "too_short":
            params = {"length": str(context["actual_length"]), "least": str(context["min_length"])}
            return source.problem(location, "profile.too_few", params)
        case "too_long":
            params = {"length": str(context["actual_length"]), "most": str(context["max_length"])}
            return source.problem(location, "profile.too_many", params)
        case "model_type" | "model_attributes_type" | "dict_type":
            return source.problem(location, "profile.not_a_mapping", {})
        case code:
            return source.problem(location, code, context)


def _value_at(data: dict[str, Tree], path: KeyPath) -> Any:
    value: Any = data
    for part in path:
        value = value[part]
    return value
