"""Hazards without a scenario in virtual time, and where they are proven instead or what they wait for.

docs/hazards.toml names the tests one by one.
"""

from collections.abc import Mapping
from typing import Final

_REAL: Final = "real processes in real time: tests/runtime, tests/warden, `chairctl prove`"
_LEDGER: Final = "the ledger by itself: tests/safety/test_allowance_*.py, tests/runtime/test_ledger_*.py"
_LOADER: Final = "the loader: tests/profiles"

ELSEWHERE: Final[Mapping[str, str]] = {
    "H03": _REAL,
    "H04": _REAL,
    "H06": _REAL,
    "H07": _REAL,
    "H08": _REAL,
    "H11": _LEDGER,
    "H12": "a gap in the host's clock is H10 here; no test puts a computer to sleep",
    "H13": _REAL,
    "H15": _REAL,
    "H17": _REAL,
    "H19": _REAL,
    "H20": "no await between deciding and writing: tests/control",
    "H36": "tests/simulators/chairlink/test_lease.py, tests/protocols/chairlink/test_device.py",
    "H50": "the simulated motor never exceeds its rating: tests/safety/test_interlocks_roller.py",
    "H54": "the first pulse is the device's own; no simulator of its source yet",
    "H62": _LOADER,
    "H64": "tests/safety/test_limits.py, tests/simulators/chairlink/test_handshake.py",
    "H65": "later: issue 7 (MQTT)",
    "H66": "later: issue 7 (MQTT)",
    "H67": "later: issue 7 (MQTT); the local socket: tests/frontends/test_attach.py",
    "H68": "later: issue 7 (MQTT)",
    "H69": _LEDGER,
    "H70": _LEDGER,
    "H71": "later: issue 5 (screening)",
    "H73": "the screen: tests/frontends/tui/test_screens.py, test_stories.py",
    "H74": "later: issue 5 (sites)",
    "H75": "every trip of a scenario is latched with its reason; front ends: `chairctl prove`, F16",
    "H76": "later: issue 8 (real devices)",
    "H77": "red twins are patches from outside: every scenario has one",
    "H79": _LEDGER,
}
