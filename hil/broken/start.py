"""Where a broken firmware finds the sound one. Runs in MicroPython; its folder is in CHAIRBOARD."""

import os
import sys

sys.path.insert(0, os.getenv("CHAIRBOARD") or ".")

import host_main


def main() -> None:
    """Serve, broken as it now is."""
    host_main.main()
