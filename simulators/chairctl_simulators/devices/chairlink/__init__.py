"""The reference chair, written from docs/protocols/chairlink.md."""

from chairctl_simulators.devices.chairlink.chair import SimulatedChair
from chairctl_simulators.devices.chairlink.channels import ChannelKind
from chairctl_simulators.devices.chairlink.setup import REFERENCE_LAYOUT, ChairSetup
from chairctl_simulators.devices.chairlink.truth import PadTruth, RollerTruth, StimulationTruth, Truth

__all__ = [
    "REFERENCE_LAYOUT",
    "ChairSetup",
    "ChannelKind",
    "PadTruth",
    "RollerTruth",
    "SimulatedChair",
    "StimulationTruth",
    "Truth",
]
