"""What the board feels and drives: all that logic and hardware share. Whole numbers, units in the names."""

OPEN_OHM = 0xFFFF


class Inputs:
    """The latest readings."""

    def __init__(self) -> None:
        self.position_um = 100_000
        self.roller_ma = 0
        self.pad_tenth_c = 250
        self.guard_tenth_c = 250
        """The second thermistor of the pad, which only watches."""
        self.pressure_permille = 0
        self.vibration_ma = 0
        self.stimulation_tenth_ma = 0
        self.electrode_ohm = OPEN_OHM
        self.net_charge_uc = 0
        self.supply_mv = 24_000
        self.angle_tenth_deg = 700


class Outputs:
    """What the pins are to do; everything 0 is a chair at rest with its contactor open."""

    def __init__(self) -> None:
        self.carriage_permille = 0
        """Signed: up is positive."""
        self.press_permille = 0
        self.heater_permille = 0
        self.air_permille = 0
        self.vibration_permille = 0
        self.stimulation_tenth_ma = 0
        self.pulse_width_us = 0
        self.rate_tenth_hz = 0
        self.posture_permille = 0
        """Signed: up is positive."""
        self.switch = 0
        """Bridge mode: 1 lets the device behind the board have its supply."""
        self.contactor = 0
        """1 lets the power stages have their supply."""
