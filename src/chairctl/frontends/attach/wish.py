"""What a remote asks for, as somebody at the chair is asked about it; and who keeps it until then."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Protocol

from pydantic import Field

from chairctl.domain.time import MINUTE

Say = Callable[[dict[str, Any]], None]


@dataclass(frozen=True, slots=True)
class Wish:
    """It waits for a yes. Its number names it: what is agreed to is this wish and no later one."""

    number: Annotated[int, Field(strict=True, ge=1, lt=2**53)]
    action: Literal["run", "let_me_up"]
    programme: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,47}$")] | None
    """The name of what `run` starts; None: it is about no programme."""
    within: Annotated[int, Field(strict=True, ge=0, le=10 * MINUTE)]
    """How long it goes on to wait, ns."""

    def __post_init__(self) -> None:
        """Raises ValueError for a `run` of nothing, and for anything else of a programme."""
        if (self.action == "run") != (self.programme is not None):
            raise ValueError("a wish to run names a programme, and no other does")

    @property
    def text(self) -> str:
        """For a log, a script, a command line."""
        return f"{self.action} {self.programme}" if self.programme else self.action


class Wishes(Protocol):
    """The wishes of remotes for one chair; at most one waits."""

    def wish(self) -> Wish | None:
        """What waits; None: nothing does."""
        ...

    def confirm(self, number: int | None, told: Say) -> bool:
        """Somebody at the chair agrees; False: that does not wait. `told` hears what becomes of it.

        Without a number it is whatever waits.
        """
        ...

    def decline(self, number: int | None) -> bool:
        """Somebody at the chair does not want it; False: that does not wait."""
        ...
