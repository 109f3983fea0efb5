"""Whether the firmware's interpreter is here."""

import pytest

from chairctl_hil.board.source import NoInterpreterError, interpreter


def is_missing() -> bool:
    try:
        interpreter()
    except NoInterpreterError:
        return True
    return False


needs_micropython = pytest.mark.skipif(
    is_missing(), reason="there is no MicroPython here: run `make micropython`, which asks apt for it"
)
