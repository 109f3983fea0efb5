"""A profile file or text, read as YAML 1.2 into plain values, with the line and column of every key.

Works on the parser's events, so nothing is ever constructed: no tags, no anchors, no aliases. Numbers
are whole (`int`) or have a point (`Decimal`, exact); anything else that is not `true`, `false` or
`null` is text. Every refusal is a `ProfileErrors`.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from chairctl.profiles.problems import LONGEST_PATH, Problem, ProfileErrors, shown
from chairctl.profiles.yaml_events import KeyPath, Mark, Refusal, Tree, TreeBuilder

MOST_BYTES = 256 * 1024


class Source(NamedTuple):
    """What a file says, and where it says it."""

    name: str
    data: dict[str, Tree]
    marks: dict[KeyPath, Mark]

    def path(self, location: KeyPath) -> KeyPath:
        """The part of a location that the file has; what it does not have (a pydantic tag) is passed over."""
        path: KeyPath = ()
        for part in location:
            if (*path, part) in self.marks:
                path = (*path, part)
        return path

    def problem(self, location: KeyPath, code: str, params: Mapping[str, str]) -> Problem:
        """The problem `code` at a location; a missing key is placed at its parent."""
        path = self.path(location)
        key = (*path, location[-1]) if code == "profile.missing_key" else path
        return Problem(self.name, *self.marks[path], written(key), code, params)


def written(path: KeyPath) -> str:
    """A path as people write it: `channels[1].set_max_c`; list entries count from 0."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{shown(part)}" for part in path)
    return "".join(parts).removeprefix(".")


def refused(name: str, refusal: Refusal) -> ProfileErrors:
    """The exception for a file that can't even be read as keys and values."""
    return ProfileErrors((Problem(name, *refusal.mark, "", refusal.code, refusal.params),))


def read_text(path: Path) -> str:
    """The text of a profile file; raises ProfileErrors when it is missing, too large or not UTF-8."""
    name = shown(str(path), LONGEST_PATH)
    try:
        if not path.is_file():
            code = "profile.not_a_file" if path.exists() else "profile.missing_file"
            raise refused(name, Refusal((0, 0), code))
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except (OSError, ValueError):
        raise refused(name, Refusal((0, 0), "profile.unreadable")) from None
    if len(data) > MOST_BYTES:
        raise refused(name, _TOO_LARGE)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start]
        mark = (before.count(b"\n") + 1, error.start - before.rfind(b"\n"))
        raise refused(name, Refusal(mark, "profile.not_utf8")) from None


def parse(text: str, name: str) -> Source:
    """Parse one YAML document; `name` is the file name that problems carry. Raises ProfileErrors."""
    builder = TreeBuilder()
    try:
        _refuse_hidden_characters(text)
        for event in YAML(typ="safe", pure=True).parse(text):
            builder.take(event)
        return Source(name, builder.document(), builder.marks)
    except Refusal as refusal:
        raise refused(name, refusal) from None
    except MarkedYAMLError as error:
        begun, noticed = error.context_mark, error.problem_mark
        at_end = noticed is None or noticed.index >= len(text.rstrip())
        mark = begun if at_end and begun else noticed  # an open quote is noticed at the end of the file
        raise refused(name, _syntax(text, (mark.line + 1, mark.column + 1))) from None
    except (YAMLError, ValueError, OverflowError):  # such as an escape beyond Unicode
        raise refused(name, _syntax(text, builder.last)) from None


_TOO_LARGE = Refusal((0, 0), "profile.too_large", {"most": str(MOST_BYTES // 1024)})


def _refuse_hidden_characters(text: str) -> None:
    if len(text) > MOST_BYTES:
        raise _TOO_LARGE
    for number, line in enumerate(text.split("\n"), 1):
        visible = line.removesuffix("\r").replace("\t", " ")
        if not visible.isprintable():
            column, letter = next((i, c) for i, c in enumerate(visible, 1) if not c.isprintable())
            raise Refusal((number, column), "profile.odd_character", {"character": f"U+{ord(letter):04X}"})


def _syntax(text: str, mark: Mark) -> Refusal:
    near = "".join(text.split("\n")[mark[0] - 1 : mark[0]])
    if "\t" in near:
        return Refusal(mark, "profile.tab")
    return Refusal(mark, "profile.syntax", {"near": shown(near.strip())})
