"""A simulated openEMSstim board with a TENS unit behind it, written from what its firmware does."""

from chairctl_simulators.devices.openemsstim.board import SimulatedBoard
from chairctl_simulators.devices.openemsstim.faults import BoardFaults
from chairctl_simulators.devices.openemsstim.truth import ChannelTruth, Truth

__all__ = ["BoardFaults", "ChannelTruth", "SimulatedBoard", "Truth"]
