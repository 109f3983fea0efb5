"""The Beurer EM 70, a stimulator over Bluetooth LE, written from docs/devices/beurer-em70.md."""

from chairctl_simulators.devices.beurer_em70.faults import StimulatorFaults
from chairctl_simulators.devices.beurer_em70.stimulator import (
    SimulatedStimulator,
    StimulatorSetup,
    StimulatorTruth,
)

__all__ = ["SimulatedStimulator", "StimulatorFaults", "StimulatorSetup", "StimulatorTruth"]
