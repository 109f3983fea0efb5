"""One line of a campaign's result."""

from typing import NamedTuple


class Figure(NamedTuple):
    """A figure of SAFETY.md as it was measured; `red_twin_failed` is None where there is no twin."""

    id: str
    text: str
    target: str
    measured: str
    held: bool
    trials: int
    red_twin_failed: bool | None
    failures: tuple[str, ...] = ()
    """One line for each trial that was not safe: the command that repeats it, and why."""
