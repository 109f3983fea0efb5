"""What the board runs when it is switched on."""

import os
import struct

from chairboard import pins
from chairboard.controller import Controller
from chairboard.hardware_board import Board
from chairboard.io import Inputs, Outputs
from chairboard.layout import BRIDGE, CHAIR
from chairboard.loop import run

layout = BRIDGE if pins.IS_BRIDGE else CHAIR
run(
    Controller(
        Inputs(), Outputs(), lambda: struct.unpack("<I", os.urandom(4))[0], pins.SERIAL_NUMBER, layout
    ),
    Board(),
)
