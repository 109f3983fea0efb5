"""What the plant of a chair really does, for tests and judges; the firmware never reads it."""

from typing import NamedTuple


class RollerTruth(NamedTuple):
    """A massage carriage: mm above the seat, mm/s (up is positive), N on the person, mA."""

    position_mm: float
    speed_mm_s: float
    force_n: float
    motor_ma: int


class PadTruth(NamedTuple):
    """A heating pad: °C of pad and skin, thermal dose of the skin in minutes at 43 °C."""

    pad_c: float
    skin_c: float
    skin_cem43_min: float
    power_w: float


class StimulationTruth(NamedTuple):
    """A pair of electrodes: peak mA in the tissue, ohm (None: open), part in contact, charge in µC.

    `net_charge_uc_per_s` is what unbalanced pulses leave behind.
    """

    current_ma: float
    impedance_ohm: float | None
    contact: float
    charge_per_phase_uc: float
    charge_uc: float
    net_charge_uc_per_s: int


class Truth(NamedTuple):
    """One instant of a whole chair; tuples hold one entry for each channel of a kind, in layout order.

    `outputs_zero`: nothing energises the person and nothing is about to rise: every level in force and
    every level being approached is 0, and no heater draws power. Pads may still be warm and cushions
    may still be venting. Positions, temperatures and pressures may be up to 50 ms old.
    `accepted` and `refused` count frames since boot.
    """

    rollers: tuple[RollerTruth, ...]
    pads: tuple[PadTruth, ...]
    air_kpa: tuple[float, ...]
    vibration_permille: tuple[int, ...]
    stimulations: tuple[StimulationTruth, ...]
    posture_tenth_deg: tuple[float, ...]
    outputs_zero: bool
    armed: bool
    accepted: int
    refused: int
