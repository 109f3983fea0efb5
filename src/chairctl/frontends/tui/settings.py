"""What a person has chosen for the screen, kept in a small file of the user."""

import json
import os
from collections.abc import Collection
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from platformdirs import user_config_path

from chairctl.frontends.tui.looks import THEMES
from chairctl.texts import LANGUAGES

BLANK_CHOICES = (0, 2, 5, 10)


@dataclass(frozen=True, slots=True)
class Settings:
    """How the screen looks."""

    language: str = "en"
    theme: str = "calm"
    large: bool = False
    """Fewer things, bigger."""
    bell: bool = True
    blank_minutes: int = 5
    """The screen goes dark after so long without a key; 0: never."""
    person: str = ""
    """Who sat there last."""


def settings_path() -> Path:
    """The file of this user."""
    return user_config_path("chairctl") / "screen.json"


def load_settings(path: Path, language: str) -> Settings:
    """What was kept; what is missing or broken is as usual, in the language given."""
    usual = Settings(language=language)
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return usual
    if not isinstance(kept, dict):
        return usual
    allowed: dict[str, Collection[object]] = {
        "language": LANGUAGES,
        "theme": tuple(THEMES),
        "large": (True, False),
        "bell": (True, False),
        "blank_minutes": BLANK_CHOICES,
    }
    good = {name: kept[name] for name, choices in allowed.items() if kept.get(name) in choices}
    person = kept.get("person")
    return replace(usual, **good, person=person if isinstance(person, str) else "")


def keep_settings(path: Path, settings: Settings) -> None:
    """Write them; a disk that can't is no reason to end anything."""
    new = path.with_name(f".{path.name}.{os.getpid()}.new")
    with suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        new.write_text(json.dumps(asdict(settings), indent=2), encoding="utf-8")
        new.rename(path)
