"""Seeds that have failed once, one `KEY SEED` a line in proof/seeds.txt; every campaign runs them first."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

SEEDS_FILE: Final = Path(__file__).resolve().parents[1] / "seeds.txt"


def remembered(file: Path = SEEDS_FILE) -> list[tuple[str, int]]:
    """What has failed before; nothing where there is no such file, as in an installed package."""
    if not file.exists():
        return []
    lines = (line.split() for line in file.read_text(encoding="utf-8").splitlines())
    return [(words[0], int(words[1])) for words in lines if len(words) == 2]


def remember(failed: Iterable[tuple[str, int]], file: Path = SEEDS_FILE) -> None:
    """Add what has failed now."""
    known = remembered(file)
    new = [each for each in dict.fromkeys(failed) if each not in known]
    if new:
        with file.open("a", encoding="utf-8") as lines:
            lines.writelines(f"{key} {seed}\n" for key, seed in new)
