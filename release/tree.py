"""The sources of a release: what git has of them, and where they lie."""

import re
import subprocess
from pathlib import Path

from chairctl import __version__

ROOT = Path(__file__).parents[1]


def git(*words: str) -> str:
    """What git says. Raises CalledProcessError."""
    return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=True).stdout


def unclean() -> str:
    """Files that differ from the commit, one a line."""
    return git("status", "--porcelain").rstrip()


def committed_at() -> int:
    """Seconds since 1970 of the commit: the time that a release bears."""
    return int(git("log", "-1", "--format=%ct"))


def exported(folder: Path) -> Path:
    """The commit, and nothing else, in a folder."""
    folder.mkdir(parents=True)
    archive = subprocess.run(["git", "archive", "HEAD"], cwd=ROOT, capture_output=True, check=True).stdout
    subprocess.run(["tar", "x", "-C", str(folder)], input=archive, check=True)
    return folder


def heads_changelog(changelog: str) -> bool:
    """Whether a changelog begins with this version and a date: nothing is left unreleased above it."""
    heads = re.findall(r"^## (.+)$", changelog, re.MULTILINE)
    return (
        bool(heads) and re.fullmatch(rf"{re.escape(__version__)} - \d{{4}}-\d\d-\d\d", heads[0]) is not None
    )
