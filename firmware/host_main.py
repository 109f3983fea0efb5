"""`micropython host_main.py UART_FD MODEL_FD [--bridge]`: the firmware on a computer (hardware_host.py)."""

import os
import struct
import sys

sys.path.insert(0, os.getenv("CHAIRBOARD") or ".")

from chairboard.controller import Controller
from chairboard.hardware_host import Host
from chairboard.io import Inputs, Outputs
from chairboard.layout import BRIDGE, CHAIR
from chairboard.loop import run


def draw() -> int:
    """A random number of 32 bits."""
    return int(struct.unpack("<I", os.urandom(4))[0])


def main() -> None:
    """Serve until the model ends."""
    layout = BRIDGE if "--bridge" in sys.argv else CHAIR
    controller = Controller(Inputs(), Outputs(), draw, "BOARD-000001", layout)
    run(controller, Host(int(sys.argv[1]), int(sys.argv[2])))


if __name__ == "__main__":
    main()
