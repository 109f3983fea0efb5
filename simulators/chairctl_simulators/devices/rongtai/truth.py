"""What the chair really does, for tests and judges; the firmware never reads it."""

from typing import NamedTuple


class RongTaiTruth(NamedTuple):
    """One instant of a whole chair.

    `outputs_zero`: no roller works, no air bag is on, the foot wheel stands and no heater draws power.
    Motion counts by itself: `moving` names what travels now (`home`, `back`, `legs`, `scan`).
    `technique` is what is felt, numbered as on a standard firmware.
    `powers` is how often the power key was obeyed, `starts` how often that woke the chair, and
    `forbidden` how often something came that no host may send.
    """

    state: int
    outputs_zero: bool
    moving: tuple[str, ...]
    technique: int
    strength: int
    roller_force_n: float
    air: int
    wheel: int
    heat_on: bool
    pad_c: float
    skin_c: float
    back_tenth_deg: float
    legs_tenth_deg: float
    left_s: int
    powers: int
    starts: int
    keys: int
    forbidden: int
