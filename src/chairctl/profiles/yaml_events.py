"""The events of a YAML parser, built into plain values; knows what a profile may not hold."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    ScalarEvent,
)

from chairctl.profiles.problems import shown

Tree: TypeAlias = "dict[str, Tree] | list[Tree] | str | int | Decimal | bool | None"
KeyPath: TypeAlias = tuple[str | int, ...]
Mark: TypeAlias = tuple[int, int]
"""Line and column, both from 1."""

MOST_LEVELS = 12

_NUMBER = re.compile(r"[-+]?(0|[1-9][0-9]{0,11})(\.[0-9]{1,6})?")
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


class Refusal(Exception):  # noqa: N818  (not an error of the program)
    """What a file may not hold, and where."""

    def __init__(self, mark: Mark, code: str, params: Mapping[str, str] | None = None) -> None:
        """Take the place (0, 0: none), the code of the text, and its parameters."""
        super().__init__(mark, code, params)
        self.mark = mark
        self.code = code
        self.params = params or {}


def scalar(text: str, *, plain: bool) -> Tree:
    """The value of a scalar; only a plain (unquoted) one can be a number, a truth or null."""
    if not plain:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if number := _NUMBER.fullmatch(text):
        return Decimal(text) if number[2] else int(text)
    return text


@dataclass(slots=True)
class _Open:
    """A mapping or list that has not ended yet."""

    value: dict[str, Tree] | list[Tree]
    path: KeyPath
    key: str | None = None


class TreeBuilder:
    """Takes events one by one; refuses aliases, tags, depth, second documents and double keys."""

    def __init__(self) -> None:
        self.marks: dict[KeyPath, Mark] = {(): (1, 1)}
        self.last: Mark = (1, 1)
        """Where the latest event began."""
        self._documents: list[Tree] = []
        self._open: list[_Open] = []

    def document(self) -> dict[str, Tree]:
        """The one document; raises Refusal when there is none or it is no mapping."""
        if not self._documents or self._documents[0] is None:
            raise Refusal((1, 1), "profile.empty")
        document = self._documents[0]
        if not isinstance(document, dict):
            raise Refusal((1, 1), "profile.not_a_document")
        return document

    def take(self, event: Event) -> None:
        """Take the next event; raises Refusal."""
        self.last = (event.start_mark.line + 1, event.start_mark.column + 1)
        if isinstance(event, DocumentStartEvent) and self._documents:
            raise Refusal(self.last, "profile.many_documents")
        if isinstance(event, CollectionEndEvent):
            self._open.pop()
        elif isinstance(event, AliasEvent):
            raise Refusal(self.last, "profile.alias")
        elif isinstance(event, ScalarEvent | CollectionStartEvent):
            self._take_node(event)

    def _take_node(self, event: ScalarEvent | CollectionStartEvent) -> None:
        if event.anchor:
            raise Refusal(self.last, "profile.alias")
        if event.tag:
            raise Refusal(self.last, "profile.tag")
        if self._awaits_key():
            self._take_key(event)
        elif isinstance(event, CollectionStartEvent):
            value: dict[str, Tree] | list[Tree] = {} if isinstance(event, MappingStartEvent) else []
            self._open.append(_Open(value, self._put(value)))
            if len(self._open) > MOST_LEVELS:
                raise Refusal(self.last, "profile.too_deep", {"most": str(MOST_LEVELS)})
        else:
            self._put(scalar(event.value, plain=event.implicit[0]))

    def _awaits_key(self) -> bool:
        return bool(self._open) and isinstance(self._open[-1].value, dict) and self._open[-1].key is None

    def _take_key(self, event: ScalarEvent | CollectionStartEvent) -> None:
        if not isinstance(event, ScalarEvent) or not event.value:
            raise Refusal(self.last, "profile.key_not_text")
        parent, key = self._open[-1], str(event.value)
        path = (*parent.path, key)
        if path in self.marks:
            first = self.marks[path][0]
            raise Refusal(self.last, "profile.duplicate_key", {"key": shown(key), "first": str(first)})
        self.marks[path] = self.last
        parent.key = key

    def _put(self, value: Tree) -> KeyPath:
        if not self._open:
            self._documents.append(value)
            return ()
        parent = self._open[-1]
        if isinstance(parent.value, list):
            path: KeyPath = (*parent.path, len(parent.value))
            self.marks[path] = self.last
            parent.value.append(value)
            return path
        key = parent.key or ""
        parent.key = None
        parent.value[key] = value
        return (*parent.path, key)
