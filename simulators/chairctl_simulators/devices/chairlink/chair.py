"""The simulated chair: firmware and plant under one time that the caller supplies."""

from collections import deque
from random import Random
from typing import Final

from chairctl_simulators.devices.chairlink.channels import build
from chairctl_simulators.devices.chairlink.firmware import TELEMETRY_NS, Firmware
from chairctl_simulators.devices.chairlink.setup import ChairSetup
from chairctl_simulators.devices.chairlink.truth import PadTruth, RollerTruth, StimulationTruth, Truth
from chairctl_simulators.faults import HEALTHY, Faults
from chairctl_simulators.plant.air import AirCushion
from chairctl_simulators.plant.electrode import Electrodes
from chairctl_simulators.plant.heat import HeatPad
from chairctl_simulators.plant.motors import PostureMotor, VibrationMotor
from chairctl_simulators.plant.roller import Roller

_STEP_NS: Final = 50_000_000
_OUTBOX_FRAMES: Final = 64
_DEFAULT: Final = ChairSetup()


class SimulatedChair:
    """One chair on one line. All times are in ns of the caller's time scale and never run backwards.

    The chair is switched on at `start_ns`. The same seed and the same calls give the same bytes. A call
    that comes late still lets everything happen at its own instant; of telemetry that nobody fetched
    the newest 64 frames are kept.
    """

    def __init__(self, seed: int, setup: ChairSetup = _DEFAULT, start_ns: int = 0) -> None:
        self.serial_number = f"SIM-{seed % 1_000_000:06d}"
        self._faults = HEALTHY
        self._now_ns = self._plant_ns = start_ns
        channels = tuple(build(kind, setup.body, setup.ambient_c) for kind, _ in setup.channels)
        self._plants = tuple(channel.plant for channel in channels)
        self._advances = tuple(plant.advance for plant in self._plants)
        self._rollers = tuple(plant for plant in self._plants if isinstance(plant, Roller))
        self._pads = tuple(plant for plant in self._plants if isinstance(plant, HeatPad))
        self._cushions = tuple(plant for plant in self._plants if isinstance(plant, AirCushion))
        self._vibrations = tuple(plant for plant in self._plants if isinstance(plant, VibrationMotor))
        self._electrodes = tuple(plant for plant in self._plants if isinstance(plant, Electrodes))
        self._postures = tuple(plant for plant in self._plants if isinstance(plant, PostureMotor))
        self._channels = channels
        self._firmware = Firmware(setup, self.serial_number, channels, Random(seed))
        self._outbox = deque([self._firmware.boot(start_ns)], _OUTBOX_FRAMES)
        self._due_ns = self._firmware.due_ns  # what it is after everything that the firmware does

    @property
    def faults(self) -> Faults:
        """What is broken now."""
        return self._faults

    def feed(self, data: bytes, now_ns: int) -> bytes:
        """The host's bytes have arrived; returns what the chair sends by now, answers last."""
        self._run(now_ns)
        sent = self._flush() if self._outbox else b""
        if self._faults.firmware_hang:
            return sent
        if self._plant_ns < self._now_ns:
            self._pass_time(self._now_ns)
        sent += self._firmware.receive(data, self._now_ns)
        self._due_ns = self._firmware.due_ns
        return sent

    def advance(self, now_ns: int) -> bytes:
        """Let time pass; returns what the chair has sent since the last call."""
        self._run(now_ns)
        return self._flush() if self._outbox else b""

    def next_deadline(self) -> int:
        """When `advance` should be called next: telemetry, or the end of the lease."""
        if self._outbox:
            return self._now_ns
        if self._faults.firmware_hang:
            return self._now_ns + TELEMETRY_NS
        return self._due_ns

    def reboot(self, now_ns: int) -> None:
        """Brown-out of the controller: the firmware starts anew, the plant keeps its state."""
        self._run(now_ns)
        self._pass_time(self._now_ns)
        self._outbox.clear()
        self._outbox.append(self._firmware.boot(self._now_ns))
        self._due_ns = self._firmware.due_ns

    def set_faults(self, faults: Faults, now_ns: int) -> None:
        """From now on exactly these faults hold."""
        self._run(now_ns)
        self._pass_time(self._now_ns)
        if self._faults.firmware_hang and not faults.firmware_hang:
            self._firmware.wake(self._now_ns)
        self._faults = faults
        self._firmware.suffer(faults, self._now_ns)
        self._due_ns = self._firmware.due_ns
        for plant in self._plants:
            plant.suffer(faults)

    def truth(self, now_ns: int) -> Truth:
        """What the plant really does at `now_ns`."""
        self._run(now_ns)
        return Truth(
            rollers=tuple(
                [
                    RollerTruth(roller.position_mm, roller.speed_mm_s, roller.force_n(), roller.motor_ma())
                    for roller in self._rollers
                ]
            ),
            pads=tuple([PadTruth(pad.pad_c, pad.skin_c, pad.cem43_min, pad.power_w()) for pad in self._pads]),
            air_kpa=tuple([cushion.kpa for cushion in self._cushions]),
            vibration_permille=tuple([motor.strength() for motor in self._vibrations]),
            stimulations=tuple(
                [
                    StimulationTruth(
                        pair.current_ma(),
                        pair.impedance_ohm(),
                        pair.contact,
                        pair.charge_per_phase_uc(),
                        pair.charge_uc,
                        pair.net_charge_uc_per_s(),
                    )
                    for pair in self._electrodes
                ]
            ),
            posture_tenth_deg=tuple([motor.angle_tenth_deg for motor in self._postures]),
            outputs_zero=self.outputs_zero,
            armed=self._firmware.armed,
            accepted=self._firmware.accepted,
            refused=self._firmware.refused,
        )

    @property
    def outputs_zero(self) -> bool:
        """As in `Truth`, at the instant of the last call; cheap."""
        if self._faults.supply_mv == 0:
            return True
        for channel in self._channels:
            if channel.ramp.target:
                return False
            plant = channel.plant
            if (type(plant) is HeatPad and plant.power_w()) or (
                type(plant) is Electrodes and plant.current_ma()
            ):
                return False
        return True

    def _run(self, now_ns: int) -> None:
        """Let all that is due happen. Looking at a chair must not change it: the plant moves on only
        in whole steps and at events, so its slow values may be up to 50 ms old."""
        if now_ns > self._now_ns:
            self._now_ns = now_ns
        if self._faults.firmware_hang:
            while self._plant_ns + _STEP_NS <= self._now_ns:
                self._pass_time(self._plant_ns + _STEP_NS)
            return
        while self._due_ns <= self._now_ns:
            self._pass_time(self._due_ns)
            sent = self._firmware.work(self._plant_ns)
            self._due_ns = self._firmware.due_ns
            if sent:
                self._outbox.append(sent)

    def _pass_time(self, to_ns: int) -> None:
        plant_ns = self._plant_ns
        while plant_ns < to_ns:
            step_ns = to_ns - plant_ns
            if step_ns > _STEP_NS:
                step_ns = _STEP_NS
            seconds = step_ns / 1e9
            for advance in self._advances:
                advance(seconds)
            plant_ns += step_ns
        self._plant_ns = plant_ns

    def _flush(self) -> bytes:
        outbox = self._outbox
        if len(outbox) == 1:
            return outbox.popleft()
        sent = b"".join(outbox)
        outbox.clear()
        return sent
