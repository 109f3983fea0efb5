"""Where the firmware's source and its interpreter are."""

import os
import shutil
import sys
from importlib.resources import files
from pathlib import Path


class NoInterpreterError(Exception):
    """No MicroPython was found."""


def firmware_folder() -> Path:
    """In a checkout beside `hil/`, in an installed package inside it."""
    package = Path(str(files("chairctl_hil")))
    beside = package.parents[1] / "firmware"
    return beside if (beside / "chairboard").is_dir() else package / "_firmware"


def importable() -> Path:
    """The folder of the firmware, which CPython can import `chairboard` from now on."""
    folder = firmware_folder()
    if str(folder) not in sys.path:
        sys.path.append(str(folder))
    return folder


def interpreter() -> Path:
    """MicroPython: CHAIRCTL_MICROPYTHON, what firmware/fetch_micropython.sh has fetched, or the path's.

    Raises NoInterpreterError.
    """
    named = os.environ.get("CHAIRCTL_MICROPYTHON")
    fetched = firmware_folder().parent / ".micropython" / "micropython"
    for place in (named, str(fetched), shutil.which("micropython")):
        if place and Path(place).is_file():
            return Path(place)
    raise NoInterpreterError
