"""A RongTai massage chair as its published protocol describes it: toggles, homing, no deadman."""

from chairctl_simulators.devices.rongtai.chair import SimulatedRongTai
from chairctl_simulators.devices.rongtai.setup import HEALTHY, RongTaiFaults, RongTaiSetup
from chairctl_simulators.devices.rongtai.truth import RongTaiTruth

__all__ = ["HEALTHY", "RongTaiFaults", "RongTaiSetup", "RongTaiTruth", "SimulatedRongTai"]
