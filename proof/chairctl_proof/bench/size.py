"""How much is measured."""

from typing import Final, NamedTuple


class Size(NamedTuple):
    """`quick`: under a minute, in CI; else some minutes; `full`: as long as it takes."""

    name: str
    calls: int
    """Of what takes microseconds."""
    trials: int
    """Of what takes a session, and tenths of a second."""
    programs: int
    """Program starts."""
    seconds: float
    """For which something is watched."""

    @property
    def is_quick(self) -> bool:
        """Only what is cheap."""
        return self.name == "quick"

    @property
    def is_full(self) -> bool:
        """Everything, however long it takes."""
        return self.name == "full"


SMOKE: Final = Size("quick", calls=10, trials=2, programs=1, seconds=0.1)
"""Whether it works at all."""
QUICK: Final = Size("quick", calls=200, trials=8, programs=3, seconds=0.5)
NORMAL: Final = Size("normal", calls=2_000, trials=100, programs=20, seconds=2)
FULL: Final = Size("full", calls=20_000, trials=1_000, programs=100, seconds=30)
