"""Numbers for values and tables for rules, both filled as they are needed.

A state packs the numbers of its five parts into one integer: host, watch, device, frames, reports. The
three lowest bits of a device's number say whether the state is worth a closer look.
"""

from collections.abc import Callable, Hashable
from typing import Final, Generic, TypeVar

FRAMES_AT: Final = 12
DEVICE_AT: Final = FRAMES_AT + 16
WATCH_AT: Final = DEVICE_AT + 8
HOST_AT: Final = WATCH_AT + 10
REPORTS_MASK: Final = (1 << FRAMES_AT) - 1
FRAMES_MASK: Final = (1 << (DEVICE_AT - FRAMES_AT)) - 1
DEVICE_MASK: Final = (1 << (WATCH_AT - DEVICE_AT)) - 1
WATCH_MASK: Final = (1 << (HOST_AT - WATCH_AT)) - 1
HOST_MASK: Final = (1 << 16) - 1

ON: Final = 1
FAULTY: Final = 2
ARMED: Final = 4
LOOK: Final = (ON | FAULTY) << DEVICE_AT
"""A state with neither bit breaks no promise."""

Value = TypeVar("Value", bound=Hashable)
Found = TypeVar("Found")


class Pool(Generic[Value]):
    """Numbers for values, in the order in which they turn up; `flags_of` gives three lowest bits."""

    def __init__(self, most: int, flags_of: Callable[[Value], int] | None = None) -> None:
        self.values: dict[int, Value] = {}
        self._numbers: dict[Value, int] = {}
        self._most = most
        self._flags_of = flags_of

    def number(self, value: Value) -> int:
        """The number of this value. Raises OverflowError when a packed state has no room for it."""
        known = self._numbers.get(value)
        if known is None:
            known = len(self.values)
            if self._flags_of is not None:
                known = known * 8 + self._flags_of(value)
            if known > self._most:
                raise OverflowError("the bounds of the model do not fit into a packed state")
            self._numbers[value] = known
            self.values[known] = value
        return known


class Table(dict[int, Found]):
    """Answers that are worked out when first asked for."""

    def __init__(self, work_out: Callable[[int], Found]) -> None:
        super().__init__()
        self._work_out = work_out

    def __missing__(self, key: int) -> Found:
        found = self[key] = self._work_out(key)
        return found
