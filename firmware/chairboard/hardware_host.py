"""The hardware of a board that does not exist: a tty for the UART, a socket to a model for the pins.

For MicroPython on a computer. Whoever starts it passes two open, non-blocking descriptors.
"""

import select
import struct
import sys
import time

from chairboard.controller import Controller
from chairboard.io import Inputs

OUTPUTS = "<hHHHHHHHhBBBII"
"""The fields of `Outputs` in their order; armed, accepted, refused."""
INPUTS = "<iHhhHHHHhHH"
INPUTS_SIZE = 24


class Host:
    """One tty and one model. An ended model ends the firmware, as a lost supply would."""

    def __init__(self, uart: int, model: int) -> None:
        self._uart = open(uart, "r+b")
        self._model = open(model, "r+b")
        self._poll = select.poll()
        self._poll.register(self._uart, select.POLLIN)
        self._heard = b""
        self._last_ticks = time.ticks_ms()
        self._now_ms = 0

    def now_ms(self) -> int:
        """Whole milliseconds since the start; the counter below it wraps."""
        ticks = time.ticks_ms()
        self._now_ms += time.ticks_diff(ticks, self._last_ticks)
        self._last_ticks = ticks
        return self._now_ms

    def read(self) -> bytes:
        """What the host has sent."""
        return self._uart.read(256) or b""

    def write(self, data: bytes) -> None:
        """What does not fit is lost, as on a wire."""
        self._uart.write(data)

    def sense(self, inputs: Inputs) -> None:
        """The newest readings of the model."""
        try:
            data = self._model.read(1024)
        except OSError:
            sys.exit()
        if data is None:
            return
        if not data:
            sys.exit()
        self._heard += data
        whole = len(self._heard) // INPUTS_SIZE * INPUTS_SIZE
        if not whole:
            return
        newest, self._heard = self._heard[whole - INPUTS_SIZE : whole], self._heard[whole:]
        (
            inputs.position_um, inputs.roller_ma, inputs.pad_tenth_c, inputs.guard_tenth_c,
            inputs.pressure_permille, inputs.vibration_ma, inputs.stimulation_tenth_ma, inputs.electrode_ohm,
            inputs.net_charge_uc, inputs.supply_mv, inputs.angle_tenth_deg,
        ) = struct.unpack(INPUTS, newest)  # fmt: skip

    def act(self, controller: Controller) -> None:
        """The pins, as one record."""
        out = controller.outputs
        record = struct.pack(
            OUTPUTS, out.carriage_permille, out.press_permille, out.heater_permille, out.air_permille,
            out.vibration_permille, out.stimulation_tenth_ma, out.pulse_width_us, out.rate_tenth_hz,
            out.posture_permille, out.switch, out.contactor, controller.armed, controller.accepted,
            controller.refused,
        )  # fmt: skip
        try:
            self._model.write(record)
        except OSError:
            sys.exit()

    def wait(self, most_ms: int) -> None:
        """Until bytes come, or so long."""
        self._poll.poll(most_ms)

    def kick(self) -> None:
        """Every record is a sign of life; a board has a watchdog here."""
