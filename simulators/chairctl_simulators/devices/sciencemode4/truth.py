"""What the outputs of a simulated stimulator really do, for tests and judges."""

from typing import NamedTuple


class OutputTruth(NamedTuple):
    """One output: peak mA in the tissue, width of the longest step (µs), pulses per second (0.1 Hz).

    `net_charge_nc` is what one pulse leaves behind, `contact` the part of the electrodes that touches skin.
    """

    current_ma: float
    pulse_width_us: int
    rate_tenth_hz: int
    net_charge_nc: float
    contact: float


class Truth(NamedTuple):
    """One instant of a whole stimulator.

    `status` as the device reports it: 0 nothing, 1 low level ready, 2 mid level ready, 3 mid level running.
    `high_voltage` is on from the end of an initialisation to the end of a stop. `low_pulses` counts the
    single pulses of the low level since boot; `accepted` and `refused` count requests.
    """

    stimulations: tuple[OutputTruth, ...]
    outputs_zero: bool
    armed: bool
    status: int
    high_voltage: bool
    low_pulses: int
    accepted: int
    refused: int
