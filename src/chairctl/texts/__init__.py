"""Every text that a person sees, in English and German, looked up by a dotted code.

The core speaks in codes; whoever shows something to a person says the code here. The catalogues are
the TOML files beside this one, one table for each part of the program.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

LANGUAGES = ("en", "de")

MAIN, CARE, DAEMON, HIL, TUI = "", "care.", "daemon.", "hil.", "tui."
"""Beginnings of the file names: everyday texts; those of care, daemon, rig, screen are read when needed."""
PARTS = (MAIN, CARE, DAEMON, HIL, TUI)


class Texts:
    """The texts of one language."""

    def __init__(self, language: str) -> None:
        """Take one of `LANGUAGES`; anything else raises ValueError."""
        if language not in LANGUAGES:
            raise ValueError(f"language must be one of {LANGUAGES}, not {language!r}")
        self.language = language

    def say(self, code: str, **params: object) -> str:
        """The text of `code` with its placeholders filled; a missing code or parameter is a KeyError."""
        for part in (TUI,) if code.startswith(TUI) else PARTS:
            if text := catalogue(self.language, part).get(code):
                return text.format(**params)
        raise KeyError(code)


@cache
def catalogue(language: str, part: str = MAIN) -> Mapping[str, str]:
    """All texts of a language in a part, by their dotted code."""
    import tomllib  # a stop has been sent before anything is said

    file = Path(__file__).with_name(f"{part}{language}.toml")
    return dict(_flat("", tomllib.loads(file.read_text(encoding="utf-8"))))


def _flat(prefix: str, table: Mapping[str, object]) -> list[tuple[str, str]]:
    texts: list[tuple[str, str]] = []
    for key, value in table.items():
        if isinstance(value, Mapping):
            texts += _flat(f"{prefix}{key}.", value)
        else:
            texts.append((prefix + key, str(value)))
    return texts


def language_from(env: Mapping[str, str], option: str | None) -> str:
    """The language to speak: option, then CHAIRCTL_LANG, LC_ALL, LC_MESSAGES, LANG; unknown means English."""
    for wish in (option, *(env.get(name) for name in ("CHAIRCTL_LANG", "LC_ALL", "LC_MESSAGES", "LANG"))):
        if wish:
            language = wish[:2].lower()
            is_alone = not wish[2:3].isalpha()
            return language if language in LANGUAGES and is_alone else "en"
    return "en"
