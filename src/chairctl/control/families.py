"""Every device family that this version speaks, by the name that profiles use."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from chairctl.profiles.device import DeviceProfile
from chairctl.protocols.chairlink.device import Chairlink
from chairctl.protocols.family import Device

Family: TypeAlias = Callable[[DeviceProfile], Device]
"""How a device of a family is made from its profile."""

FAMILIES: Mapping[str, Family] = {
    "chairlink": lambda profile: Chairlink(profile.name, profile.channels),
}
