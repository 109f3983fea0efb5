"""What can be wrong with a simulated board, its TENS unit, its electrodes and its line."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Final, Self

_INTEGERS: Final = {"dial_tenth_ma": 1000, "electrodes_off": 3}


@dataclass(frozen=True, slots=True)
class BoardFaults:
    """What is broken now; the default is a healthy board.

    `dial_tenth_ma` is what the TENS unit gives at most as its own dial is set. `electrodes_off` is a mask of
    channels. `deaf` hears nothing, `mute` says nothing, `no_debug` is a build that does not echo.
    `no_end` forgets to end a channel when its time is over.
    """

    dial_tenth_ma: int = 200
    electrodes_off: int = 0
    deaf: bool = False
    mute: bool = False
    no_debug: bool = False
    no_end: bool = False

    def changed(self, changes: Mapping[str, Any]) -> Self:
        """These faults with `changes` by field name; ValueError for an unknown name or value."""
        names = {field.name for field in fields(self)}
        for name, value in changes.items():
            if name not in names:
                raise ValueError(f"unknown fault {name!r}")
            most = _INTEGERS.get(name)
            fits = isinstance(value, bool) if most is None else type(value) is int and 0 <= value <= most
            if not fits:
                raise ValueError(f"fault {name!r} cannot be {value!r}")
        return replace(self, **changes)


HEALTHY: Final = BoardFaults()
