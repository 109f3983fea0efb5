"""What is wrong with a file, as values: where, which key, a code and its parameters."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from chairctl.texts import Texts

_SUGGESTED = "suggested"

LONGEST_PATH = 4096
"""A path is shown as a whole: its end is what tells files apart."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, and enough to say how to mend it in any language."""

    file: str
    line: int
    """From 1; 0 when the problem has no line."""
    column: int
    """From 1; 0 when the problem has no line."""
    key: str
    """Path of the key, as in `channels[1].set_max_c`; empty for the file as a whole."""
    code: str
    """Code of the text, as in `profile.unknown_key`."""
    params: Mapping[str, str] = field(default_factory=dict)

    def say(self, texts: Texts) -> str:
        """`file:line:column: key: what is wrong; how to mend it`, in the language of `texts`."""
        params = dict(self.params)
        if _SUGGESTED in params:
            name = params.pop(_SUGGESTED)
            params["suggestion"] = texts.say("profile.suggestion", name=name) if name else ""
        where = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        key = f"{self.key}: " if self.key else ""
        return f"{where}: {key}{texts.say(self.code, **params)}"


class ProfileErrors(Exception):  # noqa: N818  (it carries several)
    """A file that is refused, with every problem that was found in it, at least one."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        texts = Texts("en")
        return "\n".join(problem.say(texts) for problem in self.problems)


def suggestion(wrong: str, known: Collection[str]) -> dict[str, str]:
    """Parameters of a text with "did you mean": the nearest known word (or none) and all known ones."""
    from difflib import get_close_matches

    near = get_close_matches(wrong, known, n=1, cutoff=0.5)
    return {_SUGGESTED: near[0] if near else "", "known": ", ".join(known)}


def shown(text: str, most: int = 60) -> str:
    """A text from outside, made fit for a message: short, and nothing in it that a terminal obeys."""
    visible = "".join(letter if letter.isprintable() else f"\\u{ord(letter):04x}" for letter in text)
    return visible if len(visible) <= most else visible[: most - 3] + "..."
