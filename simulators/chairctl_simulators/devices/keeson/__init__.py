"""A bed base with massage by Keeson, written from docs/devices/keeson.md."""

from chairctl_simulators.devices.keeson.bed import BedSetup, BedTruth, SimulatedBed
from chairctl_simulators.devices.keeson.faults import BedFaults
from chairctl_simulators.devices.keeson.frames import Box

__all__ = ["BedFaults", "BedSetup", "BedTruth", "Box", "SimulatedBed"]
