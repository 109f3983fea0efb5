"""A simulated Hasomed P24, written from the facts that its NOTES in the product name, by itself."""

from chairctl_simulators.devices.sciencemode4.faults import StimulatorFaults
from chairctl_simulators.devices.sciencemode4.stimulator import SimulatedP24
from chairctl_simulators.devices.sciencemode4.truth import OutputTruth, Truth

__all__ = ["OutputTruth", "SimulatedP24", "StimulatorFaults", "Truth"]
