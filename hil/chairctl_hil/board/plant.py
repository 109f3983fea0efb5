"""The chair at the board's pins: the physics of the simulators, behind drivers and sensors of its own."""

from dataclasses import replace
from typing import Final, NamedTuple

from chairctl_simulators.devices.chairlink.truth import PadTruth, RollerTruth, StimulationTruth, Truth
from chairctl_simulators.faults import HEALTHY, Faults
from chairctl_simulators.plant.air import AirCushion
from chairctl_simulators.plant.body import Body
from chairctl_simulators.plant.electrode import Electrodes
from chairctl_simulators.plant.heat import HeatPad
from chairctl_simulators.plant.motors import VibrationMotor
from chairctl_simulators.plant.roller import HOLD, ROLLING, TRAVEL_MM, Roller

STEP_NS: Final = 10_000_000
_OPEN_OHM: Final = 0xFFFF
_HEALTHY_MV: Final = 24_000


class Drive(NamedTuple):
    """What the pins say, field by field as `chairboard.io.Outputs` has it."""

    carriage_permille: int = 0
    press_permille: int = 0
    heater_permille: int = 0
    air_permille: int = 0
    vibration_permille: int = 0
    stimulation_tenth_ma: int = 0
    pulse_width_us: int = 0
    rate_tenth_hz: int = 0
    posture_permille: int = 0
    switch: int = 0
    contactor: int = 0


AT_REST: Final = Drive()


class Readings(NamedTuple):
    """What the sensors say, field by field as `chairboard.io.Inputs` has it."""

    position_um: int
    roller_ma: int
    pad_tenth_c: int
    guard_tenth_c: int
    pressure_permille: int
    vibration_ma: int
    stimulation_tenth_ma: int
    electrode_ohm: int
    net_charge_uc: int
    supply_mv: int
    angle_tenth_deg: int


class BoardPlant:
    """Roller, pad, cushion, motor, electrodes behind one contactor. Time is ns and never runs backwards."""

    def __init__(self, ambient_c: float, body: Body, start_ns: int) -> None:
        self.faults = HEALTHY
        self.drive = AT_REST
        self._now_ns = start_ns
        self.roller = Roller(body)
        self.pad = HeatPad(ambient_c, body)
        self.air = AirCushion()
        self.motor = VibrationMotor()
        self.electrodes = Electrodes(body)
        self._suffer()

    def set_faults(self, faults: Faults) -> None:
        """From now on exactly these faults hold."""
        self.faults = faults
        self._suffer()

    def set_drive(self, drive: Drive) -> None:
        """The pins have changed. Without the contactor no power stage does anything."""
        if drive == self.drive:
            return
        switched = drive.contactor != self.drive.contactor
        self.drive = drive
        if switched:
            self._suffer()
        roller = self.roller
        roller.technique = ROLLING if drive.carriage_permille else HOLD
        roller.low_mm = roller.high_mm = TRAVEL_MM if drive.carriage_permille > 0 else 0
        roller.speed = abs(drive.carriage_permille)
        roller.level = drive.press_permille
        self.pad.duty_permille = drive.heater_permille
        self.air.level = drive.air_permille
        self.motor.level = drive.vibration_permille
        electrodes = self.electrodes
        electrodes.level = drive.stimulation_tenth_ma
        electrodes.pulse_width_us, electrodes.rate_tenth_hz = drive.pulse_width_us, drive.rate_tenth_hz

    def run(self, now_ns: int) -> None:
        """Let time pass, in steps that the physics bears."""
        while (left_ns := now_ns - self._now_ns) > 0:
            step_ns = min(left_ns, 5 * STEP_NS)
            for part in (self.roller, self.pad, self.air, self.motor, self.electrodes):
                part.advance(step_ns / 1e9)
            self._now_ns += step_ns

    def readings(self) -> Readings:
        """What the sensors say now."""
        impedance = self.electrodes.impedance_ohm()
        supply = self.faults.supply_mv
        return Readings(
            round(self.roller.position_mm * 1000),
            self.roller.motor_ma(),
            self.pad.reading_tenth_c(),
            round(self.pad.pad_c * 10),
            self.air.reading(),
            self.motor.reading(),
            min(round(self.electrodes.current_ma() * 10), 0xFFFF),
            _OPEN_OHM if impedance is None else min(round(impedance), _OPEN_OHM - 1),
            self.electrodes.net_charge_uc_per_s(),
            _HEALTHY_MV if supply is None else supply,
            700,
        )

    @property
    def outputs_zero(self) -> bool:
        """Whether nothing energises the person."""
        drive = self.drive
        if self.faults.supply_mv == 0 or not drive.contactor:
            return self.electrodes.current_ma() == 0
        driven = drive.press_permille or drive.heater_permille or drive.air_permille or drive.switch
        driven = driven or drive.vibration_permille or drive.stimulation_tenth_ma
        return not driven and self.pad.power_w() == 0 and self.electrodes.current_ma() == 0

    def truth(self, *, armed: bool, accepted: int, refused: int) -> Truth:
        """What the chair really does, in the words of the simulated one."""
        roller, pad, electrodes = self.roller, self.pad, self.electrodes
        return Truth(
            rollers=(
                RollerTruth(roller.position_mm, roller.speed_mm_s, roller.force_n(), roller.motor_ma()),
            ),
            pads=(PadTruth(pad.pad_c, pad.skin_c, pad.cem43_min, pad.power_w()),),
            air_kpa=(self.air.kpa,),
            vibration_permille=(),
            stimulations=(
                StimulationTruth(
                    electrodes.current_ma(),
                    electrodes.impedance_ohm(),
                    electrodes.contact,
                    electrodes.charge_per_phase_uc(),
                    electrodes.charge_uc,
                    electrodes.net_charge_uc_per_s(),
                ),
            ),
            posture_tenth_deg=(),
            outputs_zero=self.outputs_zero,
            armed=armed,
            accepted=accepted,
            refused=refused,
        )

    def _suffer(self) -> None:
        faults = self.faults if self.drive.contactor else replace(self.faults, supply_mv=0)
        for part in (self.roller, self.pad, self.air, self.motor, self.electrodes):
            part.suffer(faults)
